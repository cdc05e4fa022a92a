import type { DatabaseSync } from 'node:sqlite';

/**
 * How long the id of a settled or joined job is remembered. "Unique for ever" must end somewhere: whoever enqueues
 * anew does so within minutes, and the ids would fill the disk.
 */
export const JOB_ID_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;
/** Ids looked at in one sweep; four times as many as come in between, so the sweep goes round in time. */
const SWEEP_SIZE = 1024;
const IDS_BETWEEN_SWEEPS = 256;

/** Ids of jobs that are no longer live: completed, dead, or joined to another. */
export interface SpentJobIds {
  has(jobId: string): boolean;
  /** Inside `LocalDatabase.write` only. Now and then it also drops some ids that are too old. */
  add(jobId: string, nowMs: number): void;
}

/**
 * Ids are random, so each insert dirties another page: about 20 µs at 300,000 ids, against 3 µs for a look-up.
 * Therefore ids are written when a job ends and not when it is accepted.
 */
export function createSpentJobIds(sqlite: DatabaseSync): SpentJobIds {
  const find = sqlite.prepare('SELECT 1 FROM spent_job_ids WHERE job_id = ?');
  const add = sqlite.prepare(
    'INSERT OR REPLACE INTO spent_job_ids (job_id, spent_at_ms) VALUES (?, ?)',
  );
  const sweep = createSweep(sqlite);
  let addedSinceSweep = 0;

  return {
    has: (jobId) => find.get(jobId) !== undefined,
    add: (jobId, nowMs) => {
      add.run(jobId, nowMs);
      addedSinceSweep += 1;
      if (addedSinceSweep < IDS_BETWEEN_SWEEPS) return;
      addedSinceSweep = 0;
      sweep(nowMs - JOB_ID_MEMORY_MS);
    },
  };
}

/** Goes through the table in slices, so that no single write pays for all of it and no index on time is needed. */
function createSweep(sqlite: DatabaseSync): (olderThanMs: number) => void {
  const findSliceEnd = sqlite.prepare(`SELECT max(job_id) AS last FROM
    (SELECT job_id FROM spent_job_ids WHERE job_id > ? ORDER BY job_id LIMIT ?)`);
  const drop = sqlite.prepare(`DELETE FROM spent_job_ids
    WHERE job_id > ? AND job_id <= ? AND spent_at_ms < ?
    AND job_id NOT IN (SELECT job_id FROM dead_letters)`);
  let cursor = '';

  return (olderThanMs) => {
    const last = findSliceEnd.get(cursor, SWEEP_SIZE)?.['last'];
    if (typeof last === 'string') drop.run(cursor, last, olderThanMs);
    cursor = typeof last === 'string' ? last : '';
  };
}
