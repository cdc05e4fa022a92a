import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../../src/core/runtime/errors.ts';

const BUSY_TIMEOUT_MS = 5_000;
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    conversation_no INTEGER NOT NULL UNIQUE,
    email TEXT NOT NULL,
    phone TEXT,
    app_client_id TEXT,
    order_id TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tickets_by_email ON tickets (email);
  CREATE INDEX tickets_by_phone ON tickets (phone);
  CREATE INDEX tickets_by_order ON tickets (app_client_id, order_id);
  CREATE TABLE merged (id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL REFERENCES tickets (id)) STRICT;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_by_ticket ON journal (ticket_id, seq);
  CREATE TABLE tags (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens or creates the file of a stub's workspace.
 * @throws {ConfigurationError} `STUB_STATE_UNREADABLE` when it is damaged, of another version, or may not be opened
 */
export function openStubDatabase(path: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    sqlite = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    // NORMAL with a write-ahead log survives a killed process, which is what a workspace of stubs must survive.
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    prepareSchema(sqlite);
    return sqlite;
  } catch (error) {
    if (sqlite?.isOpen) sqlite.close();
    throw new ConfigurationError(
      'STUB_STATE_UNREADABLE',
      'the workspace of the helpdesk stub cannot be opened',
      'Check that the data folder may be written. The file holds demonstration data only: move it away to start afresh.',
      1,
      { cause: error },
    );
  }
}

function prepareSchema(sqlite: DatabaseSync): void {
  const readVersion = () => sqlite.prepare('PRAGMA user_version').get()?.['user_version'];
  if (readVersion() === 0) {
    createTransaction(sqlite)(() => {
      // Another process may have been faster while this one waited for the lock.
      if (readVersion() === 0) sqlite.exec(SCHEMA);
    });
  }
  if (readVersion() !== SCHEMA_VERSION) throw new Error('unknown schema version');
}

/** Nests: an inner transaction is part of the outer one. */
export function createTransaction(sqlite: DatabaseSync): <T>(work: () => T) => T {
  return (work) => {
    if (sqlite.isTransaction) return work();
    sqlite.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
  };
}
