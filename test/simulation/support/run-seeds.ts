import { z } from 'zod';
import { addTotals, createTotals, type Totals } from './tally.ts';
import { shareAmongThreads } from './thread-pool.ts';
import { VERDICTS } from './verdicts.ts';

/** Small enough that progress shows and no thread waits long for the last one. */
const BATCH = 50;

const countsSchema = z.record(z.string(), z.number());
const verdictSchema = z.custom<keyof typeof VERDICTS>(
  (code) => typeof code === 'string' && Object.hasOwn(VERDICTS, code),
);
const totalsSchema = z.object({
  seeds: z.number(),
  steps: z.number(),
  events: z.number(),
  crashes: z.number(),
  sends: z.number(),
  crashedAt: countsSchema,
  faults: countsSchema,
  failed: z.array(
    z.object({
      seed: z.number(),
      traceDigest: z.string(),
      violations: z.array(z.object({ code: verdictSchema, detail: z.string() })),
    }),
  ),
});

export interface SeedRange {
  readonly from: number;
  readonly count: number;
  /** Threads that share the seeds; what comes out does not depend on how many. */
  readonly jobs: number;
  readonly onProgress?: (totals: Totals) => void;
}

function* batchesOf({ from, count }: SeedRange): Generator<{ from: number; count: number }> {
  for (let at = 0; at < count; at += BATCH)
    yield { from: from + at, count: Math.min(BATCH, count - at) };
}

/** Runs seeds on several threads, each with its own store, stub and clock. */
export async function runSeeds(range: SeedRange): Promise<Totals> {
  const totals = createTotals();
  const jobs = Math.max(1, Math.min(range.jobs, Math.ceil(range.count / BATCH)));
  await shareAmongThreads(batchesOf(range), jobs, (answer) => {
    addTotals(totals, totalsSchema.parse(answer));
    range.onProgress?.(totals);
  });
  return totals;
}
