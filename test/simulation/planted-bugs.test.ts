import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from './support/plantings.ts';
import { simulate } from './support/simulation.ts';

/** The bugs are found far earlier; a change of the simulation may move them. */
const MAX_SEEDS = 1_000;

describe('D7 I9 the simulation finds bugs that are planted', () => {
  it.each(PLANTED_BUGS)(`$name, within ${MAX_SEEDS} seeds`, async ({ planting, codes }) => {
    let found: string | undefined;
    for (let seed = 0; found === undefined && seed < MAX_SEEDS; seed += 1) {
      const { violations } = await simulate(seed, { planting });
      found = violations.find(({ code }) => codes.includes(code))?.code;
    }
    expect(codes).toContain(found);
  });
});
