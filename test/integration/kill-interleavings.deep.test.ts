import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCase } from '../support/kill-cases.ts';
import { runKill } from '../support/kill-run.ts';
import { createKillTally } from '../support/kill-tally.ts';

const RUNS = 300;

/** Small enough to put the kill at each of their steps. */
const SCHEDULES = [
  { seed: 1, workers: 1, tickets: 1, everything: false },
  { seed: 1, workers: 1, tickets: 1, everything: true },
  { seed: 4, workers: 2, tickets: 2, everything: true },
] as const;

describe('D17 I2 a kill between any two awaits of the workers', () => {
  it('lets through at most one effect per running worker, none of a worker that read the flags since, and a worker confirms it', async () => {
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

  it('holds at every single step of a schedule, with and without --everything', async () => {
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
});
