import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of cdk-nag on one resource, with the reason. Never call it with a stack: an acknowledgement
 * covers everything below its construct.
 *
 * @throws {Error} when `construct` stands for no single resource
 */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (resource === undefined || !CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is no single resource`);
  Validations.of(resource).acknowledge({ id: rule, reason });
}
