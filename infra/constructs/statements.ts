import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import {
  markerParameter,
  metricNamespace,
  parameterName,
  SECRET_IDS,
  secretName,
  TAG_KEYS,
} from '../../src/core/environment/resource.names.ts';
import { ALL_FLAGS, flagParameter } from '../../src/core/flags/names.ts';

const FLAG_WRITES = [
  'ssm:PutParameter',
  'ssm:DeleteParameter',
  'ssm:DeleteParameters',
  'ssm:LabelParameterVersion',
  'ssm:UnlabelParameterVersion',
];

/** What taking messages from a queue needs. */
export const TAKE_MESSAGES = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
] as const;

/** Reads of single parameters, by exact name. */
export const READ_PARAMETERS = ['ssm:GetParameter', 'ssm:GetParameters'] as const;

/**
 * Reading and appending: no update and no delete. A put could still overwrite an entry; what keeps those that are there
 * is the condition that our own code puts with every one, and what would show an overwritten one is the hash chain.
 */
export const KEEP_LEDGER = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:ConditionCheckItem',
] as const;

export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [...resources] });
}

/**
 * As `allow`, and only while the resource carries this environment's `env` tag. For SQS, DynamoDB and Secrets Manager.
 * Flags are left out on purpose: a lost tag must never stop a `kill`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/abac-enable-ddb.html on by default in new
 *   accounts; where it is off the condition never holds and the service stays closed (read 2026-11-26)
 */
export function allowTagged(
  environment: EnvironmentName,
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    conditions: { StringEquals: { [`aws:ResourceTag/${TAG_KEYS.environment}`]: environment } },
  });
}

function parameterArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ssm', resource: `parameter${name}` });
}

/** Every flag that exists. A template that is never enabled has no flag, so nobody can write one. */
export function flagArns(scope: Construct, environment: EnvironmentName): readonly string[] {
  return ALL_FLAGS.map((flag) => parameterArn(scope, flagParameter(environment, flag)));
}

export function markerArn(scope: Construct, environment: EnvironmentName): string {
  return parameterArn(scope, markerParameter(environment));
}

/** Reads parameters by exact name; there is no permission to list them. */
export function readParameters(sid: string, arns: readonly string[]): PolicyStatement {
  return allow(sid, READ_PARAMETERS, arns);
}

/** Tells whether secrets are there and how they are tagged; on no condition, or a wrong tag could never be seen. */
export function describeSecrets(arns: readonly string[]): PolicyStatement {
  return allow('DescribeSecrets', ['secretsmanager:DescribeSecret'], arns);
}

/** Reads the values of secrets, each only while its tag is the environment's (R2.2). */
export function readSecretValues(
  environment: EnvironmentName,
  arns: readonly string[],
): PolicyStatement {
  return allowTagged(environment, 'ReadSecrets', ['secretsmanager:GetSecretValue'], arns);
}

/**
 * Every secret that an environment may have, by name, whether it exists or not: without a permission on its name, one
 * that is missing is answered as denied. Six characters of Secrets Manager's own follow each name; one that does not
 * exist has none.
 */
export function namedSecretArns(scope: Construct, environment: EnvironmentName): readonly string[] {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return SECRET_IDS.map((id) => secretName(environment, id))
    .flatMap((name) => [name, `${name}-??????`])
    .map((resourceName) =>
      Stack.of(scope).formatArn({
        ...{ service: 'secretsmanager', resource: 'secret' },
        ...{ resourceName, arnFormat },
      }),
    );
}

/** Denies every change of a flag or the marker, whatever else the role is allowed one day. */
export function denyParameterWrites(
  scope: Construct,
  environment: EnvironmentName,
): PolicyStatement {
  return new PolicyStatement({
    sid: 'DenyParameterWrites',
    effect: Effect.DENY,
    actions: FLAG_WRITES,
    resources: [`${parameterArn(scope, parameterName(environment, ''))}*`],
  });
}

/** PutMetricData knows no resources; the namespace is the only fence that it has. */
export function putOwnMetrics(environment: EnvironmentName): PolicyStatement {
  return new PolicyStatement({
    sid: 'PutOwnMetrics',
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespace(environment) } },
  });
}

/** The streams of one log group; their names are Lambda's. */
export function ownLogStreams(scope: Construct, logGroup: string): string {
  const { region, account } = Stack.of(scope);
  return `arn:${Aws.PARTITION}:logs:${region}:${account}:log-group:${logGroup}:*`;
}
