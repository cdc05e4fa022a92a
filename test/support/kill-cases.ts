import * as fc from 'fast-check';
import type { FlagSource } from '../../src/core/flags/flag-source.ts';
import type { FlagReading } from '../../src/core/flags/flags.ts';
import type { Planting } from '../simulation/support/simulated-process.ts';
import type { KillCase } from './kill-fixture.ts';
import { runKill } from './kill-run.ts';

export const anyCase: fc.Arbitrary<KillCase> = fc.record({
  seed: fc.nat(1_000_000),
  workers: fc.integer({ min: 1, max: 4 }),
  tickets: fc.integer({ min: 1, max: 5 }),
  killAtStep: fc.nat(450),
  isAtOnce: fc.boolean(),
  everything: fc.boolean(),
  stallRate: fc.constantFrom(0, 0, 0.003, 0.02),
});

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

/** Workers that must be found out. */
export const PLANTED: readonly { readonly name: string; readonly planting: Planting }[] = [
  {
    name: 'flags are read once and for all',
    planting: { flags: (flags) => remember(flags, () => true) },
  },
  { name: 'flags are remembered for a few reads', planting: { flags: rememberAWhile } },
];

/** They are found within the first dozens. */
const MAX_SEEDS = 300;

/** What the first seed shows that finds the planting; empty when none does. */
export async function findPlanting(planting: Planting): Promise<readonly string[]> {
  let found: readonly string[] = [];
  for (let seed = 0; found.length === 0 && seed < MAX_SEEDS; seed += 1) {
    const shape = { workers: 1 + (seed % 4), tickets: 4, killAtStep: (seed * 37) % 400 };
    const shared = { seed, isAtOnce: false, everything: seed % 2 === 1, stallRate: 0 };
    found = (await runKill({ ...shape, ...shared }, planting)).violations;
  }
  return found;
}
