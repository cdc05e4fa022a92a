import type { Identity } from '../environment/identity.ts';
import type { SecretId } from '../environment/resource.names.ts';
import { ALL_FLAGS } from '../flags/names.ts';
import type { Sensitive } from '../redaction/sensitive.ts';
import { assertNever, ConfigurationError } from '../runtime/errors.ts';
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { type Check, failed, isWitnessed } from './check.ts';
import { STAGING_CHECK } from './flag-checks.ts';
import { identityOf, WORKSPACE_CHECK } from './identity-of.ts';
import {
  type AccountDeps,
  type AccountPlan,
  runAccountChecks,
  runFlagChecks,
  runMarkerCheck,
  runSecretChecks,
} from './readings.ts';

/**
 * How much must be proved before something is done in an account. `account`: account id and region (a kill, an init,
 * every flag toward safer). `marker`: the account says itself which one it is. `secrets`: and every secret is there,
 * plausible and this environment's own. `workspace`: and the helpdesk's key opens the registered workspace; nothing to
 * prove where it is a stub. `start`: and every flag is readable; for what runs by itself.
 */
export const GUARD_NEEDS = ['account', 'marker', 'secrets', 'workspace', 'start'] as const;
export type GuardNeed = (typeof GUARD_NEEDS)[number];

/** Asks the workspace that the helpdesk's key opens, through the gate. */
export type AskWorkspace = (
  values: ReadonlyMap<SecretId, Sensitive<string>>,
  identity: Identity,
) => Promise<readonly Check[]>;

/**
 * What the preflight reports and the guard lets pass: clock skew makes nothing unsafe here and must stop no kill, and an
 * open staging is decided by the gate, effect by effect.
 */
const NOT_ASKED: ReadonlySet<string> = new Set([ACCOUNT_CHECKS.clock, STAGING_CHECK]);

/** Checks an account in this process, each thing once. A report file is never asked. */
export interface AccountGuard {
  /**
   * Returns only when all that `need` names is proved.
   * @throws {ConfigurationError} with the code and the remedy of the first check that refused, exit code 1
   */
  require(need: GuardNeed): Promise<void>;
  /** What the witnesses have said so far; one that was not asked is silent. */
  identity(): Identity;
  /** The values of the secrets, once `secrets` was required; empty before. */
  secretValues(): ReadonlyMap<SecretId, Sensitive<string>>;
}

function refuse(check: Check): never {
  throw new ConfigurationError(
    check.code ?? 'IDENTITY_UNVERIFIED',
    `${check.id}: ${check.detail}. Nothing was done.`,
    check.remedy ?? 'Run npx rpmw preflight all.',
  );
}

/** What the checks of one need have found. */
interface Evidence {
  readonly checks: readonly Check[];
  readonly values?: ReadonlyMap<SecretId, Sensitive<string>>;
}

/** Checks all that can be checked without knowing more than the account. */
function checkNeed(
  need: Exclude<GuardNeed, 'workspace'>,
  plan: AccountPlan,
  deps: AccountDeps,
): Promise<Evidence> {
  const only = async (checks: Promise<readonly Check[]>) => ({ checks: await checks });
  switch (need) {
    case 'account':
      return only(runAccountChecks(plan, deps));
    case 'marker':
      return only(runMarkerCheck(plan, deps));
    case 'secrets':
      return runSecretChecks(plan, deps);
    case 'start':
      return only(runFlagChecks(ALL_FLAGS, null, plan, deps));
    default:
      return assertNever(need);
  }
}

async function checkWorkspace(
  earlier: { readonly identity: Identity; readonly values: Evidence['values'] },
  plan: AccountPlan,
  ask: AskWorkspace | undefined,
): Promise<Evidence> {
  const isStub = plan.registry.environments[plan.environment].vendors.richpanel.mode === 'stub';
  if (isStub) return { checks: [] };
  const checks = (await ask?.(earlier.values ?? new Map(), earlier.identity)) ?? [];
  if (checks.some(({ id }) => id === WORKSPACE_CHECK)) return { checks };
  const unasked = failed(WORKSPACE_CHECK, 'WORKSPACE_UNVERIFIED', 'it cannot be asked from here');
  return { checks: [{ ...unasked, durationMs: 0 }] };
}

/**
 * Opens no connection and makes no call until `require` is called. What was refused is checked again the next time.
 * @param ask absent where no vendor can be reached: a live workspace is then unverified
 */
export function createAccountGuard(
  plan: AccountPlan,
  deps: AccountDeps,
  ask?: AskWorkspace,
): AccountGuard {
  const passed = new Map<GuardNeed, Evidence>();
  const identity = (): Identity => {
    const checks = [...passed.values()].flatMap((found) => found.checks);
    return identityOf(checks, plan, deps.clock.now());
  };
  const check = (need: GuardNeed): Promise<Evidence> =>
    need === 'workspace'
      ? checkWorkspace({ identity: identity(), values: passed.get('secrets')?.values }, plan, ask)
      : checkNeed(need, plan, deps);
  const pass = async (needs: readonly GuardNeed[]): Promise<void> => {
    const found = await Promise.all(needs.map(check));
    const checks = found.flatMap((one) => one.checks);
    const blocking = checks.find((one) => !NOT_ASKED.has(one.id) && !isWitnessed(one));
    if (blocking !== undefined) refuse(blocking);
    for (const [index, need] of needs.entries()) passed.set(need, found[index] ?? { checks: [] });
  };
  return {
    async require(need) {
      const wanted = GUARD_NEEDS.slice(0, GUARD_NEEDS.indexOf(need) + 1);
      const missing = () => wanted.filter((one) => !passed.has(one));
      // The account alone first: in a wrong one nothing else may be asked. The workspace last: its key is a secret.
      await pass(missing().filter((one) => one === 'account'));
      await pass(missing().filter((one) => one !== 'workspace'));
      await pass(missing());
    },
    identity,
    secretValues: () => passed.get('secrets')?.values ?? new Map(),
  };
}
