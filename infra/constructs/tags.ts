import { Tags } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import type { EnvironmentConfig } from '../../src/core/environment/registry.ts';
import { SERVICE_NAME, TAG_KEYS } from '../../src/core/environment/resource.names.ts';

/** Tags everything taggable at and below `scope` (R10.1). */
export function tagResources(
  scope: IConstruct,
  environment: EnvironmentName,
  { tags: { owner, costCenter } }: EnvironmentConfig,
): void {
  const tags = Tags.of(scope);
  tags.add(TAG_KEYS.environment, environment);
  tags.add(TAG_KEYS.service, SERVICE_NAME);
  tags.add(TAG_KEYS.owner, owner);
  if (costCenter !== undefined) tags.add(TAG_KEYS.costCenter, costCenter);
}
