import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../../../core/runtime/errors.ts';
import { MIGRATIONS, type Migration } from './steps.ts';

/**
 * Brings the schema up to date, one transaction a step, safe against another process that does the same.
 *
 * @throws {ConfigurationError} `STORE_TOO_NEW` when the file has steps that this program does not know
 */
export function migrate(sqlite: DatabaseSync, migrations: readonly Migration[] = MIGRATIONS): void {
  const latest = migrations.at(-1)?.version ?? 0;
  if (readSchemaVersion(sqlite) > latest) throw createTooNewError(latest);
  for (const migration of migrations) {
    if (readSchemaVersion(sqlite) < migration.version) applyMigration(sqlite, migration);
  }
}

function applyMigration(sqlite: DatabaseSync, migration: Migration): void {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the write lock: another process may have been faster.
    if (readSchemaVersion(sqlite) < migration.version) {
      sqlite.exec(migration.sql);
      sqlite.exec(`PRAGMA user_version = ${migration.version}`);
    }
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
