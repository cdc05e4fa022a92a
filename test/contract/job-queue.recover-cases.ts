import { expect } from 'vitest';
import type { JobQueueCase } from './job-queue.harness.ts';
import { claimNow, claimOne, enqueue, idsOf, reopen } from './job-queue.steps.ts';

const remember = (jobId: string, group: string, deliveries = 1) => ({
  jobId,
  group,
  body: `body of ${jobId}`,
  deliveries,
});

/** Jobs that the queue has lost, and jobs that it has not. */
export const recoverCases: readonly JobQueueCase[] = [
  {
    name: 'D7 recovers a job that it has lost, whole, also after a restart',
    needsReopen: true,
    run: async (harness) => {
      expect(await harness.queue.recover(remember('job-1', 'a', 3), null)).toBe('recovered');

      const job = await claimOne(await reopen(harness));

      expect(job).toMatchObject({ jobId: 'job-1', group: 'a', body: 'body of job-1' });
      expect(job).toMatchObject({ attempt: 1, deliveries: 3 });
    },
  },
  {
    name: 'recovers to the end of the group, where nothing joins the job',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-2', 'a', 'key');
      await claimOne(queue);
      await queue.recover(remember('job-1', 'a'), null);
      const joined = await enqueue(queue, 'job-3', 'a', 'key');

      expect(joined).toEqual({ outcome: 'queued', jobId: 'job-3' });
      expect(await claimNow(queue)).toEqual([]);
      expect(await queue.stats()).toMatchObject({ waiting: 2, leased: 1 });
    },
  },
  {
    name: 'changes nothing of a job that waits, is delayed or is leased',
    run: async ({ queue, advance }) => {
      for (const group of ['a', 'b', 'c']) await enqueue(queue, `job-${group}`, group);
      const [leased, delayed, done] = await claimNow(queue);
      if (!leased || !delayed || !done) throw new Error('expected three jobs');
      await enqueue(queue, 'waiting', 'a');
      await queue.defer(delayed, 5_000);

      for (const jobId of ['waiting', leased.jobId, delayed.jobId, done.jobId]) {
        expect(await queue.recover(remember(jobId, 'other', 7), null)).toBe('live');
        expect(await queue.recover(remember(jobId, 'other', 7), 'SOME_CODE')).toBe('live');
      }
      await queue.complete(done);
      await advance(5_000);
      expect(await claimOne(queue)).toMatchObject({ jobId: 'job-b', attempt: 1, deliveries: 1 });
      expect(await queue.stats()).toMatchObject({ dead: 0, waiting: 1, leased: 2 });
    },
  },
  {
    name: 'changes nothing of a dead letter, and after a redrive nothing of the job',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a');
      await queue.deadLetter(await claimOne(queue), 'SOME_CODE');

      expect(await queue.recover(remember('job-1', 'a'), null)).toBe('dead');
      expect(await queue.recover(remember('job-1', 'a'), 'OTHER_CODE')).toBe('dead');
      expect(await claimNow(queue)).toEqual([]);
      expect(await queue.listDead(9)).toMatchObject([{ jobId: 'job-1', code: 'SOME_CODE' }]);
      await queue.redrive(['job-1']);
      expect(await queue.recover(remember('job-1', 'a'), null)).toBe('live');
      expect(idsOf(await claimNow(queue))).toEqual(['job-1']);
    },
  },
  {
    name: 'recovers once, however many ask at once; its id stays taken',
    run: async ({ queue }) => {
      const asked = await Promise.all(
        Array.from({ length: 8 }, () => queue.recover(remember('job-1', 'a'), null)),
      );

      expect(asked.filter((result) => result === 'recovered')).toHaveLength(1);
      expect(asked.filter((result) => result === 'live')).toHaveLength(7);
      expect(await enqueue(queue, 'job-1', 'a')).toMatchObject({ outcome: 'duplicate' });
      await queue.complete(await claimOne(queue));
      expect(await claimNow(queue)).toEqual([]);
    },
  },
  {
    name: 'recovers a job that was completed: whoever asks says that its work has not settled',
    run: async ({ queue }) => {
      await enqueue(queue, 'job-1', 'a');
      await queue.complete(await claimOne(queue));

      expect(await queue.recover(remember('job-1', 'a'), null)).toBe('recovered');
      expect(idsOf(await claimNow(queue))).toEqual(['job-1']);
    },
  },
  {
    name: 'makes a dead letter of a lost job when a code is given; a redrive brings it back whole',
    needsReopen: true,
    run: async (harness) => {
      expect(await harness.queue.recover(remember('job-1', 'a', 2), 'SOME_CODE')).toBe('recovered');
      expect(await claimNow(harness.queue)).toEqual([]);

      const queue = await reopen(harness);
      expect(await queue.listDead(9)).toMatchObject([
        { jobId: 'job-1', group: 'a', code: 'SOME_CODE', deliveries: 2 },
      ]);
      await queue.redrive(['job-1']);
      expect(await claimOne(queue)).toMatchObject({ body: 'body of job-1', deliveries: 2 });
    },
  },
];
