import { expect } from 'vitest';
import { LEASE_MS } from '../../src/core/worker/job-queue.ts';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, expectLeaseLost, idsOf, reopen } from './job-queue.steps.ts';

/** Leases that run out, and whose word counts then. */
export const leaseCases: readonly JobQueueCase[] = [
  {
    name: 'redelivers after the lease expires, not before, and counts the attempt',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      await enqueue(queue, 'job-2', 'a');
      await claimOne(queue);

      await advance(59_999);
      expect(await claimNow(queue)).toEqual([]);
      await advance(1);

      expect(await claimNow(queue)).toMatchObject([{ jobId: 'job-1', attempt: 2 }]);
    },
  },
  {
    name: 'leases for as long as the claim asks',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'short', 'a');
      await enqueue(queue, 'long', 'b');
      await queue.claim({ max: 1, waitMs: 0, leaseMs: 1_000 });
      await queue.claim({ max: 1, waitMs: 0, leaseMs: 5_000 });

      await advance(1_000);
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 1 });
      expect(idsOf(await claimNow(queue))).toEqual(['short']);
      await advance(4_000);
      expect(idsOf(await claimNow(queue))).toEqual(['long']);
    },
  },
  {
    name: 'refuses the loser of a lease every way to settle, and leaves the winner its job',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      const loser = await claimOne(queue);
      await advance(60_000);
      const winner = await claimOne(queue);

      await expectLeaseLost(queue, loser);

      expect(winner.leaseToken).not.toBe(loser.leaseToken);
      expect(await queue.stats()).toMatchObject({ waiting: 0, leased: 1, dead: 0 });
      await queue.complete(winner);
      expect(await queue.stats()).toMatchObject({ waiting: 0, leased: 0, dead: 0 });
    },
  },
  {
    name: 'refuses to settle after the lease ran out, also when nobody else took the job',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');
      const job = await claimOne(queue);
      await advance(60_000);

      await expectLeaseLost(queue, job);

      expect((await claimOne(queue)).jobId).toBe('job-1');
    },
  },
  {
    name: 'refuses to settle a job twice',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a');
      const completed = await claimOne(queue);
      await queue.complete(completed);
      await expectLeaseLost(queue, completed);

      await enqueue(queue, 'job-2', 'a');
      const givenBack = await claimOne(queue);
      await queue.defer(givenBack, 0);
      await expectLeaseLost(queue, givenBack);
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 0, dead: 0 });
    },
  },
  {
    name: 'keeps the lease of a process that died until it runs out',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      await enqueue(harness.queue, 'job-2', 'b');
      await claimOne(harness.queue);
      if (!harness.reopen) throw new Error('this case needs a harness that can reopen');

      const queue = await harness.reopen();

      expect(idsOf(await claimNow(queue))).toEqual(['job-2']);
      expect(await queue.stats()).toMatchObject({ waiting: 0, leased: 2 });
      await harness.advance(LEASE_MS);
      expect(await claimNow(queue, 1)).toMatchObject([{ jobId: 'job-1', attempt: 2 }]);
    },
  },
  {
    name: 'refuses a claim of the process before',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a');
      const before = await claimOne(harness.queue);

      const queue = await reopen(harness);
      const after = await claimOne(queue);

      await expectLeaseLost(queue, before);
      await queue.complete(after);
    },
  },
  {
    name: 'D9 gives back for a delay without counting an attempt, as often as it takes',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a');

      for (let round = 0; round < 8; round += 1) {
        const job = await claimOne(queue);
        expect(job.attempt).toBe(1);
        await queue.defer(job, 20_000);
        await advance(19_999);
        expect(await claimNow(queue)).toEqual([]);
        await advance(1);
      }

      expect(await queue.stats()).toMatchObject({ waiting: 1, dead: 0 });
    },
  },
  {
    name: 'D9 keeps the count and the delay of a job that was put back when the process dies',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'failed', 'a');
      await enqueue(harness.queue, 'given back', 'b');
      const [failed, givenBack] = await claimNow(harness.queue);
      if (!failed || !givenBack) throw new Error('expected two jobs');
      await harness.queue.fail(failed, 'SOME_CODE', LEASE_MS + 3_000);
      await harness.queue.defer(givenBack, LEASE_MS + 5_000);

      const queue = await reopen(harness);

      expect(await claimNow(queue)).toEqual([]);
      await harness.advance(3_000);
      expect(await claimNow(queue)).toMatchObject([{ jobId: 'failed', attempt: 2 }]);
      await harness.advance(2_000);
      expect(await claimNow(queue)).toMatchObject([{ jobId: 'given back', attempt: 1 }]);
    },
  },
];
