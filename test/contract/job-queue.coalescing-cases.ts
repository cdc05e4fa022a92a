import { expect } from 'vitest';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, idsOf, reopen } from './job-queue.steps.ts';

/** Deliveries that join a waiting job, and job ids that come twice. */
export const coalescingCases: readonly JobQueueCase[] = [
  {
    name: 'D6 joins deliveries of one group and key: a burst is the claimed job and at most one more',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-0', 'a', 'ticket');
      const first = await claimOne(queue);

      const burst = Array.from({ length: 50 }, (_, index) => `burst-${index}`);
      const results = await Promise.all(burst.map((id) => enqueue(queue, id, 'a', 'ticket')));

      expect(results.filter((result) => result.outcome === 'queued')).toHaveLength(1);
      expect(results[49]).toEqual({ outcome: 'coalesced', jobId: 'burst-0' });
      expect(await queue.stats()).toMatchObject({ waiting: 1, leased: 1 });
      await queue.complete(first);
      const second = await claimOne(queue);
      expect(second).toMatchObject({ jobId: 'burst-0', deliveries: 50, body: 'body of burst-0' });
      await queue.complete(second);
      expect(await claimNow(queue)).toEqual([]);
    },
  },
  {
    name: 'queues every job that has no key, and keeps keys and groups apart',
    run: async ({ queue }) => {
      const results = await Promise.all([
        enqueue(queue, 'job-1', 'a'),
        enqueue(queue, 'job-2', 'a'),
        enqueue(queue, 'job-3', 'a', 'bc'),
        enqueue(queue, 'job-4', 'ab', 'c'),
        enqueue(queue, 'job-5', 'a', 'other'),
      ]);

      expect(results.map((result) => result.outcome)).toEqual(Array(5).fill('queued'));
    },
  },
  {
    name: 'keeps the joined deliveries when the process dies',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a', 'ticket');
      await enqueue(harness.queue, 'job-2', 'a', 'ticket');

      const queue = await reopen(harness);

      expect(await enqueue(queue, 'job-2', 'a', 'ticket')).toMatchObject({ outcome: 'duplicate' });
      expect(await enqueue(queue, 'job-3', 'a', 'ticket')).toMatchObject({ outcome: 'coalesced' });
      expect(await claimOne(queue)).toMatchObject({ jobId: 'job-1', deliveries: 3 });
    },
  },
  {
    name: 'never changes the deliveries of a job that was claimed once',
    run: async ({ queue, advance }) => {
      await enqueue(queue, 'job-1', 'a', 'ticket');
      await queue.defer(await claimOne(queue), 0);

      const result = await enqueue(queue, 'job-2', 'a', 'ticket');

      expect(result).toEqual({ outcome: 'queued', jobId: 'job-2' });
      expect(await claimOne(queue)).toMatchObject({ jobId: 'job-1', deliveries: 1 });
      await advance(60_000);
      expect(await enqueue(queue, 'job-3', 'a', 'ticket')).toMatchObject({ jobId: 'job-2' });
      expect(await claimOne(queue)).toMatchObject({ jobId: 'job-1', deliveries: 1 });
    },
  },
  {
    name: 'does not join a job that was claimed before a restart, also when it was given back',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'job-1', 'a', 'ticket');
      await harness.queue.defer(await claimOne(harness.queue), 0);

      const queue = await reopen(harness);

      expect(await enqueue(queue, 'job-2', 'a', 'ticket')).toMatchObject({ outcome: 'queued' });
    },
  },
  {
    name: 'takes the same job id as one job while it waits, is claimed, or is settled',
    run: async ({ queue }) => {
      const duplicate = { outcome: 'duplicate', jobId: 'job-1' };
      const results = await Promise.all([
        enqueue(queue, 'job-1', 'a'),
        enqueue(queue, 'job-1', 'a'),
        enqueue(queue, 'job-1', 'other group'),
      ]);

      expect(results.slice(1)).toEqual([duplicate, duplicate]);
      const job = await claimOne(queue);
      expect(job.deliveries).toBe(1);
      expect(await enqueue(queue, 'job-1', 'a')).toEqual(duplicate);
      await queue.complete(job);
      expect(await enqueue(queue, 'job-1', 'a')).toEqual(duplicate);
      expect(await claimNow(queue)).toEqual([]);
    },
  },
  {
    name: 'knows the ids of joined and of dead jobs again',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a', 'ticket');
      await enqueue(queue, 'job-2', 'a', 'ticket');
      expect(await enqueue(queue, 'job-2', 'a', 'ticket')).toMatchObject({ outcome: 'duplicate' });
      const job = await claimOne(queue);
      expect(job.deliveries).toBe(2);
      await queue.deadLetter(job, 'SOME_CODE');

      expect(await enqueue(queue, 'job-1', 'a')).toMatchObject({ outcome: 'duplicate' });
      expect(await enqueue(queue, 'job-2', 'a')).toMatchObject({ outcome: 'duplicate' });
    },
  },
  {
    name: 'knows job ids again after a restart',
    needsReopen: true,
    run: async (harness) => {
      await enqueue(harness.queue, 'done', 'a');
      await harness.queue.complete(await claimOne(harness.queue));
      await enqueue(harness.queue, 'waiting', 'a');

      const queue = await reopen(harness);

      expect(await enqueue(queue, 'done', 'a')).toMatchObject({ outcome: 'duplicate' });
      expect(await enqueue(queue, 'waiting', 'a')).toMatchObject({ outcome: 'duplicate' });
      expect(idsOf(await claimNow(queue))).toEqual(['waiting']);
    },
  },
];
