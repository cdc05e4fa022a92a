import { expect } from 'vitest';
import type { FlagSource, FlagWriter } from '../../src/core/flags/flag-source.ts';
import { effectiveValue, parseFlags } from '../../src/core/flags/flags.ts';
import { type FlagName, REQUIRED_FLAGS, templateFlag } from '../../src/core/flags/names.ts';
import { type ContractCase, describeCases, type Gap, type Harness } from './contract-case.ts';

export type Flags = FlagSource & FlagWriter;
export interface FlagsHarness extends Harness<Flags> {
  /** Makes the store fail from now on; null where that cannot be done. */
  readonly breakStore: (() => Promise<void>) | null;
}
type Case = ContractCase<FlagsHarness>;

const TEMPLATE = templateFlag('t_return_request_intake');
const ALL: readonly FlagName[] = [...REQUIRED_FLAGS, 'automation_channels', TEMPLATE];

export const FLAGS_CASES: readonly Case[] = [
  {
    name: 'D5 reads a flag that was never written as missing, never as a value',
    run: async ({ port, now }) => {
      const readings = await port.read(ALL);

      expect([...readings]).toEqual(
        ALL.map((name) => [name, { state: 'missing', readAtMs: now() }]),
      );
      expect(effectiveValue(parseFlags(readings), 'safe_mode')).toBe(true);
      expect(effectiveValue(parseFlags(readings), 'automation_enabled')).toBe(false);
    },
  },
  {
    name: 'D5 gives back exactly what was written, well-formed or not',
    run: async ({ port, now }) => {
      for (const raw of ['true', 'false', 'ture', 'TRUE', ' true', 'true\n', 'email,livechat']) {
        await port.write('safe_mode', raw);

        expect((await port.read(['safe_mode'])).get('safe_mode')).toEqual({
          state: 'raw',
          raw,
          readAtMs: now(),
        });
      }
    },
  },
  {
    name: 'D17 shows a write to every later read, and writes nothing else',
    run: async ({ port }) => {
      await port.write('safe_mode', 'false');
      await port.write(TEMPLATE, 'true');
      await port.write('safe_mode', 'true');
      const readings = await port.read(ALL);

      expect(readings.get('safe_mode')).toMatchObject({ state: 'raw', raw: 'true' });
      expect(readings.get(TEMPLATE)).toMatchObject({ state: 'raw', raw: 'true' });
      expect(readings.get('automation_enabled')?.state).toBe('missing');
    },
  },
  {
    name: 'counts the versions of each flag from 1',
    run: async ({ port }) => {
      expect(await port.write('safe_mode', 'true')).toBe(1);
      expect(await port.write('safe_mode', 'true')).toBe(2);
      expect(await port.write('routing_enabled', 'true')).toBe(1);
    },
  },
  {
    name: 'stamps every reading with the time of the read',
    run: async ({ port, now, advance }) => {
      await port.write('safe_mode', 'true');
      await advance(5_000);

      expect((await port.read(['safe_mode'])).get('safe_mode')?.readAtMs).toBe(now());
    },
  },
  {
    name: 'keeps flags over a restart',
    run: async ({ port, reopen }) => {
      await port.write('safe_mode', 'true');
      const again = await reopen();
      if (again === null) return;

      expect((await again.read(['safe_mode'])).get('safe_mode')).toMatchObject({ raw: 'true' });
      expect(await again.write('safe_mode', 'false')).toBe(2);
    },
  },
  {
    name: 'D5 never throws: what cannot be read is unreadable, and no value',
    run: async ({ port, breakStore, now }) => {
      if (breakStore === null) return;
      await port.write('safe_mode', 'false');
      await breakStore();

      expect([...(await port.read(ALL))]).toEqual(
        ALL.map((name) => [name, { state: 'unreadable', readAtMs: now() }]),
      );
    },
  },
  {
    name: 'refuses to write a flag that does not exist',
    run: async ({ port }) => {
      const names = [
        'safe-mode',
        '/rp-mw/dev/safe_mode',
        '',
        'template_enabled/',
        'template_enabled/../safe_mode',
      ];
      const results = await Promise.allSettled(
        names.map((name) => port.write(name as FlagName, 'true')),
      );

      expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
    },
  },
];

/** Runs the contract of the ports `FlagSource` and `FlagWriter` over one store. */
export function describeFlags(
  adapter: string,
  makeHarness: () => Promise<FlagsHarness>,
  skip: readonly Gap[] = [],
): void {
  describeCases(`FlagSource and FlagWriter contract: ${adapter}`, FLAGS_CASES, makeHarness, skip);
}
