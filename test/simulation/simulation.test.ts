import { beforeAll, describe, expect, it } from 'vitest';
import { runSeeds } from './support/run-seeds.ts';
import { simulate } from './support/simulation.ts';
import type { Totals } from './support/tally.ts';

/** Two threads: others test beside this one. The thousands, and every await point, are in the deep run. */
const RANGE = { from: 0, count: 200, jobs: 2 } as const;

describe('I9 D6 D7 D9 some seeds of the worker under a seeded scheduler', () => {
  let totals: Totals;

  beforeAll(async () => {
    totals = await runSeeds(RANGE);
  });

  it(`loses nothing and sends nothing twice in ${RANGE.count} seeds`, () => {
    expect(totals.failed).toEqual([]);
    expect(totals.seeds).toBe(RANGE.count);
    // A model that checks no sends would fail no seed either.
    expect(totals.sends).toBeGreaterThan(RANGE.count / 4);
  });

  it('replays a seed to the same trace', async () => {
    const [first, second, other] = [await simulate(3), await simulate(3), await simulate(77)];

    expect(second.traceDigest).toBe(first.traceDigest);
    expect(second.steps).toBe(first.steps);
    expect(other.traceDigest).not.toBe(first.traceDigest);
  });
});
