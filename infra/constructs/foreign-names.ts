import { Aws } from 'aws-cdk-lib/core';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import {
  accessLogGroupName,
  logGroupName,
  parameterName,
  resourceName,
  SECRET_IDS,
  secretName,
  stackName,
  tableName,
} from '../../src/core/environment/resource.names.ts';

/** The common beginning of an environment's secrets: what is left of every name without its id. */
function secretPrefix(environment: EnvironmentName): string {
  const [id] = SECRET_IDS;
  return secretName(environment, id).slice(0, -id.length);
}

function thingPatterns(environment: EnvironmentName): readonly string[] {
  const names = `${resourceName(environment, '')}*`;
  return [
    `sqs:*:*:${names}`,
    `sns:*:*:${names}`,
    `lambda:*:*:function:${names}`,
    `iam::*:role/${names}`,
    `iam::*:policy/${names}`,
    `cloudwatch:*:*:alarm:${names}`,
    `dynamodb:*:*:table/${tableName(environment, '')}*`,
    `secretsmanager:*:*:secret:${secretPrefix(environment)}*`,
    `kms:*:*:alias/${names}`,
    `logs:*:*:log-group:${logGroupName(environment, '')}*`,
    `logs:*:*:log-group:${accessLogGroupName(environment, '')}*`,
    `cloudformation:*:*:stack/${stackName(environment)}/*`,
  ];
}

function parameterPatterns(environment: EnvironmentName): readonly string[] {
  return [`ssm:*:*:parameter${parameterName(environment, '')}*`];
}

function arnsOfOthers(
  environment: EnvironmentName,
  patternsOf: (other: EnvironmentName) => readonly string[],
): readonly string[] {
  return ENVIRONMENT_NAMES.filter((other) => other !== environment)
    .flatMap(patternsOf)
    .map((pattern) => `arn:${Aws.PARTITION}:${pattern}`);
}

/** `foreignArns` without the parameters. */
export function foreignThingArns(environment: EnvironmentName): readonly string[] {
  return arnsOfOthers(environment, thingPatterns);
}

/** The parameters of `foreignArns`, markers among them. */
export function foreignParameterArns(environment: EnvironmentName): readonly string[] {
  return arnsOfOthers(environment, parameterPatterns);
}

/**
 * ARN patterns of everything that carries the name of another environment, in any account and region. For denials
 * only: in an allow they would be wildcards.
 */
export function foreignArns(environment: EnvironmentName): readonly string[] {
  return [...foreignThingArns(environment), ...foreignParameterArns(environment)];
}
