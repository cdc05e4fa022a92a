import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import { LEASE_MS } from '../../core/worker/job-queue.ts';
import { createNodeRandom } from '../node/platform.ts';
import { openLocalDatabase } from './database.ts';
import { createSqliteJobQueue } from './queue.ts';

describe('D7 rows of jobs that somebody removed from the embedded store', () => {
  let folder = '';
  let time: VirtualClock;
  let service: ReturnType<typeof open>;
  let command: ReturnType<typeof open>;

  function open() {
    const { clock } = time;
    const db = openLocalDatabase({ path: join(folder, 'store.db'), clock });
    return { db, queue: createSqliteJobQueue({ db, clock, random: createNodeRandom() }) };
  }
  const enqueue = (jobId: string, group: string) =>
    service.queue.enqueue({ jobId, group, body: '{}' });
  const claim = (max = 10) => service.queue.claim({ max, waitMs: 0 });
  const claimIds = async (max = 10) => (await claim(max)).map((job) => job.jobId);
  const lose = (jobId: string) =>
    void command.db.sqlite.prepare('DELETE FROM jobs WHERE job_id = ?').run(jobId);
  const remembered = (jobId: string, group: string) => ({
    jobId,
    group,
    body: '{}',
    deliveries: 1,
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpmw-queue-'));
    time = createVirtualClock(1_700_000_000_000);
    service = open();
    command = open();
  });
  afterEach(async () => {
    await command.db.close();
    await service.db.close();
    rmSync(folder, { recursive: true });
  });

  it('are told once to a claim, and hold nobody up', async () => {
    for (const jobId of ['lost', 'next']) await enqueue(jobId, 'a');
    lose('lost');

    await expect(claim()).rejects.toMatchObject({ code: 'JOB_LOST' });
    expect(await claimIds()).toEqual(['next']);
    expect(await service.queue.stats()).toMatchObject({ waiting: 0, leased: 1 });
  });

  it('keep no other job from a claim of several', async () => {
    for (const jobId of ['good', 'lost', 'late']) await enqueue(jobId, `group of ${jobId}`);
    lose('lost');

    expect(await claimIds()).toEqual(['good']);
    await expect(claim()).rejects.toMatchObject({ code: 'JOB_LOST' });
    expect(await claimIds()).toEqual(['late']);
  });

  it('may be those of a job in hand: recovered at once, and handed out when its lease is over', async () => {
    await enqueue('lost', 'a');
    expect(await claimIds()).toEqual(['lost']);
    lose('lost');

    expect(await service.queue.recover(remembered('lost', 'a'), null)).toBe('recovered');
    expect(await service.queue.recover(remembered('lost', 'a'), null)).toBe('live');
    expect(await claimIds()).toEqual([]);
    await time.advance(LEASE_MS);
    expect(await claim()).toMatchObject([{ jobId: 'lost', attempt: 1 }]);
  });

  it('are completed by the worker that has the job in hand, also when they were recovered meanwhile', async () => {
    await enqueue('lost', 'a');
    const [job] = await claim();
    lose('lost');
    await service.queue.recover(remembered('lost', 'a'), null);
    if (job !== undefined) await service.queue.complete(job);

    expect(await claim()).toEqual([]);
    expect(await service.queue.stats()).toMatchObject({ waiting: 0, leased: 0 });
  });

  it('are joined by no delivery: each that is accepted is on disk', async () => {
    const join = (jobId: string) =>
      service.queue.enqueue({ jobId, group: 'a', coalescingKey: 'key', body: '{}' });
    await join('lost');
    lose('lost');

    expect(await join('job-1')).toEqual({ outcome: 'queued', jobId: 'job-1' });
    expect(await join('job-2')).toEqual({ outcome: 'coalesced', jobId: 'job-1' });
    expect(await claim()).toMatchObject([{ jobId: 'job-1', deliveries: 2 }]);
  });

  it('are recovered as well when the job was thought to be a dead letter', async () => {
    await enqueue('lost', 'a');
    const [job] = await claim();
    lose('lost');
    if (job !== undefined) await service.queue.deadLetter(job, 'SOME_CODE');

    expect(await service.queue.listDead(9)).toEqual([]);
    expect(await service.queue.recover(remembered('lost', 'a'), null)).toBe('recovered');
  });

  it('are not taken for lost when another process has just redriven the job', async () => {
    await enqueue('dead', 'a');
    const [job] = await claim();
    if (job !== undefined) await service.queue.deadLetter(job, 'SOME_CODE');
    await command.queue.redrive(['dead']);

    expect(await service.queue.recover(remembered('dead', 'a'), null)).toBe('live');
    expect(await claimIds()).toEqual(['dead']);
    expect(await claimIds()).toEqual([]);
  });
});
