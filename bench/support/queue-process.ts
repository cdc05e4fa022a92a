import type { JobQueue } from '../../src/core/worker/job-queue.ts';
import { openBenchQueue, settleAll } from './bench-queue.ts';
import type { QueueOrder, QueueReport } from './messages.ts';

// A queue in a process of its own, so that neither the heap nor the compiler is shared with the one beside it: loaded
// with so many jobs in so many groups, it then does what it is asked.

const WARM_UP_JOBS = 5_000;
const [jobs = 0, groups = 1] = process.argv.slice(2).map(Number);
/** The measured jobs come in groups of their own, all of them free. */
const MEASURED_GROUPS = 10_000;

/** One at a time, each durable and completed before the next, so that the groups go on. */
async function claimInTurn(queue: JobQueue, count: number): Promise<number[]> {
  const timesMs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const startedAtMs = performance.now();
    const [job] = await queue.claim({ max: 1, waitMs: 0 });
    timesMs.push(performance.now() - startedAtMs);
    if (job === undefined) throw new Error('there was nothing to claim');
    await queue.complete(job);
  }
  return timesMs;
}

/** The compiler must have seen as much of an empty queue as of a full one. */
async function warmUp(): Promise<void> {
  const throwaway = await openBenchQueue();
  await throwaway.fill(WARM_UP_JOBS, MEASURED_GROUPS, 'warm');
  await settleAll(throwaway.queue, WARM_UP_JOBS, 1, 1000);
  await throwaway.close();
}

await warmUp();
const bench = await openBenchQueue();
await bench.load(jobs, groups, 'waiting');

async function obey({ kind, count }: QueueOrder): Promise<void> {
  const timesMs =
    kind === 'claim'
      ? await claimInTurn(bench.queue, count)
      : [(count * 1000) / (await bench.fill(count, MEASURED_GROUPS, 'measured'))];
  process.send?.({ kind: 'queue-report', timesMs } satisfies QueueReport);
}

process.on('message', (order: QueueOrder | 'finish') => {
  if (order === 'finish') void bench.close().then(() => process.disconnect());
  else void obey(order);
});
process.send?.({ kind: 'queue-report', timesMs: [] } satisfies QueueReport);
