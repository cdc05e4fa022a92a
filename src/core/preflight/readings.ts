import type {
  CallerIdentity,
  CallerReading,
  ParameterReading,
  ParameterStore,
  SecretVault,
} from '../environment/account.ts';
import type { Fingerprinter } from '../environment/fingerprints.ts';
import type { IdentityKind } from '../environment/identity.ts';
import type { EnvironmentName } from '../environment/names.ts';
import { vendorModesOf } from '../environment/registry.ts';
import {
  markerParameter,
  requiredSecrets,
  type SecretId,
  secretName,
} from '../environment/resource.names.ts';
import { type FlagName, flagParameter } from '../flags/names.ts';
import type { Sensitive } from '../redaction/sensitive.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import type { Clock } from '../runtime/platform.ts';
import {
  ACCOUNT_CHECKS,
  checkCaller,
  checkClock,
  checkConfigured,
  checkCredentials,
  checkMarker,
  checkRegion,
  type Place,
} from './account-checks.ts';
import { type Check, type Finding, failed, isGood, skipped } from './check.ts';
import { checkFingerprint, type FingerprintFile } from './fingerprint-checks.ts';
import { checkFlag, checkStaging } from './flag-checks.ts';
import { checkSecret, checkSecretTag, liveValues, secretCheckId } from './secret-checks.ts';

/** What an account is compared with. */
export interface AccountPlan extends FingerprintFile {
  readonly environment: EnvironmentName;
  /** The region that was asked for, else the environment's. */
  readonly region: string;
  readonly identityKind: Exclude<IdentityKind, 'sealed'>;
  /** One more witness, never an override. */
  readonly expectAccount: string | null;
  /** The secrets that this process may read. @default those that the vendor modes need */
  readonly secretIds?: readonly SecretId[] | undefined;
}

export interface AccountDeps {
  readonly caller: CallerIdentity;
  readonly parameters: ParameterStore;
  readonly secrets: SecretVault;
  readonly fingerprinter: Fingerprinter;
  readonly clock: Pick<Clock, 'now'>;
  /** Told of every check as it ends, for progress. */
  readonly onCheck?: (check: Check) => void;
}

/** Stamps findings with the time since `startedAtMs` and tells of them. */
export function timed(
  findings: readonly Finding[],
  startedAtMs: number,
  deps: Pick<AccountDeps, 'clock' | 'onCheck'>,
): readonly Check[] {
  const durationMs = Math.max(0, Math.round(deps.clock.now() - startedAtMs));
  const checks = findings.map((found) => ({ ...found, durationMs }));
  for (const check of checks) deps.onCheck?.(check);
  return checks;
}

/**
 * Whose account this is. Nothing is called when the configuration alone refuses, and one call is made otherwise: a wrong
 * profile gets no further (incident 20).
 */
export async function runAccountChecks(
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<readonly Check[]> {
  const startedAtMs = deps.clock.now();
  const own = plan.registry.environments[plan.environment];
  const first = [checkConfigured(own.accountId), checkRegion(plan.region, own.region)];
  const blocking = first.find((found) => !isGood(found));
  if (blocking !== undefined) {
    const { credentials, caller, clock } = ACCOUNT_CHECKS;
    const rest = [credentials, caller, clock].map((id) => skipped(id, blocking.id));
    return timed([...first, ...rest], startedAtMs, deps);
  }
  const reading: CallerReading = await deps.caller.whoAmI();
  const expected = { ...own, extraWitness: plan.expectAccount };
  const clock =
    reading.outcome === 'failed' && reading.serverTimeMs === null
      ? skipped(ACCOUNT_CHECKS.clock, ACCOUNT_CHECKS.credentials)
      : checkClock(reading.serverTimeMs, deps.clock.now());
  const rest = [checkCredentials(reading), checkCaller(reading, expected, plan.registry), clock];
  return timed([...first, ...rest], startedAtMs, deps);
}

function placeOf(plan: AccountPlan): Place {
  const { accountId, region } = plan.registry.environments[plan.environment];
  return { accountId, region, mayBeUnsaid: plan.identityKind === 'emulated' };
}

/** The marker inside the account. */
export async function runMarkerCheck(
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<readonly Check[]> {
  const startedAtMs = deps.clock.now();
  const name = markerParameter(plan.environment);
  const reading = (await deps.parameters.read([name])).get(name) ?? { state: 'missing' };
  return timed([checkMarker(reading, plan.environment, placeOf(plan))], startedAtMs, deps);
}

export interface CheckedSecrets {
  readonly checks: readonly Check[];
  /** Values that may be used; only of secrets whose own check passed. */
  readonly values: ReadonlyMap<SecretId, Sensitive<string>>;
}

/** A file of fingerprints that cannot be used is a finding like any other: the rest of the report must not be lost. */
async function compareSecret(
  id: SecretId,
  values: readonly string[],
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<Finding | null> {
  try {
    return await checkFingerprint(id, values, plan.environment, plan, deps.fingerprinter);
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return failed(secretCheckId(id, 'fingerprint'), thrown.code, 'it could not be compared');
  }
}

async function runSecretCheck(id: SecretId, plan: AccountPlan, deps: AccountDeps) {
  const startedAtMs = deps.clock.now();
  const name = secretName(plan.environment, id);
  const [description, reading] = await Promise.all([
    deps.secrets.describe(name),
    deps.secrets.read(name),
  ]);
  const findings = [
    checkSecret(id, description, reading, placeOf(plan)),
    checkSecretTag(id, description, plan.environment),
  ];
  const value =
    findings[0]?.status === 'pass' && reading.outcome === 'value' ? reading.value : null;
  if (value === null) {
    if (id !== 'richpanel/bot_agent_id')
      findings.push(skipped(secretCheckId(id, 'fingerprint'), secretCheckId(id)));
  } else {
    const values = liveValues(id, value.reveal()) ?? [];
    const compared = await compareSecret(id, values, plan, deps);
    if (compared !== null) findings.push(compared);
  }
  return { id, value, checks: timed(findings, startedAtMs, deps) };
}

/** The secrets that a plan is about. A stub vendor's secret is not even read. */
export function secretIdsOf(plan: AccountPlan): readonly SecretId[] {
  return (
    plan.secretIds ?? requiredSecrets(vendorModesOf(plan.registry.environments[plan.environment]))
  );
}

/** Every secret of the plan, all at once. */
export async function runSecretChecks(
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<CheckedSecrets> {
  const surveyed = await Promise.all(secretIdsOf(plan).map((id) => runSecretCheck(id, plan, deps)));
  const values = new Map<SecretId, Sensitive<string>>();
  for (const { id, value } of surveyed) if (value !== null) values.set(id, value);
  return { checks: surveyed.flatMap(({ checks }) => checks), values };
}

/** Every flag, and staging's defaults. `openReason`: why staging may be open this once. */
export async function runFlagChecks(
  names: readonly FlagName[],
  openReason: string | null,
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<readonly Check[]> {
  const startedAtMs = deps.clock.now();
  const parameterOf = (flag: FlagName) => flagParameter(plan.environment, flag);
  const readings = await deps.parameters.read(names.map(parameterOf));
  const byFlag = new Map<FlagName, ParameterReading>(
    names.map((flag) => [flag, readings.get(parameterOf(flag)) ?? { state: 'missing' }]),
  );
  const findings = [...byFlag].map(([flag, reading]) => checkFlag(flag, reading));
  const staging = checkStaging(plan.environment, byFlag, openReason);
  return timed(staging === null ? findings : [...findings, staging], startedAtMs, deps);
}
