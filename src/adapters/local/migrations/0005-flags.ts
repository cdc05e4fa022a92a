import type { Migration } from './migration.ts';

/** Parameters under their full name, as in every runtime (D17); and the key that references are made with. */
export const migration = {
  version: 5,
  name: 'flags',
  sql: `
    CREATE TABLE parameters (
      name          TEXT PRIMARY KEY,
      raw           TEXT NOT NULL,
      version       INTEGER NOT NULL,
      changed_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reference_keys (
      environment TEXT PRIMARY KEY,
      key         BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT, WITHOUT ROWID;
  `,
} satisfies Migration;
