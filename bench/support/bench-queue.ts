import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import { createNodeRandom, createSystemClock } from '../../src/adapters/node/platform.ts';
import type { ClaimedJob, JobQueue, NewJob } from '../../src/core/worker/job-queue.ts';

/** As many deliveries as the intake's bench has in flight. */
const IN_FLIGHT = 32;
/** Loading is not measured, so it shares its commits as widely as it can. */
const LOADED_AT_ONCE = 1000;

export interface BenchQueue {
  readonly queue: JobQueue;
  /**
   * Enqueues so many jobs in turn over `groups` groups, without a coalescing key; the body is the job's number.
   * @returns jobs per second
   */
  fill(jobs: number, groups: number, prefix: string, inFlight?: number): Promise<number>;
  load(jobs: number, groups: number, prefix: string): Promise<void>;
  close(): Promise<void>;
}

/** The product's queue on a disk, in a folder of its own. */
export async function openBenchQueue(): Promise<BenchQueue> {
  const folder = await mkdtemp(join(tmpdir(), 'rpmw-bench-'));
  const clock = createSystemClock();
  const random = createNodeRandom();
  const db = openLocalDatabase({ path: join(folder, 'bench.db'), clock });
  const queue = createSqliteJobQueue({ db, clock, random });

  async function fill(jobs: number, groups: number, prefix: string, inFlight = IN_FLIGHT) {
    let next = 0;
    async function enqueueInTurn(): Promise<void> {
      while (next < jobs) {
        const group = `${prefix}-${next % groups}`;
        const job: NewJob = { jobId: random.id(), group, body: String(next) };
        next += 1;
        await queue.enqueue(job);
      }
    }
    const startedAtMs = performance.now();
    await Promise.all(Array.from({ length: inFlight }, enqueueInTurn));
    return (jobs * 1000) / (performance.now() - startedAtMs);
  }

  return {
    queue,
    fill,
    load: async (jobs, groups, prefix) => void (await fill(jobs, groups, prefix, LOADED_AT_ONCE)),
    close: async () => {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Settles all there is with `workers` loops that claim up to `max` at once and complete what they got together.
 * @returns jobs per second
 * @throws when a group was not handed out in the order of its jobs, or not all came
 */
export async function settleAll(
  queue: JobQueue,
  jobs: number,
  workers: number,
  max: number,
): Promise<number> {
  const lastOfGroup = new Map<string, number>();
  let settled = 0;
  function note({ group, body }: ClaimedJob): void {
    const place = Number(body);
    if (place <= (lastOfGroup.get(group) ?? -1)) throw new Error('a group came in another order');
    lastOfGroup.set(group, place);
    settled += 1;
  }
  async function work(): Promise<void> {
    while (settled < jobs) {
      const claimed = await queue.claim({ max, waitMs: 0 });
      if (claimed.length === 0 && settled < jobs) await new Promise(setImmediate);
      claimed.forEach(note);
      await Promise.all(claimed.map((job) => queue.complete(job)));
    }
  }
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: workers }, work));
  if (settled !== jobs) throw new Error(`${settled} of ${jobs} jobs were settled`);
  return (jobs * 1000) / (performance.now() - startedAtMs);
}
