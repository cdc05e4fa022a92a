import type { CallerReading, ParameterReading, ResourcePlace } from '../environment/account.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { isPlaceholderAccount, type Registry } from '../environment/registry.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { type Finding, failed, passed, skipped, warned } from './check.ts';

/** Where everything of an environment must live, and whether a resource may leave it unsaid, as emulators do. */
export interface Place extends ResourcePlace {
  readonly mayBeUnsaid: boolean;
}

/** True when a resource is not known to live where it must. */
export function isElsewhere(place: ResourcePlace | null, expected: Place): boolean {
  if (place === null) return !expected.mayBeUnsaid;
  return (
    place !== null && (place.accountId !== expected.accountId || place.region !== expected.region)
  );
}

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
export function checkConfigured(accountId: string): Finding {
  const id = ACCOUNT_CHECKS.configured;
  return isPlaceholderAccount(accountId)
    ? failed(id, 'ACCOUNT_NOT_CONFIGURED', `${accountId} is a placeholder`)
    : passed(id, accountId);
}

/** The region that was asked for is the environment's. */
export function checkRegion(asked: string, region: string): Finding {
  const id = ACCOUNT_CHECKS.region;
  return asked === region
    ? passed(id, region)
    : failed(id, 'REGION_DIFFERS', `asked for ${asked}, the environment is in ${region}`);
}

/** Somebody answered, and the credentials are good for something. */
export function checkCredentials(reading: CallerReading): Finding {
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
export function checkCaller(
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
export function checkClock(serverTimeMs: number | null, nowMs: number): Finding {
  const id = ACCOUNT_CHECKS.clock;
  if (serverTimeMs === null) return warned(id, 'CLOCK_UNKNOWN', 'the service sent no time');
  const skewMs = Math.abs(serverTimeMs - nowMs);
  // No seconds: they differ from run to run, and the report of one state has one digest.
  return skewMs > CLOCK_SKEW_LIMIT_MS
    ? failed(id, 'CLOCK_SKEWED', `about ${Math.round(skewMs / 60_000)} min apart`)
    : passed(id, 'within 60 s');
}

/** The marker inside the account says the environment's name, and comes from the right place. */
export function checkMarker(
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

/** The figures that the docs promise; one was once left at a wrong value by accident (incident 16). */
const DOCUMENTED = {
  writesPerEvent: 4,
  repliesTicket10Min: 1,
  repliesTicket24h: 3,
  repliesCustomer24h: 5,
  emailWindowMinutes: 1_440,
  livechatWindowMinutes: 30,
  tier1Reply: 0.7,
  tier2Reply: 0.85,
} as const;

const RICHPANEL_CALLS_PER_30S = 50;
const LIMIT_CHECKS = { rate: 'limit.richpanel-rate', routing: 'limit.routing' } as const;

/** What one vendor budget really is in this process, as the adapter that enforces it says. */
export interface EnforcedRate {
  readonly capacity: number;
  readonly windowMs: number;
}

/** The budget of calls to the helpdesk is the vendor's own, unless it is a stub. */
export function checkRate(rate: EnforcedRate, isStub: boolean): Finding {
  const id = LIMIT_CHECKS.rate;
  const said = `${rate.capacity} calls in ${rate.windowMs / 1_000} s`;
  if (isStub) return passed(id, `${said} (stub)`);
  const isDocumented = rate.capacity === RICHPANEL_CALLS_PER_30S && rate.windowMs === 30_000;
  return isDocumented ? passed(id, said) : failed(id, 'LIMIT_DIFFERS', said);
}

/** Caps, windows and thresholds of config/routing.json are the documented ones. */
export function checkRouting(routing: RoutingConfig): Finding {
  const { caps, replyWindowMinutes, thresholds } = routing;
  const configured: Readonly<Record<keyof typeof DOCUMENTED, number>> = {
    ...caps,
    emailWindowMinutes: replyWindowMinutes.email,
    livechatWindowMinutes: replyWindowMinutes.livechat,
    tier1Reply: thresholds.tier1Reply,
    tier2Reply: thresholds.tier2Reply,
  };
  const names = Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[];
  const differing = names.filter((name) => configured[name] !== DOCUMENTED[name]);
  const said = differing.map((name) => `${name} is ${configured[name]}, not ${DOCUMENTED[name]}`);
  return differing.length === 0
    ? passed(LIMIT_CHECKS.routing, 'caps, windows and thresholds as documented')
    : failed(LIMIT_CHECKS.routing, 'LIMIT_DIFFERS', said.join('; '));
}
