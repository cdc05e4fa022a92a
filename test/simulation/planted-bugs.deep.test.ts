import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Find, findEveryPlanted } from './support/find-planted.ts';
import { NOT_PLANTED, PLANTED_BUGS } from './support/planted-bugs.ts';
import { VERDICTS } from './support/verdicts.ts';

/** Each is found among the first few hundred; a change of anything that is simulated moves them. */
const MAX_SEEDS = 10_000;
const THREADS = Math.max(2, availableParallelism() - 1);

describe('D7 I9 the simulation finds bugs that are planted', () => {
  let finds: ReadonlyMap<string, Find>;

  beforeAll(async () => {
    finds = await findEveryPlanted(MAX_SEEDS, THREADS);
    for (const { name, seed, verdict } of finds.values())
      console.log(`seed ${seed} ${verdict}: ${name}`);
  });

  it.each(PLANTED_BUGS)(`$name, within ${MAX_SEEDS} seeds`, ({ name, verdicts }) => {
    expect(verdicts).toContain(finds.get(name)?.verdict);
  });

  it('every verdict of the model was seen to be given', () => {
    const planted = PLANTED_BUGS.flatMap(({ verdicts }) => verdicts);
    const seen = new Set<string>([...planted, ...Object.keys(NOT_PLANTED)]);
    expect(Object.keys(VERDICTS).filter((verdict) => !seen.has(verdict))).toEqual([]);
  });
});
