import { join } from 'node:path';
import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type {
  CallerReading,
  ParameterReading,
  SecretDescription,
  SecretReading,
} from '../../src/core/environment/account.ts';
import type {
  Fingerprint,
  Fingerprinter,
  SecretFingerprints,
} from '../../src/core/environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import type { Registry } from '../../src/core/environment/registry.ts';
import {
  markerParameter,
  SECRET_IDS,
  type SecretId,
  secretName,
} from '../../src/core/environment/resource.names.ts';
import { flagParameter, INITIAL_FLAGS, REQUIRED_FLAGS } from '../../src/core/flags/names.ts';
import type { AccountDeps } from '../../src/core/preflight/readings.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const START_MS = Date.UTC(2026, 10, 26, 12);
export const REGION = 'us-east-2';
export const ACCOUNTS: Readonly<Record<EnvironmentName, string>> = {
  dev: '222233334444',
  staging: '333344445555',
  prod: '444455556666',
};
export const ROUTING = loadConfig(join(import.meta.dirname, '../../config')).routing;
export const digest = createNodeDigest();

/** A value for every secret that no rule can object to, another one for each environment. */
export function goodSecret(environment: EnvironmentName, id: SecretId): string {
  const hex = digest.sha256(`${environment} ${id}`);
  const values: Readonly<Record<SecretId, string>> = {
    'richpanel/webhook_token': hex.slice(0, 24),
    'richpanel/api_key': `key-${hex.slice(0, 24)}`,
    'richpanel/bot_agent_id': 'agent-42',
    'shopify/admin_api_token': `shpat_${hex.slice(0, 32)}`,
    'openai/api_key': `sk-${hex.slice(0, 24)}`,
  };
  return values[id];
}

/** Three environments in three accounts; prod's vendors are live, the others' where `live` names them. */
export function registryOf(live: readonly EnvironmentName[] = []): Registry {
  const shop = { shopDomain: 'shop.myshopify.com', apiVersion: '2026-07' };
  const of = (name: EnvironmentName): Registry['environments']['dev'] => ({
    accountId: ACCOUNTS[name],
    region: REGION,
    vendors:
      name === 'prod' || live.includes(name)
        ? {
            richpanel: { mode: name === 'prod' ? 'live' : 'sandbox-workspace' },
            shopify: { mode: 'live-read', ...shop },
            model: { mode: 'live', name: 'gpt-5-mini' },
          }
        : {
            richpanel: { mode: 'stub' },
            shopify: { mode: 'stub' },
            model: { mode: 'embedded' },
          },
    tags: { owner: 'support' },
  });
  return {
    schemaVersion: 1,
    environments: { dev: of('dev'), staging: of('staging'), prod: of('prod') },
  };
}

/** The fingerprint that `countingFingerprinter` finds to be that of `value`. */
export function fingerprintOf(value: string): Fingerprint {
  return { salt: '0'.repeat(32), hash: digest.sha256(value) };
}

/** Plain hashes instead of slow ones, and every comparison counted. */
export function countingFingerprinter() {
  let matched = 0;
  const fingerprinter: Fingerprinter = {
    make: async (value) => fingerprintOf(value.reveal()),
    matches: async (value, { hash }) => {
      matched += 1;
      return fingerprintOf(value.reveal()).hash === hash;
    },
    makeSet: async (ids) => ({
      salt: '0'.repeat(32),
      hashes: [...new Set(ids)].map((id) => digest.sha256(id).slice(0, 32)).sort(),
    }),
    countShared: async (ids, { hashes }) => {
      const own = [...new Set(ids)].map((id) => digest.sha256(id).slice(0, 32));
      return own.filter((hash) => hashes.includes(hash)).length;
    },
  };
  return { fingerprinter, matched: () => matched };
}

/** Every environment's good secrets on file, as after `secrets fingerprint` in all three. */
export function fingerprintsOnFile(): SecretFingerprints {
  const long = SECRET_IDS.filter((id) => id !== 'richpanel/bot_agent_id');
  const of = (name: EnvironmentName) =>
    Object.fromEntries(long.map((id) => [id, [fingerprintOf(goodSecret(name, id))]]));
  return {
    schemaVersion: 1,
    environments: Object.fromEntries(ENVIRONMENT_NAMES.map((name) => [name, of(name)])),
  };
}

export interface StoredSecret {
  readonly description: SecretDescription;
  readonly reading: SecretReading;
}

/** An account in memory; every call of it is logged and takes the time that `latencyMs` says. */
export interface FakeAccount {
  caller: CallerReading;
  readonly parameters: Map<string, ParameterReading>;
  readonly secrets: Map<string, StoredSecret>;
  /** `sts`, `ssm.read`, `ssm.create`, `secrets.describe` or `secrets.read`. */
  readonly calls: string[];
  readonly clock: VirtualClock;
  readonly deps: AccountDeps;
}

export function rawParameter(raw: string, environment: EnvironmentName): ParameterReading {
  const place = { accountId: ACCOUNTS[environment], region: REGION };
  return { state: 'raw', raw, version: 1, place };
}

export function describedSecret(
  environment: EnvironmentName,
  value: string,
  tag: string = environment,
): StoredSecret {
  const place = { accountId: ACCOUNTS[environment], region: REGION };
  return {
    description: {
      outcome: 'described',
      tags: new Map([['env', tag]]),
      isDeletionScheduled: false,
      place,
    },
    reading: { outcome: 'value', value: new Sensitive(value) },
  };
}

/** The account of an environment in which nothing is wrong. */
export function createFakeAccount(
  environment: EnvironmentName = 'dev',
  latencyMs: () => number = () => 0,
): FakeAccount {
  const clock = createVirtualClock(START_MS);
  const calls: string[] = [];
  const parameters = new Map<string, ParameterReading>([
    [markerParameter(environment), rawParameter(environment, environment)],
    ...REQUIRED_FLAGS.map((flag) => {
      const raw = String(INITIAL_FLAGS[environment][flag]);
      return [flagParameter(environment, flag), rawParameter(raw, environment)] as const;
    }),
  ]);
  const secrets = new Map(
    SECRET_IDS.map((id) => [
      secretName(environment, id),
      describedSecret(environment, goodSecret(environment, id)),
    ]),
  );
  async function answer<T>(call: string, find: () => T): Promise<T> {
    calls.push(call);
    const ms = latencyMs();
    if (ms > 0) await clock.clock.sleep(ms);
    return find();
  }
  const account: FakeAccount = {
    caller: { outcome: 'caller', accountId: ACCOUNTS[environment], serverTimeMs: START_MS },
    ...{ parameters, secrets, calls, clock },
    deps: {
      caller: { whoAmI: () => answer('sts', () => account.caller) },
      parameters: {
        read: (names) =>
          answer('ssm.read', () => {
            const find = (name: string) => parameters.get(name) ?? ({ state: 'missing' } as const);
            return new Map(names.map((name) => [name, find(name)]));
          }),
        create: (name, raw) =>
          answer('ssm.create', () => {
            if (parameters.has(name)) return 'exists';
            parameters.set(name, rawParameter(raw, environment));
            return 'created';
          }),
        overwrite: async () => {
          throw new Error('nothing here overwrites');
        },
      },
      secrets: {
        describe: (name) =>
          answer('secrets.describe', () => {
            return secrets.get(name)?.description ?? { outcome: 'missing' };
          }),
        read: (name) =>
          answer('secrets.read', () => secrets.get(name)?.reading ?? { outcome: 'missing' }),
      },
      fingerprinter: countingFingerprinter().fingerprinter,
      clock: clock.clock,
    },
  };
  return account;
}
