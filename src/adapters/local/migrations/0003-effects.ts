import type { Migration } from './migration.ts';

/** `counted_at_ms` is when a reply counts for the caps: its last reservation or send. */
export const migration = {
  version: 3,
  name: 'effects',
  sql: `
    CREATE TABLE effects (
      ticket_ref    TEXT NOT NULL,
      message_ref   TEXT NOT NULL,
      kind          TEXT NOT NULL CHECK (kind IN ('talk', 'close')),
      state         TEXT NOT NULL,
      version       INTEGER NOT NULL,
      template_id   TEXT NOT NULL,
      codes         TEXT NOT NULL,
      baseline_refs TEXT NOT NULL,
      looks         INTEGER NOT NULL,
      customer_ref  TEXT,
      created_at_ms INTEGER NOT NULL,
      changed_at_ms INTEGER NOT NULL,
      counted_at_ms INTEGER NOT NULL,
      PRIMARY KEY (ticket_ref, message_ref, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX effects_by_customer ON effects (customer_ref, counted_at_ms)
      WHERE customer_ref IS NOT NULL AND kind = 'talk';
    CREATE INDEX effects_parked ON effects (created_at_ms) WHERE state = 'parked';
    CREATE INDEX effects_by_age ON effects (created_at_ms);

    CREATE TABLE message_writes (
      ticket_ref  TEXT NOT NULL,
      message_ref TEXT NOT NULL,
      writes      INTEGER NOT NULL,
      first_at_ms INTEGER NOT NULL,
      PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX message_writes_by_age ON message_writes (first_at_ms);
  `,
} satisfies Migration;
