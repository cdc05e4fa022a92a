import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { DeadLetter, NewJob, RememberedJob } from '../../core/worker/job-queue.ts';
import type { NewQueuedJob, QueuedJob } from './lane-index.ts';
import { URGENT_DUE_AT_MS } from './lane-schedule.ts';

/** Not strict and without transforms: this one is parsed 100,000 times at start, and so it takes zod's fast path. */
const liveRowSchema = z.object({
  seq: z.number(),
  jobId: z.string(),
  laneName: z.string(),
  coalescingKey: z.string().nullable(),
  attempts: z.number(),
  deliveries: z.number(),
  wasClaimed: z.number(),
  notBeforeMs: z.number(),
  enqueuedAtMs: z.number(),
});

const deadLetterRowSchema = z
  .strictObject({
    job_id: z.string(),
    lane: z.string(),
    attempts: z.number(),
    deliveries: z.number(),
    code: z.string(),
    dead_at_ms: z.number(),
  })
  .transform(
    (row): DeadLetter => ({
      jobId: row.job_id,
      lane: row.lane,
      attempts: row.attempts,
      deliveries: row.deliveries,
      code: row.code,
      deadAtMs: row.dead_at_ms,
    }),
  );

const revivedRowSchema = z.strictObject({
  lane: z.string(),
  coalescing_key: z.string().nullable(),
  body: z.string(),
  deliveries: z.number(),
});

/** The rows of live jobs and of dead letters. What changes must be called inside `LocalDatabase.write`. */
export interface JobRows {
  readAfter(seq: number): IterableIterator<NewQueuedJob>;
  insert(job: NewJob, nowMs: number): NewQueuedJob;
  /** @returns false when the row of the job is gone */
  addDelivery(seq: number): boolean;
  /** Counts an attempt. @returns the body of the job, or null when the row is gone */
  claim(seq: number): string | null;
  release(job: QueuedJob, to: { attempts: number; notBeforeMs: number }): void;
  remove(seq: number): void;
  bury(seq: number, code: string, nowMs: number): void;
  /** Moves a dead letter back to the end of its lane. @returns null when there is none of this id */
  revive(jobId: string, nowMs: number): NewQueuedJob | null;
  isDead(jobId: string): boolean;
  /** Puts a job at the end of its lane that has no row any more; nothing joins it. */
  restore(job: RememberedJob, nowMs: number): NewQueuedJob;
  /** Makes a dead letter of a job that has no row any more. */
  buryRemembered(job: RememberedJob, code: string, nowMs: number): void;
  listDead(limit: number): readonly DeadLetter[];
  countDead(): number;
  /** When the oldest live job was enqueued; null when there is none. */
  findOldestAtMs(): number | null;
}

const READ_LIVE = `SELECT seq, job_id AS jobId, lane AS laneName, coalescing_key AS coalescingKey, attempts,
  deliveries, was_claimed AS wasClaimed, due_at_ms AS notBeforeMs, enqueued_at_ms AS enqueuedAtMs
  FROM jobs WHERE seq > ? ORDER BY seq`;
const INSERT_JOB = `INSERT INTO jobs (job_id, lane, coalescing_key, body, deliveries, was_claimed, enqueued_at_ms, due_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const BURY_JOB = `INSERT INTO dead_letters (job_id, lane, coalescing_key, body, attempts, deliveries, code, dead_at_ms)
  SELECT job_id, lane, coalescing_key, body, attempts, deliveries, ?, ? FROM jobs WHERE seq = ?`;
const BURY_REMEMBERED = `INSERT INTO dead_letters (job_id, lane, body, attempts, deliveries, code, dead_at_ms)
  VALUES (?, ?, ?, 0, ?, ?, ?)`;
const LIST_DEAD = `SELECT job_id, lane, attempts, deliveries, code, dead_at_ms
  FROM dead_letters ORDER BY dead_seq LIMIT ?`;
const TAKE_DEAD =
  'DELETE FROM dead_letters WHERE job_id = ? RETURNING lane, coalescing_key, body, deliveries';

export function createJobRows(sqlite: DatabaseSync): JobRows {
  return { ...createLiveRows(sqlite), ...createDeadRows(sqlite) };
}

function createLiveRows(sqlite: DatabaseSync) {
  const insert = sqlite.prepare(INSERT_JOB);
  const readAfter = sqlite.prepare(READ_LIVE);
  const addDelivery = sqlite.prepare('UPDATE jobs SET deliveries = deliveries + 1 WHERE seq = ?');
  const claim = sqlite.prepare(
    'UPDATE jobs SET attempts = attempts + 1, was_claimed = 1 WHERE seq = ? RETURNING body',
  );
  const release = sqlite.prepare('UPDATE jobs SET attempts = ?, due_at_ms = ? WHERE seq = ?');
  const remove = sqlite.prepare('DELETE FROM jobs WHERE seq = ?');
  const oldest = sqlite.prepare('SELECT enqueued_at_ms AS at_ms FROM jobs ORDER BY seq LIMIT 1');

  return {
    *readAfter(seq: number): IterableIterator<NewQueuedJob> {
      for (const row of readAfter.iterate(seq)) {
        const live = liveRowSchema.parse(row);
        yield { ...live, wasClaimed: live.wasClaimed === 1 };
      }
    },
    insert: (job: NewJob, nowMs: number): NewQueuedJob => {
      const key = job.coalescingKey ?? null;
      const { jobId, lane, body } = job;
      const notBeforeMs = job.isUrgent === true ? URGENT_DUE_AT_MS : 0;
      const { lastInsertRowid } = insert.run(jobId, lane, key, body, 1, 0, nowMs, notBeforeMs);
      return { ...createFresh(Number(lastInsertRowid), jobId, lane, key, nowMs), notBeforeMs };
    },
    addDelivery: (seq: number): boolean => addDelivery.run(seq).changes === 1,
    claim: (seq: number): string | null => {
      const row = claim.get(seq);
      return row === undefined ? null : z.string().parse(row['body']);
    },
    release: (job: QueuedJob, to: { attempts: number; notBeforeMs: number }): void => {
      release.run(to.attempts, to.notBeforeMs, job.seq);
    },
    remove: (seq: number): void => {
      remove.run(seq);
    },
    findOldestAtMs: (): number | null => readNumber(oldest.get()?.['at_ms']),
  };
}

function createDeadRows(sqlite: DatabaseSync) {
  const bury = sqlite.prepare(BURY_JOB);
  const remove = sqlite.prepare('DELETE FROM jobs WHERE seq = ?');
  const insert = sqlite.prepare(INSERT_JOB);
  const take = sqlite.prepare(TAKE_DEAD);
  const find = sqlite.prepare('SELECT 1 FROM dead_letters WHERE job_id = ?');
  const buryRemembered = sqlite.prepare(BURY_REMEMBERED);
  const list = sqlite.prepare(LIST_DEAD);
  const count = sqlite.prepare('SELECT count(*) AS dead FROM dead_letters');

  return {
    bury: (seq: number, code: string, nowMs: number): void => {
      bury.run(code, nowMs, seq);
      remove.run(seq);
    },
    revive: (jobId: string, nowMs: number): NewQueuedJob | null => {
      const taken = take.get(jobId);
      if (!taken) return null;
      const { lane, coalescing_key: key, body, deliveries } = revivedRowSchema.parse(taken);
      const { lastInsertRowid } = insert.run(jobId, lane, key, body, deliveries, 1, nowMs, 0);
      const fresh = createFresh(Number(lastInsertRowid), jobId, lane, key, nowMs);
      return { ...fresh, deliveries, wasClaimed: true };
    },
    isDead: (jobId: string): boolean => find.get(jobId) !== undefined,
    restore: (job: RememberedJob, nowMs: number): NewQueuedJob => {
      const { jobId, lane, body, deliveries } = job;
      const { lastInsertRowid } = insert.run(jobId, lane, null, body, deliveries, 1, nowMs, 0);
      const fresh = createFresh(Number(lastInsertRowid), jobId, lane, null, nowMs);
      return { ...fresh, deliveries, wasClaimed: true };
    },
    buryRemembered: (job: RememberedJob, code: string, nowMs: number): void => {
      buryRemembered.run(job.jobId, job.lane, job.body, job.deliveries, code, nowMs);
    },
    listDead: (limit: number): readonly DeadLetter[] =>
      list.all(limit).map((row) => deadLetterRowSchema.parse(row)),
    countDead: (): number => readNumber(count.get()?.['dead']) ?? 0,
  };
}

function createFresh(
  seq: number,
  jobId: string,
  laneName: string,
  coalescingKey: string | null,
  enqueuedAtMs: number,
): NewQueuedJob {
  const counts = { attempts: 0, deliveries: 1, wasClaimed: false, notBeforeMs: 0 };
  return { seq, jobId, laneName, coalescingKey, enqueuedAtMs, ...counts };
}

function readNumber(value: SQLOutputValue | undefined): number | null {
  return value === undefined ? null : z.number().parse(value);
}
