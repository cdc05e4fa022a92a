import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../../../core/runtime/errors.ts';
import { SCHEMA_STEPS } from './steps.ts';

/**
 * Brings the schema up to date, one transaction a step, safe against another process that does the same.
 *
 * @throws {ConfigurationError} `STORE_TOO_NEW` when the file has steps that this program does not know
 */
export function migrate(sqlite: DatabaseSync, steps: readonly string[] = SCHEMA_STEPS): void {
  if (readSchemaVersion(sqlite) > steps.length) throw createTooNewError(steps.length);
  for (const [index, sql] of steps.entries()) applyStep(sqlite, index + 1, sql);
}

function applyStep(sqlite: DatabaseSync, version: number, sql: string): void {
  if (readSchemaVersion(sqlite) >= version) return;
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the write lock: another process may have been faster.
    if (readSchemaVersion(sqlite) < version)
      sqlite.exec(`${sql}; PRAGMA user_version = ${version}`);
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
}

function readSchemaVersion(sqlite: DatabaseSync): number {
  return Number(sqlite.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function createTooNewError(latest: number): ConfigurationError {
  return new ConfigurationError(
    'STORE_TOO_NEW',
    `the embedded store was written by a newer version of this program (it knows schema ${latest})`,
    'Run the newer version, or point --data-dir at another folder. A newer store is never changed back.',
  );
}
