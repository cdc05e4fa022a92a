import { Aws } from 'aws-cdk-lib/core';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { foreignArns } from './foreign-names.ts';

/** A service control policy: it grants nothing and bounds what anybody in an account may do, its administrators too. */
export interface GuardRail {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Services without a region, or that answer from one region only; denying them elsewhere would close the account.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 *   (read 2026-11-26)
 */
const GLOBAL_SERVICES = [
  'account',
  'billing',
  'budgets',
  'ce',
  'cur',
  'health',
  'iam',
  'organizations',
  'sts',
  'support',
  'tax',
].map((service) => `${service}:*`);

const TRAIL_CHANGES = ['DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail'].map(
  (action) => `cloudtrail:${action}`,
);

const rail = (...statements: readonly Readonly<Record<string, unknown>>[]): GuardRail => ({
  Version: '2012-10-17',
  Statement: statements,
});

export function denyLeavingRegion(region: string): GuardRail {
  return rail({
    Sid: 'DenyLeavingRegion',
    Effect: 'Deny',
    NotAction: GLOBAL_SERVICES,
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': region } },
  });
}

export function denyStoppingTrail(): GuardRail {
  return rail({
    Sid: 'DenyStoppingTrail',
    Effect: 'Deny',
    Action: TRAIL_CHANGES,
    Resource: `arn:${Aws.PARTITION}:cloudtrail:*:*:trail/*`,
  });
}

/** Not even an administrator of this account can make a thing that is named as another environment's. */
export function denyForeignNames(environment: EnvironmentName): GuardRail {
  return rail({
    Sid: 'DenyForeignNames',
    Effect: 'Deny',
    Action: '*',
    Resource: foreignArns(environment),
  });
}
