import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './schema/migrate.ts';
import { createDatabaseClosedError, findSqliteResultCode } from './sqlite-errors.ts';

/** How long a statement waits for another process that writes, before it fails as busy. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * The embedded store: one SQLite file with a write-ahead log. One service writes it; commands of the same machine
 * may read it and make short writes beside the service.
 */
export interface LocalDatabase {
  /** The raw connection. Reads only, outside `write`. */
  readonly sqlite: DatabaseSync;

  /**
   * Runs `work` synchronously inside the next group transaction and resolves with its result once COMMIT succeeded
   * with `synchronous=FULL`: the data survives loss of power. When any work of the group throws, all of it is rolled
   * back and each work is run again alone, in the same order, so only those that throw reject. **`work` may
   * therefore run twice**: it must not change anything outside the database. Throwing is the slow way: for an expected refusal return a value and throw after `write` has resolved.
   *
   * @throws {MiddlewareError} `STORE_UNAVAILABLE` (retry) when the store took nothing (disk full, locked);
   * `DATABASE_CLOSED` (retry) after `close`
   */
  write<T>(work: () => T): Promise<T>;

  /** Commits what is queued and closes. Does nothing the second time. */
  close(): Promise<void>;
}

/**
 * Opens or creates the store and applies the migrations it lacks. The folder is created when it is missing.
 *
 * @throws {ConfigurationError} `STORE_TOO_NEW` when a newer version of the program wrote the file,
 * `STORE_UNREADABLE` when it is no database, damaged, or may not be opened
 */
export function openLocalDatabase(options: {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
}): LocalDatabase {
  const sqlite = openConnection(options.path);
  const groupCommit = createGroupCommit(sqlite, options.clock);
  return {
    sqlite,
    write: groupCommit.write,
    close: async () => {
      if (!sqlite.isOpen) return;
      groupCommit.close();
      sqlite.close();
    },
  };
}

/** Before a read, which would say only that some statement is finalized. @throws {MiddlewareError} `DATABASE_CLOSED` */
export function assertOpen(db: LocalDatabase): void {
  if (!db.sqlite.isOpen) throw createDatabaseClosedError();
}

function openConnection(path: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    sqlite = new DatabaseSync(path, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768');
    migrate(sqlite);
    return sqlite;
  } catch (error) {
    if (sqlite?.isOpen) sqlite.close();
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(
      'STORE_UNREADABLE',
      'the embedded store cannot be opened',
      'Check that the data folder exists, may be written and has space. If the file is damaged, move it away and restore a backup.',
      1,
      { cause: error, context: { sqliteCode: findSqliteResultCode(error) } },
    );
  }
}

/** Tries whether the store commits a write, and leaves nothing of it: a full disk or a read-only folder shows here. */
export async function isWritable(db: LocalDatabase): Promise<boolean> {
  try {
    await db.write(() => {
      db.sqlite.exec('CREATE TABLE write_probe (one INTEGER) STRICT; DROP TABLE write_probe');
    });
    return true;
  } catch {
    return false;
  }
}

/** Answers for this long are given again: a caller that asks often must not cost a write each time. */
const FRESH_MS = 1_000;

/** `isWritable`, tried once a second at most; who asks meanwhile gets the same answer. */
export function createWriteProbe(
  db: LocalDatabase,
  clock: Pick<Clock, 'now'>,
): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    const nowMs = clock.now();
    if (last === null || Math.abs(nowMs - last.atMs) >= FRESH_MS)
      last = { atMs: nowMs, answer: isWritable(db) };
    return last.answer;
  };
}
