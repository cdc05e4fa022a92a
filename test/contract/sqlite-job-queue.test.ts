import { expect } from 'vitest';
import type { LocalDatabase } from '../../src/adapters/local/database.ts';
import type { JobQueue } from '../../src/core/worker/job-queue.ts';
import { makeFileHarness, makeMemoryHarness } from '../support/sqlite-job-queue-harness.ts';
import { describeJobQueue } from './job-queue.contract.ts';

type Around = <T>(db: LocalDatabase, call: () => Promise<T>) => Promise<T>;

/** Puts something around every call that writes. */
function wrapWrites(queue: JobQueue, db: LocalDatabase, around: Around): JobQueue {
  return {
    enqueue: (job) => around(db, () => queue.enqueue(job)),
    // A claim that waits would outlive its neighbour and take the job from the second try.
    claim: (options) =>
      options.waitMs > 0 ? queue.claim(options) : around(db, () => queue.claim(options)),
    claimGroup: (group, options) => around(db, () => queue.claimGroup(group, options)),
    complete: (job) => around(db, () => queue.complete(job)),
    defer: (job, delayMs) => around(db, () => queue.defer(job, delayMs)),
    fail: (job, code, delayMs) => around(db, () => queue.fail(job, code, delayMs)),
    deadLetter: (job, code) => around(db, () => queue.deadLetter(job, code)),
    redrive: (jobIds) => around(db, () => queue.redrive(jobIds)),
    recover: (job, deadCode) => around(db, () => queue.recover(job, deadCode)),
    listDead: queue.listDead,
    stats: queue.stats,
  };
}

/** The call is carried out, taken back because of its neighbour in the group, and carried out again. */
const besideThrowingWrite: Around = async (db, call) => {
  const result = call();
  const neighbour = db.write(() => {
    throw new RangeError('planted');
  });
  await expect(neighbour).rejects.toThrow('planted');
  return await result;
};

/** The call is carried out and lost with its group; the caller tries it once more when there is space again. */
const afterFullDisk: Around = async (db, call) => {
  db.sqlite.exec('PRAGMA max_page_count = 1');
  const lost = call().catch(() => undefined);
  const neighbour = db.write(() => {
    db.sqlite.exec('INSERT INTO spent_job_ids VALUES (hex(zeroblob(50000)), 0)');
  });
  await expect(neighbour).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    disposition: 'retry',
  });
  db.sqlite.exec('PRAGMA max_page_count = 1000000');
  await lost;
  return await call();
};

describeJobQueue('SQLite in a file', () => makeFileHarness());
describeJobQueue('SQLite in memory', () => makeMemoryHarness());
describeJobQueue('SQLite beside writes that throw', () =>
  makeMemoryHarness((queue, db) => wrapWrites(queue, db, besideThrowingWrite)),
);
describeJobQueue('SQLite after a write that the full disk refused', () =>
  makeMemoryHarness((queue, db) => wrapWrites(queue, db, afterFullDisk)),
);
