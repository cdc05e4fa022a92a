import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import type { JobQueue } from '../../core/worker/job-queue.ts';
import { createNodeRandom } from '../node/platform.ts';
import { type LocalDatabase, openLocalDatabase } from './database.ts';
import { createSqliteJobQueue, endLeases } from './queue.ts';

const START_MS = 1_700_000_000_000;

describe('createSqliteJobQueue', () => {
  let folder = '';
  let time: VirtualClock;
  let service: { readonly db: LocalDatabase; readonly queue: JobQueue };
  let command: { readonly db: LocalDatabase; readonly queue: JobQueue };

  function open() {
    const { clock } = time;
    const db = openLocalDatabase({ path: join(folder, 'store.db'), clock });
    return { db, queue: createSqliteJobQueue({ db, clock, random: createNodeRandom() }) };
  }
  const enqueue = (jobId: string, group: string) =>
    service.queue.enqueue({ jobId, group, body: '{}' });
  const claimIds = async (max = 10) =>
    (await service.queue.claim({ max, waitMs: 0 })).map((job) => job.jobId);

  async function bury(jobId: string, group: string): Promise<void> {
    await enqueue(jobId, group);
    const [job] = await service.queue.claim({ max: 1, waitMs: 0 });
    if (job) await service.queue.deadLetter(job, 'SOME_CODE');
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpmw-queue-'));
    time = createVirtualClock(START_MS);
    service = open();
    command = open();
  });
  afterEach(async () => {
    await command.db.close();
    await service.db.close();
    rmSync(folder, { recursive: true });
  });

  it('notices within 250 ms what another process redrives, while a claim waits', async () => {
    await bury('dead', 'a');
    const claim = service.queue.claim({ max: 1, waitMs: 20_000 });
    // Just after a look: the next one is as far away as it can be.
    await time.advance(1_201);
    let claimedAtMs = 0;
    const noted = claim.then((jobs) => {
      claimedAtMs = time.clock.now();
      return jobs;
    });

    expect(await command.queue.redrive(['dead'])).toEqual(['dead']);
    await time.advance(2_000);

    expect(await noted).toMatchObject([{ jobId: 'dead', attempt: 1 }]);
    expect(claimedAtMs - START_MS).toBeLessThanOrEqual(1_201 + 250);
  });

  it('shows another process the dead letters and counts', async () => {
    await bury('dead', 'a');
    await enqueue('job-1', 'a');

    expect(await command.queue.listDead(10)).toMatchObject([{ jobId: 'dead' }]);
    expect(await command.queue.stats()).toMatchObject({ waiting: 1, dead: 1 });
  });

  it('keeps the order of a group into which another process redrove just before', async () => {
    await bury('dead', 'a');
    await command.queue.redrive(['dead']);
    await enqueue('job-2', 'a');

    expect(await claimIds()).toEqual(['dead']);
    expect(await service.queue.stats()).toMatchObject({ waiting: 1, leased: 1 });
  });

  it('takes a redriven row once when its first commit was taken back', async () => {
    await bury('dead', 'a');
    await command.queue.redrive(['dead']);
    const planted = service.db.write(() => {
      throw new RangeError('planted');
    });
    const enqueued = enqueue('job-2', 'b');
    await expect(planted).rejects.toThrow('planted');
    await enqueued;

    expect((await claimIds()).sort()).toEqual(['dead', 'job-2']);
    expect(await claimIds()).toEqual([]);
  });

  it('hands out at once what a killed service had in hand, its attempt counted', async () => {
    await enqueue('job-1', 'a');
    const [before] = await service.queue.claim({ max: 1, waitMs: 0 });
    await enqueue('job-2', 'c');
    const [deferred] = await service.queue.claim({ max: 1, waitMs: 0 });
    if (before === undefined || deferred === undefined) throw new Error('expected two jobs');
    await service.queue.defer(deferred, 5_000);

    await endLeases(command.db);

    await expect(service.queue.complete(before)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await command.queue.claim({ max: 9, waitMs: 0 })).toMatchObject([
      { jobId: 'job-1', attempt: 2 },
    ]);
  });

  it('shares its groups with a queue of another process', async () => {
    for (const jobId of ['job-1', 'job-2']) await enqueue(jobId, jobId);

    const [first] = await command.queue.claim({ max: 1, waitMs: 0 });
    expect(first?.jobId).toBe('job-1');
    expect(await claimIds()).toEqual(['job-2']);
    expect(await command.queue.stats()).toMatchObject({ waiting: 0, leased: 2 });
    if (first !== undefined) await service.queue.complete(first);
    expect(await service.queue.stats()).toMatchObject({ waiting: 0, leased: 1 });
  });

  it('joins nothing to a job whose enqueue failed (D7)', async () => {
    service.db.sqlite.exec('PRAGMA busy_timeout = 0');
    command.db.sqlite.exec('BEGIN IMMEDIATE');
    const job = { jobId: 'job-1', group: 'a', coalescingKey: 'ticket', body: '{}' };
    await expect(service.queue.enqueue(job)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    command.db.sqlite.exec('ROLLBACK');

    const result = await service.queue.enqueue({ ...job, jobId: 'job-2' });

    expect(result).toEqual({ outcome: 'queued', jobId: 'job-2' });
    expect(await claimIds()).toEqual(['job-2']);
  });

  it('hands out what waits also when the clock is set back', async () => {
    await enqueue('job-1', 'a');
    time.jumpTo(START_MS - 3_600_000);

    expect(await claimIds()).toEqual(['job-1']);
    expect((await service.queue.stats()).oldestAgeMs).toBe(0);
  });

  it('wakes a waiting claim at once for a job of its own process', async () => {
    const claim = service.queue.claim({ max: 1, waitMs: 20_000 });
    await time.advance(0);

    await enqueue('job-1', 'a');
    await time.advance(0);

    expect(await claim).toMatchObject([{ jobId: 'job-1' }]);
    expect(time.clock.now()).toBe(START_MS);
  });

  it('takes no job for a claim that is aborted before its commit', async () => {
    await enqueue('job-1', 'a');
    const stop = new AbortController();
    const claim = service.queue.claim({ max: 1, waitMs: 0, signal: stop.signal });
    stop.abort();

    expect(await claim).toEqual([]);
    expect(await service.queue.stats()).toMatchObject({ waiting: 1, leased: 0 });
  });

  it('does not spin when it is asked for no jobs', async () => {
    await enqueue('job-1', 'a');

    expect(await service.queue.claim({ max: 0, waitMs: 20_000 })).toEqual([]);
  });

  it('rejects every call after the store was closed, a waiting claim included', async () => {
    const waiting = service.queue.claim({ max: 1, waitMs: 20_000 });
    const noted = expect(waiting).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    await time.advance(500);
    await service.db.close();
    await time.advance(500);

    await noted;
    await expect(enqueue('job-1', 'a')).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    await expect(service.queue.stats()).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    await expect(service.queue.listDead(1)).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });

  it('passes the wake-up on when the claim that it woke was aborted', async () => {
    const stop = new AbortController();
    const aborted = service.queue.claim({ max: 1, waitMs: 20_000, signal: stop.signal });
    const patient = service.queue.claim({ max: 1, waitMs: 20_000 });
    await time.advance(0);

    const enqueued = enqueue('job-1', 'a').then(() => stop.abort());
    await enqueued;
    await time.advance(0);

    const [first, second] = await Promise.all([aborted, patient]);
    expect([...first, ...second].map((job) => job.jobId)).toEqual(['job-1']);
  });
});
