import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCase, findPlanting, PLANTED } from '../support/kill-cases.ts';
import { runKill } from '../support/kill-run.ts';
import { createKillTally } from '../support/kill-tally.ts';

/** The deep run takes hundreds, and the kill at every step. */
const RUNS = 40;

describe('D17 I2 a kill between some two awaits of the workers', () => {
  it('lets through at most one effect per running worker, none of a worker that read the flags since', async () => {
    const tally = createKillTally();

    await fc.assert(
      fc.asyncProperty(anyCase, async (input) => {
        expect(tally.add(input, await runKill(input))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(PLANTED)('finds a worker whose $name', async ({ planting }) => {
    expect((await findPlanting(planting)).join()).toMatch(/effects? (after the write|although)/);
  });
});
