import { z } from 'zod';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { simulate } from './simulation.ts';
import { shareAmongThreads } from './thread-pool.ts';

const findSchema = z.strictObject({
  name: z.string(),
  /** The first seed that gives one of its verdicts, and which; null when none did. */
  seed: z.int().nullable(),
  verdict: z.string().nullable(),
});
export type Find = z.infer<typeof findSchema>;

/** Plants a bug and looks for the first seed, from 0, that finds it. */
export async function findPlanted(name: string, maxSeeds: number): Promise<Find> {
  const bug = PLANTED_BUGS.find((planted) => planted.name === name);
  if (bug === undefined) throw new RangeError(`no bug is called ${name}`);
  for (let seed = 0; seed < maxSeeds; seed += 1) {
    const { violations } = await simulate(seed, { planting: bug.planting });
    const found = violations.find(({ code }) => bug.verdicts.includes(code));
    if (found !== undefined) return { name, seed, verdict: found.code };
  }
  return { name, seed: null, verdict: null };
}

/** Looks for every planted bug, on several threads. */
export async function findEveryPlanted(
  maxSeeds: number,
  jobs: number,
): Promise<ReadonlyMap<string, Find>> {
  const finds = new Map<string, Find>();
  const tasks = PLANTED_BUGS.map(({ name }) => ({ planted: name, maxSeeds })).values();
  await shareAmongThreads(tasks, jobs, (answer) => {
    const find = findSchema.parse(answer);
    finds.set(find.name, find);
  });
  return finds;
}
