import { describe, expect, it } from 'vitest';
import { AWAIT_POINTS } from './support/points.ts';
import { simulate } from './support/simulation.ts';

const SEEDS = 300;
const BATCH = 100;

/** Seeds that found a bug when it was there, by what was wrong. */
const FOUND: readonly (readonly [seed: number, bug: string])[] = [
  [6, 'a clock that jumped between a decision and its request buried the job at once'],
  [0, 'a send of unknown outcome was forgotten when the customer wrote again'],
  [351, 'a send of unknown outcome was forgotten when the ticket left the scope'],
  [110, 'one 404 at a second read blocked a ticket for as long as it is remembered'],
  [55, 'a ticket without a team passed for done, because its flags were read too long ago'],
];

async function problemsOf(seed: number): Promise<readonly string[]> {
  const { violations, traceDigest } = await simulate(seed);
  return violations.map(
    ({ code, detail }) => `seed ${seed} trace ${traceDigest}: ${code} ${detail}`,
  );
}

describe('I9 D7 the worker under a seeded scheduler, with a fault at any await', () => {
  it.each(Array.from({ length: SEEDS / BATCH }, (_, batch) => batch * BATCH))(
    `loses nothing and sends nothing twice: ${BATCH} seeds from %i`,
    async (from) => {
      const problems: string[] = [];
      for (let seed = from; seed < from + BATCH; seed += 1)
        problems.push(...(await problemsOf(seed)));
      expect(problems).toEqual([]);
    },
  );

  it.each(FOUND)('seed %i, which once found: %s', async (seed) => {
    expect(await problemsOf(seed)).toEqual([]);
  });

  it('replays a seed to the same trace', async () => {
    for (const seed of [3, 77, 1_234]) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect(second.traceDigest).toBe(first.traceDigest);
      expect(second.steps).toBe(first.steps);
    }
    expect((await simulate(3)).traceDigest).not.toBe((await simulate(77)).traceDigest);
  });

  it('crashes where it means to, and the model is not asleep', async () => {
    const crashed = new Set<string>();
    let sends = 0;
    for (const seed of AWAIT_POINTS.keys()) {
      const result = await simulate(seed);
      for (const point of result.crashPoints) crashed.add(point);
      sends += result.sends;
    }
    const missed = AWAIT_POINTS.filter((point) => !crashed.has(point));
    expect(missed.length).toBeLessThan(AWAIT_POINTS.length / 2);
    expect(sends).toBeGreaterThan(AWAIT_POINTS.length / 4);
  });
});
