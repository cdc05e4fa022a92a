import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { findPlanted } from './find-planted.ts';
import { simulate } from './simulation.ts';
import { addResult, createTotals, type Totals } from './tally.ts';

const taskSchema = z.union([
  z.strictObject({ from: z.int(), count: z.int() }),
  z.strictObject({ planted: z.string(), maxSeeds: z.int() }),
]);
type Task = z.infer<typeof taskSchema>;

async function runBatch(from: number, count: number): Promise<Totals> {
  const totals = createTotals();
  for (let seed = from; seed < from + count; seed += 1) addResult(totals, await simulate(seed));
  return totals;
}

function carryOut(task: Task): Promise<unknown> {
  return 'planted' in task
    ? findPlanted(task.planted, task.maxSeeds)
    : runBatch(task.from, task.count);
}

/** One thread of `shareAmongThreads`: one task after the other, each answered before the next. */
parentPort?.on('message', (message: unknown) => {
  // A failure that nobody handles ends the thread, and whoever waits for it is told.
  void carryOut(taskSchema.parse(message)).then((answer) => parentPort?.postMessage(answer));
});
