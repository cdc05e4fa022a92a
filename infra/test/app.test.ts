import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import { STACK_PREFIX } from '../../src/core/environment/resource.names.ts';
import { PLACEHOLDER_RULE } from '../deployability.ts';
import {
  committedRegistry,
  filledRegistry,
  resourcesOf,
  synthesise,
  templateOf,
  textOf,
} from './assembly.ts';

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

const policySchema = z.object({
  Type: z.literal('SERVICE_CONTROL_POLICY'),
  Name: z.string(),
  TargetIds: z.array(z.string()),
  Content: z.object({
    Statement: z.tuple([
      z.strictObject({
        Sid: z.string(),
        Effect: z.literal('Deny'),
        Action: z.union([z.literal('*'), z.array(z.string())]).optional(),
        NotAction: z.array(z.string()).optional(),
        Resource: z.union([z.unknown().array(), z.unknown().transform((one) => [one])]),
        Condition: z.unknown().optional(),
      }),
    ]),
  }),
});

describe('R1.2 the guard rails of the organisation', () => {
  const template = committed.templates.get('OrganisationGuardRails') ?? {
    Rules: {},
    Resources: {},
  };
  const policies = resourcesOf(template).map(({ Properties }) => policySchema.parse(Properties));
  const policy = (name: string) => {
    const found = policies.find(({ Name }) => Name === name);
    if (found === undefined) throw new Error(`no policy ${name}`);
    return { ...found, statement: found.Content.Statement[0] };
  };

  it('are left out unless they are asked for, and bear no name of a service stack', () => {
    expect([...filled.templates.keys()].sort()).toEqual(SERVICE_STACKS.toSorted());
    const [other] = [...committed.templates.keys()].filter(
      (name) => !SERVICE_STACKS.includes(name),
    );
    expect(other?.startsWith(STACK_PREFIX)).toBe(false);
  });

  it('take the management account from the context', () => {
    const named = synthesise(filledRegistry(), {
      organisation: 'true',
      'organisation-account': '100000000009',
    });

    expect(named.verdicts.at(-1)).toMatchObject({ account: '100000000009', deployable: true });
  });

  it.each(ENVIRONMENT_NAMES)(
    'bind %s to its region, its trail and its own names',
    (environment) => {
      const target = [committedRegistry().environments[environment].accountId];
      const region = policy(`rp-mw-${environment}-deny-leaving-region`);
      const trail = policy(`rp-mw-${environment}-deny-stopping-trail`);
      const names = policy(`rp-mw-${environment}-deny-foreign-names`);

      for (const { TargetIds } of [region, trail, names]) expect(TargetIds).toEqual(target);
      expect(region.statement.Condition).toEqual({
        StringNotEquals: { 'aws:RequestedRegion': 'us-east-2' },
      });
      expect(region.statement.NotAction).toEqual(
        expect.arrayContaining(['iam:*', 'sts:*', 'organizations:*']),
      );
      expect(trail.statement.Action).toEqual(
        expect.arrayContaining(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail']),
      );
      expect(names.statement.Action).toBe('*');
      const patterns = names.statement.Resource.map(textOf).join('\n');
      expect(patterns).not.toMatch(new RegExp(`rp.mw.${environment}`));
      for (const other of ENVIRONMENT_NAMES.filter((name) => name !== environment))
        for (const name of [
          `rp-mw-${other}-*`,
          `rp_mw_${other}_*`,
          `/rp-mw/${other}/*`,
          `:rp-mw/${other}/*`,
          `RichpanelMiddleware-${other}/*`,
        ])
          expect(patterns).toContain(name);
    },
  );

  it('fit into what an organisation accepts: 5,120 characters a policy, five policies an account', () => {
    for (const { Content } of policies) expect(JSON.stringify(Content).length).toBeLessThan(5_120);
    for (const environment of ENVIRONMENT_NAMES) {
      const { accountId } = committedRegistry().environments[environment];
      expect(policies.filter(({ TargetIds }) => TargetIds.includes(accountId)).length).toBeLessThan(
        5,
      );
    }
  });
});
