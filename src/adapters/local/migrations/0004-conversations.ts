import type { Migration } from './migration.ts';

/** The totals are kept apart from the rows they count, so that expiry does not lower them. */
export const migration = {
  version: 4,
  name: 'conversations',
  sql: `
    CREATE TABLE work_items (
      ticket_ref    TEXT NOT NULL,
      message_ref   TEXT NOT NULL,
      outcome       TEXT NOT NULL,
      codes         TEXT NOT NULL,
      intent        TEXT,
      template_id   TEXT,
      settled_at_ms INTEGER NOT NULL,
      PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX work_items_by_age ON work_items (settled_at_ms);

    CREATE TABLE settled_jobs (
      job_id        TEXT PRIMARY KEY,
      is_settler    INTEGER NOT NULL CHECK (is_settler IN (0, 1)),
      settled_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX settled_jobs_by_age ON settled_jobs (settled_at_ms);

    CREATE TABLE settle_totals (
      id         INTEGER PRIMARY KEY CHECK (id = 1),
      handled    INTEGER NOT NULL,
      duplicates INTEGER NOT NULL
    ) STRICT;

    INSERT INTO settle_totals (id, handled, duplicates) VALUES (1, 0, 0);

    CREATE TABLE conversations (
      ticket_ref    TEXT PRIMARY KEY,
      is_blocked    INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
      touched_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX conversations_by_age ON conversations (touched_at_ms);

    CREATE TABLE conversation_replies (
      ticket_ref  TEXT NOT NULL REFERENCES conversations (ticket_ref) ON DELETE CASCADE,
      message_ref TEXT NOT NULL,
      template_id TEXT NOT NULL,
      at_ms       INTEGER NOT NULL,
      PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE unknown_tickets (
      note_id    INTEGER PRIMARY KEY,
      ticket_ref TEXT NOT NULL,
      at_ms      INTEGER NOT NULL
    ) STRICT;

    CREATE INDEX unknown_tickets_by_ticket ON unknown_tickets (ticket_ref, at_ms);
    CREATE INDEX unknown_tickets_by_age ON unknown_tickets (at_ms);
  `,
} satisfies Migration;
