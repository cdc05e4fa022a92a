import { expect } from 'vitest';
import { type JobQueue, MAX_ATTEMPTS } from '../../src/core/worker/job-queue.ts';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, idsOf, reopen } from './job-queue.steps.ts';

async function buryNext(queue: JobQueue, code: string): Promise<void> {
  await queue.deadLetter(await claimOne(queue), code);
}

/** Attempts that are used up, poison, and the way back. */
export const deadLetterCases: readonly JobQueueCase[] = [
  {
    name: 'D7 sends a job to the dead letters after five failed attempts, with the last code',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a', 'ticket');
      await enqueue(queue, 'job-2', 'a', 'ticket');
      await enqueue(queue, 'next', 'a');

      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const job = await claimOne(queue);
        expect(job.attempt).toBe(attempt);
        const went = await queue.fail(job, `CODE_${attempt}`, 1_000);
        expect(went).toBe(attempt === MAX_ATTEMPTS ? 'dead' : 'waiting');
        if (attempt < MAX_ATTEMPTS) await advance(1_000);
      }

      const [dead, ...others] = await queue.listDead(10);
      expect(others).toEqual([]);
      expect(dead).toMatchObject({ jobId: 'job-1', group: 'a', code: 'CODE_5' });
      expect(dead).toMatchObject({ attempts: 5, deliveries: 2 });
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 0, dead: 1 });
      expect((await claimOne(queue)).jobId).toBe('next');
    },
  },
  {
    name: 'counts lost leases as attempts: poison ends as LEASE_EXPIRED and its group goes on',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'poison', 'a');
      await enqueue(queue, 'next', 'a');

      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        expect(await claimOne(queue)).toMatchObject({ jobId: 'poison', attempt });
        await advance(60_000);
      }

      expect((await claimOne(queue)).jobId).toBe('next');
      expect(await queue.listDead(10)).toMatchObject([{ jobId: 'poison', code: 'LEASE_EXPIRED' }]);
    },
  },
  {
    name: 'ends poison that kills the process each time',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'poison', 'a');
      await enqueue(harness.queue, 'next', 'a');
      let { queue } = harness;

      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        expect(await claimOne(queue)).toMatchObject({ jobId: 'poison', attempt });
        queue = await reopen(harness);
      }

      expect(idsOf(await claimNow(queue))).toEqual(['next']);
      expect(await queue.listDead(10)).toMatchObject([{ jobId: 'poison', code: 'LEASE_EXPIRED' }]);
    },
  },
  {
    name: 'lists dead letters oldest first, at most as many as asked',
    run: async ({ queue, advance }) => {
      for (const id of ['z', 'm', 'a']) {
        await enqueue(queue, id, id);
        await buryNext(queue, 'SOME_CODE');
        await advance(1_000);
      }

      const dead = await queue.listDead(10);
      expect(idsOf(dead)).toEqual(['z', 'm', 'a']);
      expect(Number(dead[1]?.deadAtMs) - Number(dead[0]?.deadAtMs)).toBe(1_000);
      expect(idsOf(await queue.listDead(2))).toEqual(['z', 'm']);
    },
  },
  {
    name: 'redrives to the end of the group with no attempts counted, and says what it moved',
    run: async ({ queue }) => {
      await enqueue(queue, 'dead', 'a', 'ticket');
      await enqueue(queue, 'joined', 'a', 'ticket');
      await queue.fail(await claimOne(queue), 'SOME_CODE', 0);
      await buryNext(queue, 'SOME_CODE');
      await enqueue(queue, 'job-2', 'a', 'ticket');

      expect(await queue.redrive(['dead', 'unknown', 'dead'])).toEqual(['dead']);

      expect(await queue.stats()).toMatchObject({ waiting: 2, dead: 0 });
      const second = await claimOne(queue);
      expect(second.jobId).toBe('job-2');
      await queue.complete(second);
      const redriven = await claimOne(queue);
      expect(redriven).toMatchObject({ jobId: 'dead', attempt: 1, deliveries: 2 });
      expect(redriven.body).toBe('body of dead');
      expect(await enqueue(queue, 'dead', 'a')).toMatchObject({ outcome: 'duplicate' });
      await queue.deadLetter(redriven, 'AGAIN');
      expect(await queue.listDead(10)).toMatchObject([{ jobId: 'dead', code: 'AGAIN' }]);
    },
  },
  {
    name: 'does not let deliveries join a redriven job',
    run: async ({ queue }) => {
      await enqueue(queue, 'dead', 'a', 'ticket');
      await buryNext(queue, 'SOME_CODE');
      await queue.redrive(['dead']);

      expect(await enqueue(queue, 'fresh', 'a', 'ticket')).toMatchObject({ outcome: 'queued' });
      expect(await claimOne(queue)).toMatchObject({ jobId: 'dead', deliveries: 1 });
    },
  },
  {
    name: 'wakes a waiting claim for a redriven job',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'dead', 'a');
      await buryNext(queue, 'SOME_CODE');
      const claim = queue.claim({ max: 1, waitMs: 20_000 });

      await queue.redrive(['dead']);
      await advance(20_000);

      expect(idsOf(await claim)).toEqual(['dead']);
    },
  },
  {
    name: 'keeps dead letters and redriven jobs when the process dies',
    needsReopen: true,
    run: async (harness) => {
      for (const id of ['job-1', 'job-2']) {
        await enqueue(harness.queue, id, id, 'ticket');
        await buryNext(harness.queue, 'SOME_CODE');
      }
      await harness.queue.redrive(['job-1']);

      const queue = await reopen(harness);

      expect(await enqueue(queue, 'fresh', 'job-1', 'ticket')).toMatchObject({ outcome: 'queued' });
      expect(await claimNow(queue)).toMatchObject([{ jobId: 'job-1', attempt: 1 }]);
      expect(await queue.listDead(10)).toMatchObject([{ jobId: 'job-2', code: 'SOME_CODE' }]);
    },
  },
];
