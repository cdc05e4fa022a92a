import { Aws } from 'aws-cdk-lib/core';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { foreignParameterArns, foreignThingArns } from './foreign-names.ts';
import { GLOBAL_ACTIONS } from './global-actions.ts';
import { READ_PARAMETERS } from './statements.ts';

/** A service control policy: it grants nothing and bounds what anybody in an account may do, its administrators too. */
export interface GuardRail {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const TRAIL_CHANGES = ['DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail'].map(
  (action) => `cloudtrail:${action}`,
);

const rail = (...statements: readonly Readonly<Record<string, unknown>>[]): GuardRail => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** Keeps an account in its region and in its organisation: outside of that, no other rail would bind it. */
export function denyLeaving(region: string): GuardRail {
  return rail(
    {
      Sid: 'DenyLeavingRegion',
      Effect: 'Deny',
      NotAction: GLOBAL_ACTIONS,
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': region } },
    },
    {
      Sid: 'DenyLeavingOrganisation',
      Effect: 'Deny',
      Action: 'organizations:LeaveOrganization',
      Resource: '*',
    },
  );
}

export function denyStoppingTrail(): GuardRail {
  return rail({
    Sid: 'DenyStoppingTrail',
    Effect: 'Deny',
    Action: TRAIL_CHANGES,
    Resource: `arn:${Aws.PARTITION}:cloudtrail:*:*:trail/*`,
  });
}

/**
 * Not even an administrator of this account can make a thing that is named as another environment's. Parameters of such
 * a name can be read, by name and no otherwise: `account init` must see that no other environment's marker is there,
 * and takes a marker that it may not read for one that is.
 */
export function denyForeignNames(environment: EnvironmentName): GuardRail {
  return rail(
    {
      Sid: 'DenyForeignNames',
      Effect: 'Deny',
      Action: '*',
      Resource: foreignThingArns(environment),
    },
    {
      Sid: 'DenyForeignParameters',
      Effect: 'Deny',
      NotAction: READ_PARAMETERS,
      Resource: foreignParameterArns(environment),
    },
  );
}
