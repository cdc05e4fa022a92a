import { MiddlewareError } from '../../core/runtime/errors.ts';

/**
 * Primary result codes that speak of the store and not of the statement (https://sqlite.org/rescode.html):
 * BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
 */
const STORE_RESULT_CODES: ReadonlySet<number> = new Set([5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26]);
const PRIMARY_CODE_MASK = 0xff;
export const SQLITE_BUSY = 5;

/** Reads the primary SQLite result code of whatever was thrown; null when it did not come from SQLite. */
export function findSqliteResultCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return null;
  return typeof thrown.errcode === 'number' ? thrown.errcode & PRIMARY_CODE_MASK : null;
}

/** True when the store itself failed (disk full, locked, damaged), so that any other write would fail as well. */
export function isStoreFailure(thrown: unknown): boolean {
  const code = findSqliteResultCode(thrown);
  return code !== null && STORE_RESULT_CODES.has(code);
}

/** The error of a write of which nothing was kept because the store could not take it. */
export function createStoreUnavailableError(cause: unknown): MiddlewareError {
  return new MiddlewareError(
    'STORE_UNAVAILABLE',
    'retry',
    'the embedded store did not take a write',
    {
      cause,
      context: { sqliteCode: findSqliteResultCode(cause) },
    },
  );
}

/** The error of whatever is asked of the store after it was closed. */
export function createDatabaseClosedError(): MiddlewareError {
  return new MiddlewareError('DATABASE_CLOSED', 'retry', 'the embedded store is closed');
}
