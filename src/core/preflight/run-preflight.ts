import type { Workspaces } from '../environment/fingerprints.ts';
import type { Identity } from '../environment/identity.ts';
import type { SecretId } from '../environment/resource.names.ts';
import { ALL_FLAGS } from '../flags/names.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { Sensitive } from '../redaction/sensitive.ts';
import { toMiddlewareError } from '../runtime/errors.ts';
import { ACCOUNT_CHECKS, checkRate, checkRouting, type EnforcedRate } from './account-checks.ts';
import {
  type Check,
  type Finding,
  failed,
  isGood,
  isWitnessed,
  leftOut,
  passed,
  skipped,
} from './check.ts';
import { flagCheckId, STAGING_CHECK } from './flag-checks.ts';
import { identityOf } from './identity-of.ts';
import {
  type AccountDeps,
  type AccountPlan,
  runAccountChecks,
  runFlagChecks,
  runMarkerCheck,
  runSecretChecks,
  secretIdsOf,
  timed,
} from './readings.ts';
import { secretCheckId } from './secret-checks.ts';
import { probeIds, probeVendors, type VendorClients } from './vendor-probes.ts';

export const PREFLIGHT_SCOPES = ['account', 'secrets', 'all'] as const;
export type PreflightScope = (typeof PREFLIGHT_SCOPES)[number];

export interface PreflightPlan extends AccountPlan {
  readonly scope: PreflightScope;
  readonly workspaces: () => Workspaces;
  readonly routing: RoutingConfig;
  /** False with `--no-probe`: the verdict is then `incomplete` at best. */
  readonly isProbing: boolean;
  /** Why staging may be open this once, or null. */
  readonly openStagingReason: string | null;
}

export interface PreflightDeps extends AccountDeps {
  /** Makes the clients of the live vendors; the values are those of the secrets that passed. */
  readonly openProbes: (values: ReadonlyMap<SecretId, Sensitive<string>>) => Promise<VendorClients>;
  readonly richpanelRate: EnforcedRate;
  /** Tries whether the operator's store takes a write. */
  readonly isStoreWritable: () => Promise<boolean>;
  /** Writes down why staging may be open; what cannot be written down does not count. */
  readonly recordOpenStaging: (reason: string, identity: Identity) => Promise<void>;
}

const STORE_CHECK = 'store.writable';

/** Stands for every probe where none is wanted. */
const PROBES_CHECK = 'probes';

/** The ids of everything that comes after the account, for when none of it may be looked at. */
function laterIds(plan: PreflightPlan): readonly string[] {
  const marker = [ACCOUNT_CHECKS.marker];
  if (plan.scope === 'account') return marker;
  const secrets = secretIdsOf(plan).flatMap((id) => [
    secretCheckId(id),
    secretCheckId(id, 'tag'),
    ...(id === 'richpanel/bot_agent_id' ? [] : [secretCheckId(id, 'fingerprint')]),
  ]);
  const staging = plan.environment === 'staging' ? [STAGING_CHECK] : [];
  const probes = plan.isProbing ? probeIds(plan) : [PROBES_CHECK];
  return [...marker, ...secrets, ...ALL_FLAGS.map(flagCheckId), ...staging, ...probes];
}

async function runProbes(
  earlier: readonly Check[],
  values: ReadonlyMap<SecretId, Sensitive<string>>,
  plan: PreflightPlan,
  deps: PreflightDeps,
): Promise<readonly Check[]> {
  const startedAtMs = deps.clock.now();
  if (!plan.isProbing) {
    const left = leftOut(PROBES_CHECK, 'PROBES_LEFT_OUT', 'no vendor was asked');
    return timed([left], startedAtMs, deps);
  }
  const ids = probeIds(plan);
  if (ids.length === 0) return [];
  // Without a store no decision can be written down, so nothing may be asked.
  const isNeeded = ({ id }: Check) =>
    id === ACCOUNT_CHECKS.marker || id === STORE_CHECK || id.startsWith('secret.');
  const blocking = earlier.find((check) => isNeeded(check) && !isWitnessed(check));
  if (blocking !== undefined) {
    return timed(
      ids.map((id) => skipped(id, blocking.id)),
      startedAtMs,
      deps,
    );
  }
  try {
    return await probeVendors(earlier, await deps.openProbes(values), plan, deps);
  } catch (thrown) {
    // A store or a file that cannot be used is a finding like any other; the rest of the report must not be lost.
    const { code } = toMiddlewareError(thrown);
    const [first = PROBES_CHECK, ...rest] = ids;
    const stopped = failed(first, code, 'the vendors could not be asked from here');
    return timed([stopped, ...rest.map((id) => skipped(id, first))], startedAtMs, deps);
  }
}

/** An open staging counts as allowed only once the gate and the ledger have taken the reason. */
async function settleStaging(
  checks: readonly Check[],
  plan: PreflightPlan,
  deps: PreflightDeps,
): Promise<readonly Check[]> {
  const reason = plan.openStagingReason;
  const isOpen = checks.some(({ id, status }) => id === STAGING_CHECK && status === 'warn');
  if (reason === null || !isOpen) return checks;
  try {
    await deps.recordOpenStaging(reason, identityOf(checks, plan, deps.clock.now()));
    return checks;
  } catch (thrown) {
    const { code } = toMiddlewareError(thrown);
    const open = failed(STAGING_CHECK, 'STAGING_OPEN', `the reason was not taken (${code})`);
    return checks.map((check) => (check.id === STAGING_CHECK ? { ...check, ...open } : check));
  }
}

async function runSurroundingChecks(
  plan: PreflightPlan,
  deps: PreflightDeps,
): Promise<readonly Check[]> {
  const startedAtMs = deps.clock.now();
  const isStub = plan.registry.environments[plan.environment].vendors.richpanel.mode === 'stub';
  const store: Finding = (await deps.isStoreWritable())
    ? passed(STORE_CHECK, 'the store of this machine takes writes')
    : failed(STORE_CHECK, 'STORE_UNWRITABLE', 'the store of this machine takes no write');
  const limits = [checkRate(deps.richpanelRate, isStub), checkRouting(plan.routing)];
  return timed([store, ...limits], startedAtMs, deps);
}

/**
 * Looks at everything that the scope asks for and returns the checks in one fixed order. At most three dependent round
 * trips before the vendors: the caller, then marker, secrets and flags all at once. What depends on a failed check
 * is not looked at. Never throws for what an account or a vendor does.
 */
export async function runPreflight(
  plan: PreflightPlan,
  deps: PreflightDeps,
): Promise<readonly Check[]> {
  const around = plan.scope === 'all' ? runSurroundingChecks(plan, deps) : Promise.resolve([]);
  const account = await runAccountChecks(plan, deps);
  const witness: readonly string[] = [
    ACCOUNT_CHECKS.configured,
    ACCOUNT_CHECKS.region,
    ACCOUNT_CHECKS.caller,
  ];
  const blocking = account.find((check) => witness.includes(check.id) && !isGood(check));
  if (blocking !== undefined) {
    const rest = laterIds(plan).map((id) => skipped(id, blocking.id));
    return [...account, ...timed(rest, deps.clock.now(), deps), ...(await around)];
  }
  if (plan.scope === 'account') return [...account, ...(await runMarkerCheck(plan, deps))];
  const [marker, secrets, flags] = await Promise.all([
    runMarkerCheck(plan, deps),
    runSecretChecks(plan, deps),
    runFlagChecks(ALL_FLAGS, plan.openStagingReason, plan, deps),
  ]);
  const earlier = [...account, ...marker, ...secrets.checks, ...flags];
  const surroundings = await around;
  const probes = await runProbes([...earlier, ...surroundings], secrets.values, plan, deps);
  // Last, because the gate wants every witness heard before a reason is taken.
  const witnessed = await settleStaging([...earlier, ...probes], plan, deps);
  return [...witnessed, ...surroundings];
}
