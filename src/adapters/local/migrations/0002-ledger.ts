import type { Migration } from './migration.ts';

/**
 * `facts` holds, as JSON, the fields of an entry that no statement looks at. `window` is the number of the checkpoint
 * that is written next; it and the last three columns of a head steer checkpoints and expiry and are no part of
 * the chain. `sweep_at_ms` is when the oldest entry of the chain may go.
 */
export const migration = {
  version: 2,
  name: 'ledger',
  sql: `
    CREATE TABLE ledger_entries (
      position      INTEGER PRIMARY KEY,
      chain         TEXT NOT NULL,
      seq           INTEGER NOT NULL,
      window        INTEGER NOT NULL,
      at_ms         INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      previous_hash TEXT NOT NULL,
      hash          TEXT NOT NULL,
      facts         TEXT NOT NULL,
      UNIQUE (chain, seq)
    ) STRICT;

    CREATE TABLE ledger_heads (
      chain         TEXT PRIMARY KEY,
      seq           INTEGER NOT NULL,
      hash          TEXT NOT NULL,
      at_ms         INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      window        INTEGER NOT NULL,
      first_seq     INTEGER NOT NULL,
      sweep_at_ms   INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX ledger_heads_by_window ON ledger_heads (window, chain);
    CREATE INDEX ledger_heads_by_sweep ON ledger_heads (sweep_at_ms);
  `,
} satisfies Migration;
