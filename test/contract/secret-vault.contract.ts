import { expect } from 'vitest';
import type { SecretVault } from '../../src/core/environment/account.ts';
import { type AccountHarness, CANARIES, everythingIn, FAILURES } from './account-harness.ts';
import { type ContractCase, describeCases, type Gap } from './contract-case.ts';

export interface SecretVaultHarness extends AccountHarness<SecretVault> {
  /** Somebody makes a secret; null: without a version, as a stack does. */
  create(
    name: string,
    content: { readonly text: string } | { readonly binary: string } | null,
    tags?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Gives a secret a new current version. */
  rotate(name: string, text: string): Promise<void>;
  scheduleDeletion(name: string): Promise<void>;
}
type Case = ContractCase<SecretVaultHarness>;

const SECRET = 'rp-mw/dev/richpanel/webhook_token';
const VALUE = 'canary-token-of-the-vault';

const READS: readonly Case[] = [
  {
    name: 'reads the current version, and hides it from whatever prints it',
    run: async ({ port, create, rotate }) => {
      await create(SECRET, { text: 'old' });
      await rotate(SECRET, VALUE);
      const reading = await port.read(SECRET);

      expect(reading.outcome === 'value' && reading.value.reveal()).toBe(VALUE);
      expect(everythingIn(reading)).not.toContain(VALUE);
    },
  },
  {
    name: 'asks the vault every time',
    run: async ({ port, create, rotate }) => {
      await create(SECRET, { text: 'old' });
      await port.read(SECRET);
      await rotate(SECRET, VALUE);
      const reading = await port.read(SECRET);

      expect(reading.outcome === 'value' && reading.value.reveal()).toBe(VALUE);
    },
  },
  {
    name: 'R2.2 tells a secret without a value from one that does not exist',
    run: async ({ port, create }) => {
      await create(SECRET, null);

      expect(await port.read(SECRET)).toEqual({ outcome: 'empty' });
      expect(await port.read('rp-mw/dev/openai/api_key')).toEqual({ outcome: 'missing' });
    },
  },
  {
    name: 'R2.2 reads no secret whose deletion is scheduled',
    run: async ({ port, create, scheduleDeletion }) => {
      await create(SECRET, { text: VALUE });
      await scheduleDeletion(SECRET);

      expect(await port.read(SECRET)).toEqual({ outcome: 'deletion-scheduled' });
      expect(await port.describe(SECRET)).toMatchObject({ isDeletionScheduled: true });
    },
  },
  {
    name: 'takes no binary value',
    run: async ({ port, create }) => {
      await create(SECRET, { binary: Buffer.from(VALUE).toString('base64') });

      expect(await port.read(SECRET)).toEqual({
        outcome: 'failed',
        failure: 'ANSWER_UNREADABLE',
      });
    },
  },
  {
    name: 'R2.2 describes tags and place without the value',
    run: async ({ port, create, accountId, region }) => {
      await create(SECRET, { text: VALUE }, { env: 'dev', service: 'richpanel-middleware' });
      const description = await port.describe(SECRET);

      expect(description).toEqual({
        outcome: 'described',
        tags: new Map([
          ['env', 'dev'],
          ['service', 'richpanel-middleware'],
        ]),
        isDeletionScheduled: false,
        place: { accountId, region },
      });
      expect(await port.describe('rp-mw/dev/openai/api_key')).toEqual({ outcome: 'missing' });
    },
  },
];

const FAILS: readonly Case[] = [
  ...FAILURES.map(([kind, failure]) => ({
    name: `calls ${kind} ${failure}, and never throws`,
    run: async ({ port, create, fail }: SecretVaultHarness) => {
      await create(SECRET, { text: VALUE });
      fail(kind, null);
      const answers = [await port.read(SECRET), await port.describe(SECRET)];

      expect(answers).toEqual([
        { outcome: 'failed', failure },
        { outcome: 'failed', failure },
      ]);
      expect(everythingIn(answers)).not.toMatch(CANARIES);
    },
  })),
  {
    name: 'calls a key that cannot be used UNDECRYPTABLE',
    run: async ({ port, create, fail }) => {
      await create(SECRET, { text: VALUE });
      fail('decryption-failure', SECRET);

      expect(await port.read(SECRET)).toEqual({ outcome: 'failed', failure: 'UNDECRYPTABLE' });
    },
  },
];

/** The cases that plan a fault. */
export const SECRET_VAULT_FAULTS = FAILS.map(({ name }) => name);
export const SECRET_VAULT_CASES: readonly Case[] = [...READS, ...FAILS];

/** Runs the contract of the port `SecretVault`. */
export function describeSecretVault(
  adapter: string,
  makeHarness: () => Promise<SecretVaultHarness>,
  skip: readonly Gap[] = [],
): void {
  describeCases(`SecretVault contract: ${adapter}`, SECRET_VAULT_CASES, makeHarness, skip);
}
