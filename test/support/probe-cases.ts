import type { Workspaces } from '../../src/core/environment/fingerprints.ts';
import type { Identity, Witness } from '../../src/core/environment/identity.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import type { RichpanelMode } from '../../src/core/environment/vendor-modes.ts';
import type { Check } from '../../src/core/preflight/check.ts';
import type { AccountPlan } from '../../src/core/preflight/readings.ts';
import { probeVendors } from '../../src/core/preflight/vendor-probes.ts';
import {
  fingerprintWorkspace,
  type WorkspaceIds,
} from '../../src/core/preflight/workspace-witness.ts';
import {
  VendorAnswerInvalidError,
  VendorRateLimitedError,
  VendorRejectedRequestError,
  VendorUnavailableError,
} from '../../src/core/runtime/errors.ts';
import {
  countingFingerprinter,
  createFakeAccount,
  registryOf,
  START_MS,
} from './preflight-fixture.ts';
import { CHANNEL_IDS, createFakeVendors, USERS } from './probe-fixture.ts';

export const OWN: WorkspaceIds = { users: USERS, channels: CHANNEL_IDS };
export const FOREIGN: WorkspaceIds = { users: ['someone'], channels: ['channel-9'] };
export const SHOP = { shopDomain: 'shop.myshopify.com', apiVersion: '2026-07' };
export const ACCOUNT_WITNESSES: readonly Witness[] = [
  'environment',
  'account',
  'region',
  'marker',
  'secrets',
];

/** An identity of dev in which these agree and nobody else was heard. */
export function identityWith(agreeing: readonly Witness[]): Identity {
  const everybody = [...ACCOUNT_WITNESSES, 'workspace' as const];
  const silent = everybody.filter((witness) => !agreeing.includes(witness));
  const facts = { environment: 'dev', kind: 'account', disagreeing: [] } as const;
  return { ...facts, agreeing, silent, verifiedAtMs: START_MS };
}
export const WITNESSED = identityWith([...ACCOUNT_WITNESSES, 'workspace']);

/** What `identityOf` reads as every witness of the account agreeing. */
const EARLIER: readonly Check[] = [
  'account.caller',
  'account.region',
  'account.marker',
  'secret.openai/api_key',
].map((id) => ({ id, status: 'pass', code: null, detail: '', remedy: null, durationMs: 0 }));

export type Registrations = Partial<
  Record<EnvironmentName, Partial<Record<RichpanelMode, WorkspaceIds>>>
>;

/** The file of workspaces in which these are registered. */
export async function workspacesOf(registrations: Registrations): Promise<Workspaces> {
  const { fingerprinter } = countingFingerprinter();
  const environments: Workspaces['environments'] = {};
  for (const name of ENVIRONMENT_NAMES) {
    for (const [mode, ids] of Object.entries(registrations[name] ?? {}))
      environments[name] = {
        ...environments[name],
        [mode]: await fingerprintWorkspace(ids, fingerprinter),
      };
  }
  return { schemaVersion: 1, environments };
}

/** Live vendors and the probes of them, after every witness of the account has agreed. */
export function prepareProbes(isListed = true) {
  const registry = registryOf(ENVIRONMENT_NAMES);
  const vendors = createFakeVendors('dev', registry, { isListed });
  const plan: AccountPlan = {
    ...{ environment: 'dev', registry, region: 'us-east-2', identityKind: 'account' },
    ...{ expectAccount: null, fingerprints: () => ({ schemaVersion: 1, environments: {} }) },
  };
  const { deps } = createFakeAccount();
  const run = async (workspaces?: Workspaces): Promise<readonly Check[]> => {
    const registered = { dev: { 'sandbox-workspace': OWN }, prod: { live: FOREIGN } };
    const known = workspaces ?? (await workspacesOf(registered));
    return probeVendors(EARLIER, vendors.clients, { ...plan, workspaces: () => known }, deps);
  };
  return { vendors, plan, run };
}

function throws(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** A vendor that understood and refused. */
export function refusedWith(status: number): () => never {
  return throws(new VendorRejectedRequestError('vendor', status));
}

/** What may go wrong on the way, and the code that a check then carries. */
export const TROUBLES: readonly (readonly [string, () => never, string])[] = [
  ['429', throws(new VendorRateLimitedError('vendor', 1)), 'VENDOR_RATE_LIMITED'],
  ['500', throws(new VendorUnavailableError('vendor', 'status')), 'VENDOR_UNAVAILABLE'],
  ['a time-out', throws(new VendorUnavailableError('vendor', 'timeout')), 'VENDOR_UNAVAILABLE'],
  ['nonsense', throws(new VendorAnswerInvalidError('vendor', 'text')), 'VENDOR_ANSWER_INVALID'],
];

export function find(checks: readonly Check[] | readonly Omit<Check, 'durationMs'>[], id: string) {
  return checks.find((one) => one.id === id);
}

/** The codes of what was looked at and is not as it should be. */
export function codesOf(checks: readonly Check[]): readonly (string | null)[] {
  const told = checks.filter(({ code }) => code !== null && code !== 'CHECK_SKIPPED');
  return told.map(({ code }) => code);
}
