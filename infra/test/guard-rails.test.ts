import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import {
  markerParameter,
  parameterName,
  STACK_PREFIX,
} from '../../src/core/environment/resource.names.ts';
import { flagParameter, REQUIRED_FLAGS } from '../../src/core/flags/names.ts';
import { committedRegistry, filledRegistry, resourcesOf, synthesise, textOf } from './assembly.ts';
import { matches } from './statements.ts';

const SERVICE_STACK = /^RichpanelMiddleware-(dev|staging|prod)$/;
const committed = synthesise(committedRegistry(), { organisation: 'true' });
const registry = filledRegistry();

const oneOrMany = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
const texts = oneOrMany.transform((values) => values.map(textOf));
const statementSchema = z.strictObject({
  Sid: z.string(),
  Effect: z.literal('Deny'),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts,
  Condition: z
    .strictObject({ StringNotEquals: z.strictObject({ 'aws:RequestedRegion': z.string() }) })
    .optional(),
});
const policySchema = z.object({
  Type: z.literal('SERVICE_CONTROL_POLICY'),
  Name: z.string(),
  TargetIds: z.array(z.string()),
  Content: z.object({ Statement: z.array(statementSchema) }),
});

const template = committed.templates.get('OrganisationGuardRails');
const policies = (template === undefined ? [] : resourcesOf(template)).map(({ Properties }) =>
  policySchema.parse(Properties),
);
const policiesOf = (environment: EnvironmentName) => {
  const { accountId } = committedRegistry().environments[environment];
  return policies.filter(({ TargetIds }) => TargetIds.includes(accountId));
};

/** How the rails of an account answer an administrator, whom nothing else would stop. */
function judge(environment: EnvironmentName, action: string, arn: string, region = 'us-east-2') {
  const isDenied = policiesOf(environment)
    .flatMap(({ Content }) => Content.Statement)
    .some(({ Action, NotAction, Resource, Condition }) => {
      const covers = (patterns: readonly string[]) => patterns.some((one) => matches(one, action));
      const onAction = Action === undefined ? !covers(NotAction ?? []) : covers(Action);
      const own = Condition?.StringNotEquals['aws:RequestedRegion'];
      return onAction && Resource.some((one) => matches(one, arn)) && own !== region;
    });
  return isDenied ? 'denied' : 'allowed';
}

const parameterArn = (name: string) => `arn:<AWS::Partition>:ssm:us-east-2:1:parameter${name}`;
const READS = ['ssm:GetParameter', 'ssm:GetParameters'];
const OTHER_CALLS = [
  'ssm:PutParameter',
  'ssm:DeleteParameter',
  'ssm:GetParametersByPath',
  'ssm:GetParameterHistory',
  'ssm:AddTagsToResource',
];

describe('R1.2 the guard rails of the organisation', () => {
  it('are left out unless they are asked for, and bear no name of a service stack', () => {
    const without = [...synthesise(registry).templates.keys()];
    const [other, ...more] = [...committed.templates.keys()].filter(
      (name) => !SERVICE_STACK.test(name),
    );

    expect(without.filter((name) => !SERVICE_STACK.test(name))).toEqual([]);
    expect(more).toEqual([]);
    expect(other?.startsWith(STACK_PREFIX)).toBe(false);
  });

  it('take the management account from the context, which need not be prepared for CDK', () => {
    const named = synthesise(registry, {
      organisation: 'true',
      'organisation-account': '100000000009',
    });

    expect(named.verdicts.at(-1)).toMatchObject({ account: '100000000009', deployable: true });
    const [artefact] = named.app
      .synth()
      .stacks.filter(({ stackName }) => stackName === 'OrganisationGuardRails');
    expect(artefact?.assumeRoleArn).toBeUndefined();
    expect(artefact?.stackTemplateAssetObjectUrl).toBeUndefined();
    expect(named.templates.get('OrganisationGuardRails')).toEqual(
      expect.objectContaining({ Rules: {}, Parameters: {} }),
    );
  });

  it.each(ENVIRONMENT_NAMES)('bind %s, and each only its own account', (environment) => {
    expect(policiesOf(environment).map(({ Name }) => Name)).toEqual(
      ['deny-leaving', 'deny-stopping-trail', 'deny-foreign-names'].map(
        (thing) => `rp-mw-${environment}-${thing}`,
      ),
    );
    for (const { TargetIds } of policies) expect(TargetIds).toHaveLength(1);
  });

  it.each(ENVIRONMENT_NAMES)('keep %s in its region, its organisation and its trail', (name) => {
    const anything = 'arn:<AWS::Partition>:lambda:eu-west-1:1:function:any';
    const trail = 'arn:<AWS::Partition>:cloudtrail:us-east-2:1:trail/any';

    expect(judge(name, 'lambda:CreateFunction', anything, 'eu-west-1')).toBe('denied');
    expect(judge(name, 'lambda:CreateFunction', anything)).toBe('allowed');
    for (const region of ['us-east-1', 'us-east-2'])
      expect(judge(name, 'organizations:LeaveOrganization', '*', region)).toBe('denied');
    for (const action of ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'])
      expect(judge(name, action, trail)).toBe('denied');
  });

  it.each([
    'access-analyzer:ListAnalyzers',
    'budgets:ModifyBudget',
    'cloudtrail:LookupEvents',
    'ec2:DescribeRegions',
    'health:DescribeEvents',
    'iam:GetRole',
    'route53domains:ListDomains',
    's3:GetAccountPublicAccessBlock',
    's3:ListAllMyBuckets',
    'sts:GetCallerIdentity',
    'support:DescribeCases',
  ])('leave %s alone, which is answered from elsewhere', (action) => {
    expect(judge('dev', action, '*', 'us-east-1')).toBe('allowed');
  });

  it('except from the region what is listed once, in order, and no service by half a name', () => {
    const [{ NotAction: excepted = [] } = {}] = policies[0]?.Content.Statement ?? [];

    expect(excepted.length).toBeGreaterThan(40);
    expect(excepted).toEqual([...new Set(excepted)].sort());
    for (const action of excepted) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]*\*?$/);
  });

  it('fit into what an organisation accepts: 5,120 characters a policy, five policies an account', () => {
    for (const { Content } of policies) expect(JSON.stringify(Content).length).toBeLessThan(5_120);
    for (const environment of ENVIRONMENT_NAMES)
      expect(policiesOf(environment).length).toBeLessThan(5);
  });
});

describe.each(ENVIRONMENT_NAMES)('R1.2 D5 the names of the others, in %s', (environment) => {
  const others = ENVIRONMENT_NAMES.filter((other) => other !== environment);

  it('let an account init read the markers and write its own parameters', () => {
    const flags = REQUIRED_FLAGS.map((flag) => flagParameter(environment, flag));
    const own = [...flags, markerParameter(environment)];

    for (const name of [...own, ...others.map(markerParameter)])
      for (const read of READS)
        expect(judge(environment, read, parameterArn(name)), `${read} ${name}`).toBe('allowed');
    for (const name of own)
      expect(judge(environment, 'ssm:PutParameter', parameterArn(name))).toBe('allowed');
  });

  it('deny an administrator every other call on a parameter of such a name', () => {
    for (const name of others.flatMap((other) => [
      markerParameter(other),
      parameterName(other, 'safe_mode'),
    ]))
      for (const call of OTHER_CALLS)
        expect(judge(environment, call, parameterArn(name)), `${call} ${name}`).toBe('denied');
  });

  it('deny an administrator everything else of such a name, reads of secrets first', () => {
    for (const [action, arn] of others.flatMap(
      (other) =>
        [
          [
            'secretsmanager:GetSecretValue',
            `secretsmanager:us-east-2:1:secret:rp-mw/${other}/a/b-Ab12`,
          ],
          ['dynamodb:GetItem', `dynamodb:us-east-2:1:table/rp_mw_${other}_ledger`],
          ['sqs:CreateQueue', `sqs:us-east-2:1:rp-mw-${other}-events.fifo`],
          ['kms:CreateAlias', `kms:us-east-2:1:alias/rp-mw-${other}-alarms`],
          [
            'logs:CreateLogGroup',
            `logs:us-east-2:1:log-group:/aws/apigateway/rp-mw-${other}-webhooks`,
          ],
          [
            'cloudformation:CreateStack',
            `cloudformation:us-east-2:1:stack/${STACK_PREFIX}-${other}/1`,
          ],
        ] as const,
    ))
      expect(judge(environment, action, `arn:<AWS::Partition>:${arn}`), arn).toBe('denied');
  });

  it('do not touch what is its own', () => {
    const own = `arn:<AWS::Partition>:sqs:us-east-2:1:rp-mw-${environment}-events.fifo`;

    expect(judge(environment, 'sqs:CreateQueue', own)).toBe('allowed');
  });
});
