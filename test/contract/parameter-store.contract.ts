import { expect } from 'vitest';
import type { ParameterStore } from '../../src/core/environment/account.ts';
import { type AccountHarness, CANARIES, everythingIn, FAILURES } from './account-harness.ts';
import { type ContractCase, describeCases, type Gap } from './contract-case.ts';

export interface ParameterStoreHarness extends AccountHarness<ParameterStore> {
  /** Somebody else writes a parameter. */
  put(name: string, raw: string, type: 'String' | 'StringList' | 'SecureString'): Promise<void>;
}
type Case = ContractCase<ParameterStoreHarness>;

const MARKER = '/rp-mw/dev/environment';
const FLAG = '/rp-mw/dev/safe_mode';
const names = (count: number) => Array.from({ length: count }, (_, i) => `/rp-mw/dev/flag_${i}`);

const READS: readonly Case[] = [
  {
    name: 'R2.1 gives back exactly what is stored, with its version and where it lives',
    run: async ({ port, put, accountId, region }) => {
      await put(MARKER, 'dev', 'String');
      await put(MARKER, ' dev\n', 'String');

      expect((await port.read([MARKER])).get(MARKER)).toEqual({
        state: 'raw',
        raw: ' dev\n',
        version: 2,
        place: { accountId, region },
      });
    },
  },
  {
    name: 'reads lists as their text, and encrypted values decrypted',
    run: async ({ port, put }) => {
      await put('/rp-mw/dev/automation_channels', 'email,livechat', 'StringList');
      await put(FLAG, 'true', 'SecureString');
      const readings = await port.read(['/rp-mw/dev/automation_channels', FLAG]);

      expect([...readings.values()]).toMatchObject([{ raw: 'email,livechat' }, { raw: 'true' }]);
    },
  },
  {
    name: 'D5 reads what was never written as missing',
    run: async ({ port }) => {
      expect([...(await port.read([MARKER, FLAG]))]).toEqual([
        [MARKER, { state: 'missing' }],
        [FLAG, { state: 'missing' }],
      ]);
      expect([...(await port.read([]))]).toEqual([]);
    },
  },
  {
    name: 'has an entry for every name, however many, and asks for each once',
    run: async ({ port, put }) => {
      const many = names(23);
      await Promise.all(many.map((name, index) => put(name, String(index), 'String')));
      const readings = await port.read([MARKER, MARKER, ...many, ...many]);

      expect([...readings.keys()].sort()).toEqual([...many, MARKER].sort());
      expect(many.map((name) => readings.get(name))).toMatchObject(
        many.map((_, index) => ({ state: 'raw', raw: String(index) })),
      );
      expect(readings.get(MARKER)).toEqual({ state: 'missing' });
    },
  },
  {
    name: 'asks the store every time',
    run: async ({ port, put }) => {
      await put(FLAG, 'false', 'String');
      await port.read([FLAG]);
      await put(FLAG, 'true', 'String');

      expect((await port.read([FLAG])).get(FLAG)).toMatchObject({ raw: 'true', version: 2 });
    },
  },
];

const WRITES: readonly Case[] = [
  {
    name: 'creates what is not there, and changes nothing that is',
    run: async ({ port }) => {
      expect(await port.create(MARKER, 'dev')).toBe('created');
      expect(await port.create(MARKER, 'prod')).toBe('exists');
      expect((await port.read([MARKER])).get(MARKER)).toMatchObject({ raw: 'dev', version: 1 });
    },
  },
  {
    name: 'creates a parameter once, however many try at the same time',
    run: async ({ port }) => {
      const outcomes = await Promise.all(['a', 'b', 'c'].map((raw) => port.create(MARKER, raw)));

      expect(outcomes.sort()).toEqual(['created', 'exists', 'exists']);
    },
  },
  {
    name: 'D17 writes over what is there or is not, and counts versions from 1',
    run: async ({ port }) => {
      expect(await port.overwrite(FLAG, 'false')).toBe(1);
      expect(await port.overwrite(FLAG, 'true')).toBe(2);
      expect((await port.read([FLAG])).get(FLAG)).toMatchObject({ raw: 'true', version: 2 });
    },
  },
  {
    name: 'D17 is not refused for the type that somebody gave a parameter',
    run: async ({ port, put }) => {
      await put(FLAG, 'false', 'SecureString');
      await put('/rp-mw/dev/automation_channels', 'email', 'StringList');

      expect(await port.overwrite(FLAG, 'true')).toBe(2);
      expect(await port.overwrite('/rp-mw/dev/automation_channels', 'none')).toBe(2);
      expect((await port.read([FLAG])).get(FLAG)).toMatchObject({ raw: 'true' });
    },
  },
];

const FAILS: readonly Case[] = [
  ...FAILURES.map(([kind, failure]) => ({
    name: `D5 calls ${kind} ${failure} when it reads, and never throws`,
    run: async ({ port, put, fail }: ParameterStoreHarness) => {
      await put(FLAG, 'false', 'String');
      fail(kind, null);
      const readings = await port.read([FLAG, MARKER]);

      expect([...readings.values()]).toEqual([
        { state: 'unreadable', failure },
        { state: 'unreadable', failure },
      ]);
    },
  })),
  ...FAILURES.map(([kind, failure]) => ({
    name: `calls ${kind} ${failure} when it writes, and says nothing else about it`,
    run: async ({ port, put, fail }: ParameterStoreHarness) => {
      await put(FLAG, 'false', 'String');
      fail(kind, null);
      const thrown = await Promise.all([
        port.create(MARKER, 'canary-value').catch((error: unknown) => error),
        port.overwrite(FLAG, 'canary-value').catch((error: unknown) => error),
      ]);

      expect(thrown).toMatchObject([{ code: failure }, { code: failure }]);
      for (const error of thrown) expect(everythingIn(error)).not.toMatch(CANARIES);
    },
  })),
  ...(['access-denied', 'decryption-failure'] as const).map((kind) => ({
    name: `R2.2 one parameter refused with ${kind} hides no other`,
    run: async ({ port, put, fail, calls }: ParameterStoreHarness) => {
      const many = names(12);
      await Promise.all(many.map((name) => put(name, 'true', 'String')));
      const before = calls();
      fail(kind, '/rp-mw/dev/flag_3');
      const readings = await port.read([...many, MARKER]);

      expect(many.filter((name) => readings.get(name)?.state === 'raw')).toHaveLength(11);
      expect(readings.get(MARKER)).toEqual({ state: 'missing' });
      expect(readings.get('/rp-mw/dev/flag_3')).toEqual({
        state: 'unreadable',
        failure: kind === 'access-denied' ? 'ACCESS_DENIED' : 'UNDECRYPTABLE',
      });
      // Two batches, and the ten names of the one that was refused.
      expect(calls() - before).toBe(12);
    },
  })),
  {
    name: 'is SERVICE_THROTTLED after three tries, and not after one',
    run: async ({ port, put, fail, calls }) => {
      await put(FLAG, 'true', 'String');
      const before = calls();
      fail('throttling', FLAG, 4);
      const first = await port.read([FLAG]);
      const between = calls();
      const second = await port.read([FLAG]);

      expect(first.get(FLAG)).toEqual({ state: 'unreadable', failure: 'SERVICE_THROTTLED' });
      expect(between - before).toBe(3);
      expect(second.get(FLAG)).toMatchObject({ state: 'raw', raw: 'true' });
    },
  },
];

/** The cases that plan a fault. */
export const PARAMETER_STORE_FAULTS = FAILS.map(({ name }) => name);
export const PARAMETER_STORE_CASES: readonly Case[] = [...READS, ...WRITES, ...FAILS];

/** Runs the contract of the port `ParameterStore`. */
export function describeParameterStore(
  adapter: string,
  makeHarness: () => Promise<ParameterStoreHarness>,
  skip: readonly Gap[] = [],
): void {
  const title = `ParameterStore contract: ${adapter}`;
  describeCases(title, PARAMETER_STORE_CASES, makeHarness, skip);
}
