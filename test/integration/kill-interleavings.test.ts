import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagSource } from '../../src/core/flags/flag-source.ts';
import type { FlagReading } from '../../src/core/flags/flags.ts';
import type { Planting } from '../simulation/support/simulated-process.ts';
import type { KillCase } from '../support/kill-fixture.ts';
import { runKill } from '../support/kill-run.ts';
import { createKillTally } from '../support/kill-tally.ts';

const RUNS = 300;
const LONG_MS = 120_000;
/** The bugs below are found within the first dozens. */
const MAX_SEEDS = 300;

const anyCase: fc.Arbitrary<KillCase> = fc.record({
  seed: fc.nat(1_000_000),
  workers: fc.integer({ min: 1, max: 4 }),
  tickets: fc.integer({ min: 1, max: 5 }),
  killAtStep: fc.nat(450),
  isAtOnce: fc.boolean(),
  everything: fc.boolean(),
  stallRate: fc.constantFrom(0, 0, 0.003, 0.02),
});

/** Small enough to put the kill at each of their steps. */
const SCHEDULES = [
  { seed: 1, workers: 1, tickets: 1, everything: false },
  { seed: 1, workers: 1, tickets: 1, everything: true },
  { seed: 4, workers: 2, tickets: 2, everything: true },
] as const;

/** What a worker that remembers the flags would answer with, and call fresh. */
function remember(flags: FlagSource, isKept: () => boolean): FlagSource {
  const known = new Map<string, FlagReading>();
  return {
    read: async (names) => {
      const now = await flags.read(names);
      if (!isKept()) known.clear();
      const answer = [...now].map(([name, reading]) => {
        const first = known.get(name) ?? reading;
        known.set(name, first);
        return [name, { ...first, readAtMs: reading.readAtMs }] as const;
      });
      return new Map(answer);
    },
  };
}

/** Forgets at every fifth read: as old as a cache of a second or two would be. */
function rememberAWhile(flags: FlagSource): FlagSource {
  let count = 0;
  return remember(flags, () => {
    count += 1;
    return count % 5 !== 0;
  });
}

const PLANTED: readonly { readonly name: string; readonly planting: Planting }[] = [
  {
    name: 'flags are read once and for all',
    planting: { flags: (flags) => remember(flags, () => true) },
  },
  { name: 'flags are remembered for a few reads', planting: { flags: rememberAWhile } },
];

describe('D17 I2 a kill between any two awaits of the workers', () => {
  it('lets through at most one effect per running worker, none of a worker that read the flags since, and a worker confirms it', {
    timeout: LONG_MS,
  }, async () => {
    const tally = createKillTally();

    await fc.assert(
      fc.asyncProperty(anyCase, async (input) => {
        expect(tally.add(input, await runKill(input))).toEqual([]);
      }),
      { numRuns: RUNS },
    );

    console.info(`kill, any interleaving: ${tally.line()}`);
    expect(tally.seen.visible).toMatchObject({ most: 1 });
    expect(tally.seen.route).toMatchObject({ most: 1 });
  });

  it('holds at every single step of a schedule, with and without --everything', {
    timeout: LONG_MS,
  }, async () => {
    const tally = createKillTally();
    const reached = new Set<string>();

    for (const schedule of SCHEDULES) {
      const shared = { ...schedule, isAtOnce: true, stallRate: 0 };
      const undisturbed = await runKill({ ...shared, killAtStep: Number.MAX_SAFE_INTEGER });
      for (const point of undisturbed.reached) reached.add(point);
      for (let killAtStep = 0; killAtStep <= undisturbed.typedAtStep; killAtStep += 1) {
        const input = { ...shared, killAtStep };
        tally.add(input, await runKill(input));
      }
    }

    console.info(`kill, every step: ${tally.line(reached.size)}`);
    expect(tally.problems).toEqual([]);
    expect([...reached].filter((point) => !tally.points.has(point))).toEqual([]);
    expect(tally.seen.visible).toMatchObject({ most: 1 });
    expect(tally.seen.route).toMatchObject({ most: 1 });
  });

  it.each(PLANTED)('finds a worker whose $name', { timeout: LONG_MS }, async ({ planting }) => {
    let found: readonly string[] = [];
    for (let seed = 0; found.length === 0 && seed < MAX_SEEDS; seed += 1) {
      const shape = { workers: 1 + (seed % 4), tickets: 4, killAtStep: (seed * 37) % 400 };
      const shared = { seed, isAtOnce: false, everything: seed % 2 === 1, stallRate: 0 };
      found = (await runKill({ ...shape, ...shared }, planting)).violations;
    }

    expect(found.join()).toMatch(/effects? (after the write|although)/);
  });
});
