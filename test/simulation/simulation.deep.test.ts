import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSeeds } from './support/run-seeds.ts';
import { simulate } from './support/simulation.ts';
import { describeTotals, missedFaults, missedPoints, type Totals } from './support/tally.ts';

const SEEDS = 2_000;
/** Other tests run beside this one. */
const THREADS = Math.max(2, availableParallelism() - 1);

describe('I9 D6 D7 D9 the worker under a seeded scheduler, with a fault at any await', () => {
  let totals: Totals;

  beforeAll(async () => {
    const startedAtMs = performance.now();
    totals = await runSeeds({ from: 0, count: SEEDS, jobs: THREADS });
    for (const line of describeTotals(totals, performance.now() - startedAtMs)) console.log(line);
  });

  it(`loses nothing and sends nothing twice in ${SEEDS} seeds`, () => {
    expect(totals.failed).toEqual([]);
    expect(totals.seeds).toBe(SEEDS);
    // A model that judges no sends would fail no seed either.
    expect(totals.sends).toBeGreaterThan(SEEDS / 4);
  });

  it('crashes at every await point', () => {
    expect(missedPoints(totals)).toEqual([]);
  });

  it('meets every fault', () => {
    expect(missedFaults(totals)).toEqual([]);
  });

  it('replays a seed to the same trace, on any thread and after any other', async () => {
    for (const seed of [3, 77, 1_234]) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect(second.traceDigest).toBe(first.traceDigest);
      expect(second.steps).toBe(first.steps);
    }
    expect((await simulate(3)).traceDigest).not.toBe((await simulate(77)).traceDigest);
    const [one, two] = [
      await runSeeds({ from: 0, count: 100, jobs: 1 }),
      await runSeeds({ from: 0, count: 100, jobs: 2 }),
    ];
    expect(two).toEqual(one);
  });
});
