import type { Migration } from './migration.ts';

/**
 * `jobs` has no index but its key: order, lanes, leases and the ids of live jobs are kept in memory by the one
 * process that owns the queue, so that accepting a job only appends. AUTOINCREMENT, because order and the
 * detection of rows of other processes need keys that never come back.
 */
export const migration = {
  version: 1,
  name: 'jobs',
  sql: `
    CREATE TABLE jobs (
      seq            INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id         TEXT NOT NULL,
      lane           TEXT NOT NULL,
      coalescing_key TEXT,
      body           TEXT NOT NULL,
      attempts       INTEGER NOT NULL DEFAULT 0,
      deliveries     INTEGER NOT NULL DEFAULT 1,
      was_claimed    INTEGER NOT NULL DEFAULT 0,
      due_at_ms      INTEGER NOT NULL DEFAULT 0,
      enqueued_at_ms INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE dead_letters (
      dead_seq       INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id         TEXT NOT NULL UNIQUE,
      lane           TEXT NOT NULL,
      coalescing_key TEXT,
      body           TEXT NOT NULL,
      attempts       INTEGER NOT NULL,
      deliveries     INTEGER NOT NULL,
      code           TEXT NOT NULL,
      dead_at_ms     INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE spent_job_ids (
      job_id      TEXT PRIMARY KEY,
      spent_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
} satisfies Migration;
