import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { ClaimedJob, DeadLetter, NewJob } from '../../core/worker/job-queue.ts';
import { MAX_ATTEMPTS } from '../../core/worker/job-queue.ts';

/** A group whose turn it is, and its first job. */
export interface DueGroup {
  readonly groupId: number;
  readonly headSeq: number;
}

/** What a job starts with. One that was in the queue before keeps its deliveries, and nothing joins it. */
export interface Entry extends Omit<NewJob, 'isUrgent'> {
  readonly isUrgent?: boolean;
  readonly deliveries?: number;
  readonly wasClaimed?: boolean;
}

type StartedJob = Omit<ClaimedJob, 'group' | 'leaseToken' | 'leasedUntilMs'>;

const startedSchema: z.ZodType<StartedJob> = z.object({
  jobId: z.string(),
  body: z.string(),
  attempt: z.number(),
  deliveries: z.number(),
  enqueuedAtMs: z.number(),
});
const dueSchema: z.ZodType<DueGroup> = z.object({ groupId: z.number(), headSeq: z.number() });
const groupIdSchema = z.object({ groupId: z.number() }).transform((row) => row.groupId);
const groupSchema = z.object({ group: z.string() }).transform((row) => row.group);
const jobIdSchema = z.object({ jobId: z.string() }).transform((row) => row.jobId);
const deadLetterSchema: z.ZodType<DeadLetter> = z.object({
  jobId: z.string(),
  group: z.string(),
  attempts: z.number(),
  deliveries: z.number(),
  code: z.string(),
  deadAtMs: z.number(),
});
const revivedSchema = z.object({
  group: z.string(),
  coalescingKey: z.string().nullable(),
  body: z.string(),
  deliveries: z.number(),
});

const NEXT_SEQ = 'SELECT ifnull(max(seq), 0) + 1 FROM jobs';

type Row = Record<string, SQLOutputValue>;

function parseOptional<T>(schema: z.ZodType<T>, row: Row | undefined): T | null {
  return row === undefined ? null : schema.parse(row);
}

export type JobRows = ReturnType<typeof prepareJobRows>;

/** The rows of the queue. What changes them must be called inside `LocalDatabase.write`. */
export function prepareJobRows(sqlite: DatabaseSync) {
  const spend = prepareSpentIds(sqlite);
  return {
    ...prepareGroups(sqlite),
    ...prepareAccepting(sqlite, spend),
    ...prepareJobs(sqlite, spend),
    ...prepareDeadLetters(sqlite, spend),
    ...prepareCounts(sqlite),
  };
}

/**
 * A group is due when its `due_at_ms` is 0. A lease and a delay are the time at which it becomes due again; a lease has
 * a token as well. Due groups are taken in the order of their first jobs, not of the times at which they became due: a
 * job that was deferred because nothing could be done just then would lose its place to every younger one. And what
 * was never delayed is not compared with the clock: if that is set back, it would wait.
 */
function prepareGroups(sqlite: DatabaseSync) {
  const nextDue = sqlite.prepare('SELECT min(due_at_ms) AS atMs FROM job_groups');
  const makeDue = sqlite.prepare(
    `UPDATE job_groups SET due_at_ms = 0, lease_token = NULL
     WHERE due_at_ms BETWEEN 1 AND ?`,
  );
  const findDue = sqlite.prepare(
    `SELECT group_id AS groupId, head_seq AS headSeq FROM job_groups
     WHERE due_at_ms = 0 ORDER BY is_urgent DESC, head_seq LIMIT 1`,
  );
  const findDueGroup = sqlite.prepare(
    `SELECT group_id AS groupId, head_seq AS headSeq FROM job_groups
     WHERE group_ref = ? AND due_at_ms = 0`,
  );
  const lease = sqlite.prepare(
    `UPDATE job_groups SET due_at_ms = ?, lease_token = ? WHERE group_id = ?
     RETURNING group_ref AS "group"`,
  );
  const delay = sqlite.prepare(
    'UPDATE job_groups SET due_at_ms = ?, lease_token = NULL WHERE group_id = ?',
  );
  const findLeased = sqlite.prepare(
    `SELECT group_id AS groupId FROM job_groups
     WHERE group_ref = ? AND lease_token = ? AND due_at_ms > ?`,
  );
  const moveOn = sqlite.prepare(
    `UPDATE job_groups SET due_at_ms = 0, lease_token = NULL, (head_seq, is_urgent) =
       (SELECT seq, is_urgent FROM jobs WHERE group_id = :groupId ORDER BY seq LIMIT 1)
     WHERE group_id = :groupId`,
  );
  const removeEmpty = sqlite.prepare(
    `DELETE FROM job_groups
     WHERE group_id = :groupId AND NOT EXISTS (SELECT 1 FROM jobs WHERE group_id = :groupId)`,
  );
  return {
    /** When the next group is due, 0 when one is; Infinity when none will be. */
    nextDueAtMs: (): number => Number(nextDue.get()?.['atMs'] ?? Number.POSITIVE_INFINITY),
    /** Ends the leases and delays that are over. */
    endWaits: (nowMs: number): void => {
      makeDue.run(nowMs);
    },
    findDue: (): DueGroup | null => parseOptional(dueSchema, findDue.get()),
    /** This group, if it is due. */
    findDueGroup: (group: string): DueGroup | null =>
      parseOptional(dueSchema, findDueGroup.get(group)),
    /** @returns the name of the group */
    lease: (groupId: number, untilMs: number, token: string): string =>
      groupSchema.parse(lease.get(untilMs, token, groupId)),
    delay: (groupId: number, untilMs: number): void => {
      delay.run(untilMs, groupId);
    },
    /** The group of a job whose lease holds. */
    findLeased: ({ group, leaseToken }: ClaimedJob, nowMs: number): number | null =>
      parseOptional(groupIdSchema, findLeased.get(group, leaseToken, nowMs)),
    /** The next job is the first one of its group now; a group without jobs ends. */
    advance: (groupId: number): void => {
      if (removeEmpty.run({ groupId }).changes === 0) moveOn.run({ groupId });
    },
  };
}

function prepareAccepting(sqlite: DatabaseSync, spend: SpendJobId) {
  const isLive = sqlite.prepare('SELECT 1 FROM jobs WHERE job_id = ?');
  const isKnown = sqlite.prepare(
    `SELECT 1 FROM jobs WHERE job_id = :jobId
     UNION ALL SELECT 1 FROM spent_job_ids WHERE job_id = :jobId LIMIT 1`,
  );
  const find = sqlite.prepare('SELECT group_id AS groupId FROM job_groups WHERE group_ref = ?');
  const join = sqlite.prepare(
    `UPDATE jobs SET deliveries = deliveries + 1
     WHERE group_id = ? AND coalescing_key = ? AND was_claimed = 0 RETURNING job_id AS jobId`,
  );
  const open = sqlite.prepare(
    `INSERT INTO job_groups (group_ref, is_urgent, head_seq) VALUES (?, ?, (${NEXT_SEQ}))`,
  );
  const insert = sqlite.prepare(
    `INSERT INTO jobs (seq, job_id, group_id, coalescing_key, body, deliveries, was_claimed,
       is_urgent, enqueued_at_ms)
     VALUES ((${NEXT_SEQ}), ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    isLive: (jobId: string): boolean => isLive.get(jobId) !== undefined,
    /** True for a job that lives, and for one that ended or joined another. */
    isKnown: (jobId: string): boolean => isKnown.get({ jobId }) !== undefined,
    findGroup: (group: string): number | null => {
      const found = find.get(group);
      return found === undefined ? null : Number(found['groupId']);
    },
    /** Adds a delivery to the waiting, never claimed job of this group and key. @returns its id, or null */
    join: (groupId: number, coalescingKey: string, jobId: string, nowMs: number): string | null => {
      const joined = parseOptional(jobIdSchema, join.get(groupId, coalescingKey));
      if (joined !== null) spend(jobId, nowMs);
      return joined;
    },
    /** Puts a job at the end of its group; null opens the group. */
    append: (entry: Entry, groupId: number | null, nowMs: number): void => {
      const { jobId, group, coalescingKey = null, body, deliveries = 1 } = entry;
      const wasClaimed = entry.wasClaimed === true ? 1 : 0;
      const isUrgent = entry.isUrgent === true ? 1 : 0;
      const id = groupId ?? open.run(group, isUrgent).lastInsertRowid;
      insert.run(jobId, id, coalescingKey, body, deliveries, wasClaimed, isUrgent, nowMs);
    },
  };
}

function prepareJobs(sqlite: DatabaseSync, spend: SpendJobId) {
  const start = sqlite.prepare(
    `UPDATE jobs SET attempts = attempts + 1, was_claimed = 1
     WHERE seq = ? AND group_id = ? AND attempts < ${MAX_ATTEMPTS}
     RETURNING job_id AS jobId, body, attempts AS attempt, deliveries,
       enqueued_at_ms AS enqueuedAtMs`,
  );
  const findHead = sqlite.prepare(
    'SELECT job_id AS jobId FROM jobs WHERE seq = ? AND group_id = ?',
  );
  const uncount = sqlite.prepare('UPDATE jobs SET attempts = attempts - 1 WHERE job_id = ?');
  const remove = sqlite.prepare('DELETE FROM jobs WHERE job_id = ?');
  return {
    /** Counts an attempt of the first job. @returns null when its attempts are used up, or its row is gone */
    start: ({ groupId, headSeq }: DueGroup): StartedJob | null =>
      parseOptional(startedSchema, start.get(headSeq, groupId)),
    /** @returns null when the row of the first job is gone */
    findHeadId: ({ groupId, headSeq }: DueGroup): string | null =>
      parseOptional(jobIdSchema, findHead.get(headSeq, groupId)),
    uncountAttempt: (jobId: string): void => {
      uncount.run(jobId);
    },
    complete: (jobId: string, nowMs: number): void => {
      remove.run(jobId);
      spend(jobId, nowMs);
    },
  };
}

function prepareDeadLetters(sqlite: DatabaseSync, spend: SpendJobId) {
  const bury = sqlite.prepare(
    `INSERT INTO dead_letters
       (job_id, group_ref, coalescing_key, body, attempts, deliveries, code, dead_at_ms)
     SELECT job_id, group_ref, coalescing_key, body, attempts, deliveries, ?, ?
     FROM jobs JOIN job_groups USING (group_id) WHERE job_id = ?`,
  );
  const remove = sqlite.prepare('DELETE FROM jobs WHERE job_id = ?');
  const buryLost = sqlite.prepare(
    `INSERT INTO dead_letters (job_id, group_ref, body, attempts, deliveries, code, dead_at_ms)
     VALUES (?, ?, ?, 0, ?, ?, ?)`,
  );
  const take = sqlite.prepare(
    `DELETE FROM dead_letters WHERE job_id = ?
     RETURNING group_ref AS "group", coalescing_key AS coalescingKey, body, deliveries`,
  );
  const isDead = sqlite.prepare('SELECT 1 FROM dead_letters WHERE job_id = ?');
  const list = sqlite.prepare(
    `SELECT job_id AS jobId, group_ref AS "group", attempts, deliveries, code, dead_at_ms AS deadAtMs
     FROM dead_letters ORDER BY dead_seq LIMIT ?`,
  );
  return {
    isDead: (jobId: string): boolean => isDead.get(jobId) !== undefined,
    /** Makes a dead letter of a job. */
    bury: (jobId: string, code: string, nowMs: number): void => {
      bury.run(code, nowMs, jobId);
      remove.run(jobId);
      spend(jobId, nowMs);
    },
    /** Makes a dead letter of a job that has no row any more. */
    buryLost: ({ jobId, group, body, deliveries = 1 }: Entry, code: string, nowMs: number) => {
      buryLost.run(jobId, group, body, deliveries, code, nowMs);
      spend(jobId, nowMs);
    },
    /** Takes a dead letter out. @returns null when there is no dead letter of this id */
    takeDead: (jobId: string): Entry | null => {
      const taken = parseOptional(revivedSchema, take.get(jobId));
      if (taken === null) return null;
      const { coalescingKey, ...rest } = taken;
      const entry = { jobId, ...rest, wasClaimed: true };
      return coalescingKey === null ? entry : { ...entry, coalescingKey };
    },
    listDead: (limit: number): readonly DeadLetter[] =>
      list.all(limit).map((row) => deadLetterSchema.parse(row)),
  };
}

function prepareCounts(sqlite: DatabaseSync) {
  const jobs = sqlite.prepare('SELECT count(*) AS n FROM jobs');
  const leased = sqlite.prepare(
    'SELECT count(*) AS n FROM job_groups WHERE due_at_ms > ? AND lease_token IS NOT NULL',
  );
  const dead = sqlite.prepare('SELECT count(*) AS n FROM dead_letters');
  const oldest = sqlite.prepare('SELECT enqueued_at_ms AS atMs FROM jobs ORDER BY seq LIMIT 1');
  return {
    countJobs: (): number => Number(jobs.get()?.['n']),
    countLeased: (nowMs: number): number => Number(leased.get(nowMs)?.['n']),
    countDead: (): number => Number(dead.get()?.['n']),
    /** When the oldest live job was enqueued; null without one. */
    findOldestAtMs: (): number | null => {
      const row = oldest.get();
      return row === undefined ? null : Number(row['atMs']);
    },
  };
}

/**
 * How long the id of a settled or joined job is remembered. "Unique for ever" must end somewhere: a job that is
 * enqueued anew is so within minutes, and the ids would fill the disk.
 */
export const JOB_ID_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;
/** Ids looked at in one sweep; four times as many as come in between, so the sweep goes round in time. */
const SWEEP_SIZE = 1024;
const IDS_BETWEEN_SWEEPS = 256;

/** Remembers the id of a job that is no longer live: completed, dead, or joined to another. */
type SpendJobId = (jobId: string, nowMs: number) => void;

/**
 * Ids are random, so each insert dirties another page: about 20 µs at 300,000 ids, against 3 µs for a look-up.
 * Therefore ids are written when a job ends and not when it is accepted. Now and then a call also drops some ids that
 * are too old: in slices, so that no single write pays for all of them and no index on time is needed.
 */
function prepareSpentIds(sqlite: DatabaseSync): SpendJobId {
  const add = sqlite.prepare(
    'INSERT OR REPLACE INTO spent_job_ids (job_id, spent_at_ms) VALUES (?, ?)',
  );
  const findSliceEnd = sqlite.prepare(`SELECT max(job_id) AS last FROM
    (SELECT job_id FROM spent_job_ids WHERE job_id > ? ORDER BY job_id LIMIT ?)`);
  const drop = sqlite.prepare(`DELETE FROM spent_job_ids
    WHERE job_id > ? AND job_id <= ? AND spent_at_ms < ?
    AND job_id NOT IN (SELECT job_id FROM dead_letters)`);
  let cursor = '';
  let addedSinceSweep = 0;

  return (jobId, nowMs) => {
    add.run(jobId, nowMs);
    addedSinceSweep += 1;
    if (addedSinceSweep < IDS_BETWEEN_SWEEPS) return;
    addedSinceSweep = 0;
    const last = findSliceEnd.get(cursor, SWEEP_SIZE)?.['last'];
    if (typeof last === 'string') drop.run(cursor, last, nowMs - JOB_ID_MEMORY_MS);
    cursor = typeof last === 'string' ? last : '';
  };
}
