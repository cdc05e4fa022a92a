import type { CallerReading } from '../environment/caller-identity.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import type { ParameterReading } from '../environment/parameter-store.ts';
import { isPlaceholderAccount, type Registry } from '../environment/registry.ts';
import { type Finding, failed, passed, skipped, warned } from './check.ts';
import { isElsewhere, type Place } from './place.ts';

/** Beyond this our clock and the account's disagree; a signature would be refused at five minutes. */
const CLOCK_SKEW_LIMIT_MS = 60_000;

export const ACCOUNT_CHECKS = {
  configured: 'account.configured',
  region: 'account.region',
  credentials: 'account.credentials',
  caller: 'account.caller',
  clock: 'account.clock',
  marker: 'account.marker',
} as const;

/** The account's id is configured and is no placeholder. */
export function judgeConfigured(accountId: string): Finding {
  const id = ACCOUNT_CHECKS.configured;
  return isPlaceholderAccount(accountId)
    ? failed(id, 'ACCOUNT_NOT_CONFIGURED', `${accountId} is a placeholder`)
    : passed(id, accountId);
}

/** The region that was asked for is the environment's. */
export function judgeRegion(asked: string, region: string): Finding {
  const id = ACCOUNT_CHECKS.region;
  return asked === region
    ? passed(id, region)
    : failed(id, 'REGION_DIFFERS', `asked for ${asked}, the environment is in ${region}`);
}

/** Somebody answered, and the credentials are good for something. */
export function judgeCredentials(reading: CallerReading): Finding {
  const id = ACCOUNT_CHECKS.credentials;
  if (reading.outcome === 'caller') return passed(id, 'accepted');
  const code = reading.failure === 'ACCESS_DENIED' ? 'CREDENTIALS_DENIED' : reading.failure;
  return failed(id, code, 'nobody knows whose account this is');
}

function environmentOf(accountId: string, registry: Registry): EnvironmentName | null {
  const isOf = (name: EnvironmentName) => registry.environments[name].accountId === accountId;
  return ENVIRONMENT_NAMES.find(isOf) ?? null;
}

/** The caller's account is the environment's, and the one that an extra witness names (R2.1, incident 20). */
export function judgeCaller(
  reading: CallerReading,
  expected: { readonly accountId: string; readonly extraWitness: string | null },
  registry: Registry,
): Finding {
  const id = ACCOUNT_CHECKS.caller;
  if (reading.outcome !== 'caller') return skipped(id, ACCOUNT_CHECKS.credentials);
  const { accountId } = reading;
  if (accountId !== expected.accountId) {
    const owner = environmentOf(accountId, registry);
    const named = owner === null ? accountId : `${accountId} (${owner})`;
    return failed(id, 'ACCOUNT_DIFFERS', `expected ${expected.accountId}, these are ${named}`);
  }
  if (expected.extraWitness !== null && expected.extraWitness !== accountId) {
    return failed(
      id,
      'ACCOUNT_NOT_EXPECTED',
      `--expect-account says ${expected.extraWitness}, these are ${accountId}`,
    );
  }
  return passed(id, accountId);
}

/** Our clock and the account's agree. */
export function judgeClock(serverTimeMs: number | null, nowMs: number): Finding {
  const id = ACCOUNT_CHECKS.clock;
  if (serverTimeMs === null) return warned(id, 'CLOCK_UNKNOWN', 'the service sent no time');
  const skewMs = Math.abs(serverTimeMs - nowMs);
  // No seconds: they differ from run to run, and the report of one state has one digest.
  return skewMs > CLOCK_SKEW_LIMIT_MS
    ? failed(id, 'CLOCK_SKEWED', `about ${Math.round(skewMs / 60_000)} min apart`)
    : passed(id, 'within 60 s');
}

/** The marker inside the account says the environment's name, and comes from the right place. */
export function judgeMarker(
  reading: ParameterReading,
  environment: EnvironmentName,
  expected: Place,
): Finding {
  const id = ACCOUNT_CHECKS.marker;
  if (reading.state === 'missing') return failed(id, 'MARKER_MISSING', 'there is no marker');
  if (reading.state === 'unreadable') return failed(id, 'MARKER_UNREADABLE', reading.failure);
  if (isElsewhere(reading.place, expected)) {
    return failed(id, 'MARKER_ELSEWHERE', 'it was answered from another account or region');
  }
  if (reading.raw === environment) return passed(id, environment);
  // Only a name of ours is shown: whatever else stands there could be anything.
  const said = ENVIRONMENT_NAMES.find((name) => name === reading.raw) ?? 'something else';
  return failed(id, 'MARKER_DIFFERS', `it says ${said}`);
}
