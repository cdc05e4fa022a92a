import { expect } from 'vitest';
import { MAX_ATTEMPTS } from '../../src/core/worker/job-queue.ts';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, reopen } from './job-queue.steps.ts';

/** The claim of one named group. */
export const claimGroupCases: readonly JobQueueCase[] = [
  {
    name: 'claims the first job of exactly the group that is asked for, whole',
    run: async ({ queue }) => {
      await enqueue(queue, 'older', 'a');
      await enqueue(queue, 'job-1', 'b');
      await enqueue(queue, 'job-2', 'b');

      const job = await queue.claimGroup('b');

      expect(job).toMatchObject({ jobId: 'job-1', group: 'b', body: 'body of job-1' });
      expect(job).toMatchObject({ attempt: 1, deliveries: 1 });
      expect(Number(job?.leasedUntilMs) - Number(job?.enqueuedAtMs)).toBe(60_000);
      expect(await queue.stats()).toMatchObject({ waiting: 2, leased: 1 });
      expect((await claimOne(queue)).jobId).toBe('older');
    },
  },
  {
    name: 'claims nothing of a group that is empty, leased or delayed',
    run: async ({ queue, advance }) => {
      expect(await queue.claimGroup('a')).toBeNull();
      await enqueue(queue, 'job-1', 'a');
      await enqueue(queue, 'job-2', 'a');
      await enqueue(queue, 'other', 'b');

      const leased = await queue.claimGroup('a');
      if (leased === null) throw new Error('expected the first job');
      expect(await queue.claimGroup('a')).toBeNull();
      await queue.defer(leased, 5_000);
      expect(await queue.claimGroup('a')).toBeNull();
      expect(await queue.claimGroup('c')).toBeNull();
      await advance(5_000);

      expect(await queue.claimGroup('a')).toMatchObject({ jobId: 'job-1', attempt: 1 });
    },
  },
  {
    name: 'goes on with a group when its job is settled, and knows an empty one again',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a');
      await enqueue(queue, 'job-2', 'a');

      for (const jobId of ['job-1', 'job-2']) {
        const job = await queue.claimGroup('a');
        if (job === null) throw new Error(`expected ${jobId}`);
        expect(job.jobId).toBe(jobId);
        await queue.complete(job);
      }

      expect(await queue.claimGroup('a')).toBeNull();
      await enqueue(queue, 'job-3', 'a');
      expect(await queue.claimGroup('a')).toMatchObject({ jobId: 'job-3' });
    },
  },
  {
    name: 'gives one of many claims of a group the job, those of all groups included',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a');

      const claims = await Promise.all([
        ...Array.from({ length: 5 }, () => queue.claimGroup('a')),
        ...Array.from({ length: 5 }, async () => (await claimNow(queue))[0] ?? null),
      ]);

      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    },
  },
  {
    name: 'leases a group for as long as the claim asks, and refuses the loser of the lease',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      const loser = await queue.claimGroup('a', { leaseMs: 1_000 });
      if (loser === null) throw new Error('expected a job');
      await advance(999);
      expect(await queue.claimGroup('a')).toBeNull();
      await advance(1);

      const winner = await queue.claimGroup('a');
      expect(winner).toMatchObject({ jobId: 'job-1', attempt: 2 });
      await expect(queue.complete(loser)).rejects.toMatchObject({ code: 'LEASE_LOST' });
      if (winner !== null) await queue.complete(winner);
      expect(await queue.stats()).toMatchObject({ waiting: 0, leased: 0 });
    },
  },
  {
    name: 'ends poison of the group as LEASE_EXPIRED and gives its next job in the same claim',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'poison', 'a');
      await enqueue(queue, 'next', 'a');
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        expect(await queue.claimGroup('a')).toMatchObject({ jobId: 'poison', attempt });
        await advance(60_000);
      }

      expect(await queue.claimGroup('a')).toMatchObject({ jobId: 'next', attempt: 1 });
      expect(await queue.listDead(10)).toMatchObject([{ jobId: 'poison', code: 'LEASE_EXPIRED' }]);
    },
  },
  {
    name: 'has the attempt of a claimed group on disk when the process dies',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      await harness.queue.claimGroup('a');

      const queue = await reopen(harness);

      expect(await queue.claimGroup('a')).toMatchObject({ jobId: 'job-1', attempt: 2 });
    },
  },
];
