import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { PLACEHOLDER_RULE } from '../deployability.ts';
import { committedRegistry, filledRegistry, synthesise, templateOf } from './assembly.ts';

const committed = synthesise(committedRegistry(), { organisation: 'true' });
const filled = synthesise(filledRegistry());
const SERVICE_STACKS = [
  'RichpanelMiddleware-dev',
  'RichpanelMiddleware-staging',
  'RichpanelMiddleware-prod',
];

describe('R1.1 the stacks', () => {
  it('are three, named after their environments, in the account and region of the registry', () => {
    const stacks = filled.app.node.children.filter(Stack.isStack);

    expect(
      stacks.map(({ stackName, account, region }) => ({ stackName, account, region })),
    ).toEqual(
      SERVICE_STACKS.map((stackName, index) => ({
        stackName,
        account: `10000000000${index + 1}`,
        region: 'us-east-2',
      })),
    );
    for (const { terminationProtection } of stacks) expect(terminationProtection).toBe(true);
  });

  it('are the same in dev and staging but for name, account and log retention', () => {
    // The denials name the other environments, each other ones.
    const withoutDenials = (_key: string, value: unknown) =>
      typeof value === 'object' && value !== null && 'Effect' in value && value.Effect === 'Deny'
        ? null
        : value;
    const shapeOf = (environment: 'dev' | 'staging', retentionDays: number) =>
      JSON.stringify(templateOf(filled, environment), withoutDenials)
        .replaceAll(environment, 'env')
        .replaceAll(/10000000000\d/g, 'account')
        .replaceAll(`"RetentionInDays":${retentionDays}`, '"RetentionInDays":n');

    expect(shapeOf('dev', 14)).toBe(shapeOf('staging', 30));
  });
});

describe('a placeholder account', () => {
  it('makes its stack undeployable, for a deployment and for CloudFormation itself', () => {
    for (const environment of ENVIRONMENT_NAMES) {
      const template = templateOf(committed, environment);
      expect(template.Rules[PLACEHOLDER_RULE]).toMatchObject({
        Assertions: [{ Assert: { 'Fn::Equals': ['placeholder', 'account'] } }],
      });
      expect(template.Metadata).toMatchObject({ deployable: false });
    }
    expect(committed.verdicts.map(({ stack, deployable }) => ({ stack, deployable }))).toEqual(
      [...SERVICE_STACKS, 'OrganisationGuardRails'].map((stack) => ({ stack, deployable: false })),
    );
  });

  it('is nothing that a stack with a real account speaks of', () => {
    for (const environment of ENVIRONMENT_NAMES) {
      expect(templateOf(filled, environment).Rules).not.toHaveProperty(PLACEHOLDER_RULE);
      expect(templateOf(filled, environment).Metadata).toBeUndefined();
    }
    expect(filled.verdicts.map(({ deployable, reasons }) => ({ deployable, reasons }))).toEqual(
      SERVICE_STACKS.map(() => ({ deployable: true, reasons: [] })),
    );
  });
});
