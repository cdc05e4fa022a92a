import type { Migration } from './migration.ts';

/** No row expires: each ends when its job settles, or when the job is among the dead letters. */
export const migration = {
  version: 6,
  name: 'begun-jobs',
  sql: `
    CREATE TABLE begun_jobs (
      job_id     TEXT PRIMARY KEY,
      ticket_ref TEXT NOT NULL,
      ticket_id  TEXT NOT NULL,
      deliveries INTEGER NOT NULL,
      seen_at_ms INTEGER NOT NULL,
      restores   INTEGER NOT NULL DEFAULT 0,
      version    INTEGER NOT NULL DEFAULT 1
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX begun_jobs_by_age ON begun_jobs (seen_at_ms);
  `,
} satisfies Migration;
