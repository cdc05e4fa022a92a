import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { findSqliteResultCode, SQLITE_BUSY } from './sqlite-errors.ts';

const LOCK_FILE_NAME = 'service.lock.db';
/**
 * Two that start in the same moment can each hold what the other needs for its next step; without a second try both
 * would be refused. It is also time for a service that was just killed to be gone.
 */
const PATIENCE_MS = 250;

export interface DataFolderLock {
  /** Lets the next service in. Does nothing the second time. */
  release(): void;
}

/** A connection that nobody refers to is closed by the garbage collector, and its lock with it. */
const heldLocks = new Set<DatabaseSync>();

/**
 * Makes this process the only service on the data folder; commands that read or write shortly need no lock. The lock
 * is the operating system's, on a file of its own: it ends with the process, also after `kill -9` or a loss of power.
 * Of several that ask in the same moment exactly one gets it. Blocks for `patienceMs` at most while it is taken.
 *
 * @throws {ConfigurationError} `DATA_FOLDER_IN_USE` when another service holds it, `DATA_FOLDER_UNUSABLE` when the
 * folder cannot be made or written
 */
export function lockDataFolder(dir: string, patienceMs = PATIENCE_MS): DataFolderLock {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(dir, LOCK_FILE_NAME), { timeout: patienceMs });
    // An open exclusive transaction is the lock. Nothing is ever written, so nothing is left to recover.
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (lock?.isOpen) lock.close();
    throw findSqliteResultCode(error) === SQLITE_BUSY
      ? createInUseError(error)
      : createUnusableError(error);
  }
  const held = lock;
  heldLocks.add(held);
  return {
    release: () => {
      heldLocks.delete(held);
      if (held.isOpen) held.close();
    },
  };
}

function createInUseError(cause: unknown): ConfigurationError {
  return new ConfigurationError(
    'DATA_FOLDER_IN_USE',
    'another service is running on this data folder',
    'Stop the other service, or give this one its own folder with --data-dir.',
    1,
    { cause },
  );
}

function createUnusableError(cause: unknown): ConfigurationError {
  return new ConfigurationError(
    'DATA_FOLDER_UNUSABLE',
    'the data folder cannot be created or written',
    'Check the path given with --data-dir, its permissions and the free space.',
    1,
    { cause },
  );
}
