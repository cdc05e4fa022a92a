import { expect } from 'vitest';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, idsOf, reopen, watch } from './job-queue.steps.ts';

/** Durability, order within a group, independence of groups, waiting. */
export const groupCases: readonly JobQueueCase[] = [
  {
    name: 'hands out what was enqueued, whole',
    run: async ({ queue }) => {
      const result = await enqueue(queue, 'job-1', 'group-a');

      const job = await claimOne(queue);

      expect(result).toEqual({ outcome: 'queued', jobId: 'job-1' });
      expect(job).toMatchObject({ jobId: 'job-1', group: 'group-a', body: 'body of job-1' });
      expect(job).toMatchObject({ attempt: 1, deliveries: 1 });
      expect(job.leasedUntilMs - job.enqueuedAtMs).toBe(60_000);
    },
  },
  {
    name: 'D7 has the job on disk when enqueue resolves, in its order',
    needsReopen: true,
    run: async (harness) => {
      await Promise.all([
        enqueue(harness.queue, 'job-1', 'a'),
        enqueue(harness.queue, 'job-2', 'b'),
      ]);
      await enqueue(harness.queue, 'job-3', 'a');

      const queue = await reopen(harness);

      expect(idsOf(await claimNow(queue)).sort()).toEqual(['job-1', 'job-2']);
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 2 });
    },
  },
  {
    name: 'hands a claimed job out again after the process died, its attempt counted',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      await claimOne(harness.queue);

      const job = await claimOne(await reopen(harness));

      expect(job).toMatchObject({ jobId: 'job-1', attempt: 2, body: 'body of job-1' });
    },
  },
  {
    name: 'does not hand a completed job out again, not even after a restart',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      await harness.queue.complete(await claimOne(harness.queue));

      const queue = await reopen(harness);

      expect(await claimNow(queue)).toEqual([]);
      expect(await queue.stats()).toEqual({ waiting: 0, leased: 0, dead: 0, oldestAgeMs: 0 });
    },
  },
  {
    name: 'hands out a group one at a time and in order, also when all were enqueued at once',
    run: async ({ queue }) => {
      const ids = ['job-1', 'job-2', 'job-3', 'job-4', 'job-5'];
      await Promise.all(ids.map((id) => enqueue(queue, id, 'a')));

      const seen: string[] = [];
      for (const _ of ids) {
        const job = await claimOne(queue);
        expect(await claimNow(queue)).toEqual([]);
        seen.push(job.jobId);
        await queue.complete(job);
      }

      expect(seen).toEqual(ids);
    },
  },
  {
    name: 'never hands one job to two claims at once',
    run: async ({ queue }) => {
      const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
      await Promise.all(ids.map((id) => enqueue(queue, id, `group of ${id}`)));

      const claims = await Promise.all(ids.map(() => claimNow(queue, 3)));

      expect(claims.flatMap(idsOf).sort()).toEqual([...ids].sort());
    },
  },
  {
    name: 'D9 goes on with other groups while one is claimed, delayed or failing',
    run: async ({ queue }) => {
      for (const group of ['a', 'b', 'c', 'd']) await enqueue(queue, `${group}-1`, group);
      const [first, second, third] = await claimNow(queue, 3);
      if (!first || !second || !third) throw new Error('expected three jobs');
      await queue.defer(second, 30_000);
      await queue.fail(third, 'SOME_CODE', 30_000);

      expect(await claimNow(queue)).toMatchObject([{ jobId: 'd-1' }]);
    },
  },
  {
    name: 'takes jobs of different groups in the order of enqueue, whenever they came due',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'delayed', 'a');
      await queue.defer(await claimOne(queue), 5_000);
      await advance(1_000);
      await enqueue(queue, 'younger', 'b');
      await advance(9_000);
      await enqueue(queue, 'youngest', 'c');

      expect(idsOf(await claimNow(queue))).toEqual(['delayed', 'younger', 'youngest']);
    },
  },
  {
    name: 'D17 hands out an urgent job before those that wait in other groups, also after a restart',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      await harness.queue.defer(await claimOne(harness.queue), 5);
      await enqueue(harness.queue, 'job-2', 'b');
      await harness.advance(10);
      await harness.queue.enqueue({ jobId: 'job-3', group: 'c', isUrgent: true, body: 'urgent' });

      expect(idsOf(await claimNow(harness.queue, 1))).toEqual(['job-3']);
      expect(idsOf(await claimNow(await reopen(harness), 1))).toEqual(['job-3']);
    },
  },
  {
    name: 'keeps the place of a job that was given back or failed: the group waits for it',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      await enqueue(queue, 'job-2', 'a');
      await queue.defer(await claimOne(queue), 5_000);

      expect(await claimNow(queue)).toEqual([]);
      await advance(5_000);
      const again = await claimOne(queue);
      expect(again.jobId).toBe('job-1');
      await queue.fail(again, 'SOME_CODE', 5_000);
      expect(await claimNow(queue)).toEqual([]);
      await advance(5_000);
      expect((await claimOne(queue)).jobId).toBe('job-1');
    },
  },
  {
    name: 'waits in claim and wakes up for a new job',
    run: async ({ queue, advance }) => {
      const claim = watch(queue.claim({ max: 1, waitMs: 20_000 }));
      await advance(3_000);
      expect(claim.isDone).toBe(false);

      await enqueue(queue, 'job-1', 'a');
      await advance(250);

      expect(claim.isDone).toBe(true);
      expect(idsOf(await claim.promise)).toEqual(['job-1']);
    },
  },
  {
    name: 'waits in claim for a job that becomes due, and for a group that becomes free',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      await enqueue(queue, 'job-2', 'a');
      await queue.defer(await claimOne(queue), 2_000);

      const due = watch(queue.claim({ max: 1, waitMs: 20_000 }));
      await advance(2_250);
      expect(due.isDone).toBe(true);
      const [job] = await due.promise;
      if (!job) throw new Error('expected the job that became due');

      const freed = watch(queue.claim({ max: 1, waitMs: 20_000 }));
      await queue.complete(job);
      await advance(250);
      expect(freed.isDone).toBe(true);
      expect(idsOf(await freed.promise)).toEqual(['job-2']);
    },
  },
  {
    name: 'ends a claim with nothing after its waiting time, or when the signal aborts',
    run: async ({ queue, advance }) => {
      const timed = watch(queue.claim({ max: 1, waitMs: 2_000 }));
      await advance(1_000);
      expect(timed.isDone).toBe(false);
      await advance(1_500);
      expect(timed.isDone).toBe(true);

      const stop = new AbortController();
      const aborted = watch(queue.claim({ max: 1, waitMs: 20_000, signal: stop.signal }));
      await advance(1_000);
      stop.abort();
      await advance(0);
      expect(aborted.isDone).toBe(true);

      await enqueue(queue, 'job-1', 'a');
      const late = watch(queue.claim({ max: 1, waitMs: 20_000, signal: stop.signal }));
      await advance(0);
      expect(late.isDone).toBe(true);
      expect(await Promise.all([timed.promise, aborted.promise, late.promise])).toEqual([
        [],
        [],
        [],
      ]);
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 0 });
    },
  },
  {
    name: 'counts waiting and leased jobs and the age of the oldest',
    run: async ({ queue, advance }) => {
      expect(await queue.stats()).toEqual({ waiting: 0, leased: 0, dead: 0, oldestAgeMs: 0 });
      await enqueue(queue, 'job-1', 'a');
      await advance(4_000);
      await enqueue(queue, 'job-2', 'a');
      await enqueue(queue, 'job-3', 'b');
      const jobs = await claimNow(queue);

      expect(await queue.stats()).toEqual({ waiting: 1, leased: 2, dead: 0, oldestAgeMs: 4_000 });
      for (const job of jobs) await queue.complete(job);
      await advance(500);
      expect(await queue.stats()).toEqual({ waiting: 1, leased: 0, dead: 0, oldestAgeMs: 500 });
    },
  },
];
