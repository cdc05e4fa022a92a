import { expect } from 'vitest';
import { LeaseLostError } from '../../src/core/runtime/errors.ts';
import {
  type ClaimedJob,
  type EnqueueResult,
  type JobQueue,
  LEASE_MS,
} from '../../src/core/worker/job-queue.ts';
import type { JobQueueHarness } from './job-queue.harness.ts';

/** Enqueues a job whose body tells it apart. */
export function enqueue(
  queue: JobQueue,
  jobId: string,
  group: string,
  coalescingKey?: string,
): Promise<EnqueueResult> {
  const job = { jobId, group, body: `body of ${jobId}` };
  return queue.enqueue(coalescingKey === undefined ? job : { ...job, coalescingKey });
}

/** Claims what is there now. */
export function claimNow(queue: JobQueue, max = 10): Promise<readonly ClaimedJob[]> {
  return queue.claim({ max, waitMs: 0 });
}

/** Claims exactly one job; fails when there is none. */
export async function claimOne(queue: JobQueue): Promise<ClaimedJob> {
  const [job] = await claimNow(queue, 1);
  if (!job) throw new Error('expected a job to claim, found none');
  return job;
}

export const idsOf = (jobs: readonly { readonly jobId: string }[]) => jobs.map((job) => job.jobId);

/** Expects every way to settle the job to be refused: the lease is not ours any more. */
export async function expectLeaseLost(queue: JobQueue, job: ClaimedJob): Promise<void> {
  await expect(queue.complete(job)).rejects.toThrow(LeaseLostError);
  await expect(queue.defer(job, 0)).rejects.toThrow(LeaseLostError);
  await expect(queue.fail(job, 'SOME_CODE', 0)).rejects.toThrow(LeaseLostError);
  await expect(queue.deadLetter(job, 'SOME_CODE')).rejects.toThrow(LeaseLostError);
}

/** Kills the process in thought, see `JobQueueHarness.reopen`, and lets its leases run out. */
export async function reopen(harness: JobQueueHarness): Promise<JobQueue> {
  if (!harness.reopen) throw new Error('this case needs a harness that can reopen');
  const queue = await harness.reopen();
  await harness.advance(LEASE_MS);
  return queue;
}

/** Watches whether a promise has settled, without waiting for it. */
export function watch<T>(promise: Promise<T>): { isDone: boolean; readonly promise: Promise<T> } {
  const watched = { isDone: false, promise };
  const done = () => {
    watched.isDone = true;
  };
  promise.then(done, done);
  return watched;
}
