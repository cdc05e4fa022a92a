import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Migration } from './migrations/migration.ts';
import { MIGRATIONS, migrate } from './migrations.ts';

describe('migrate', () => {
  const first: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE one (a INTEGER)' };
  const second: Migration = { version: 2, name: 'two', sql: 'CREATE TABLE two (b INTEGER)' };
  let sqlite: DatabaseSync;

  beforeEach(() => {
    sqlite = new DatabaseSync(':memory:');
  });
  afterEach(() => {
    sqlite.close();
  });

  const version = () => sqlite.prepare('PRAGMA user_version').get()?.['user_version'];
  const tables = () =>
    sqlite
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map((row) => row['name']);

  it('numbers the steps from 1 without gaps, each name once', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(
      MIGRATIONS.map((_, index) => index + 1),
    );
    expect(new Set(MIGRATIONS.map((migration) => migration.name)).size).toBe(MIGRATIONS.length);
  });

  it('applies what is missing, once, and keeps the data', () => {
    migrate(sqlite, [first]);
    sqlite.exec('INSERT INTO one VALUES (7)');
    migrate(sqlite, [first, second]);
    migrate(sqlite, [first, second]);

    expect(version()).toBe(2);
    expect(tables()).toEqual(['one', 'two']);
    expect(sqlite.prepare('SELECT a FROM one').get()?.['a']).toBe(7);
  });

  it('leaves nothing of a step that fails, and all steps before it', () => {
    const broken: Migration = {
      version: 2,
      name: 'broken',
      sql: 'CREATE TABLE half (a); NONSENSE',
    };

    expect(() => migrate(sqlite, [first, broken])).toThrow();

    expect(version()).toBe(1);
    expect(tables()).toEqual(['one']);
    migrate(sqlite, [first, second]);
    expect(version()).toBe(2);
  });

  it('refuses a store that knows more steps', () => {
    migrate(sqlite, [first, second]);

    expect(() => migrate(sqlite, [first])).toThrow(
      expect.objectContaining({ code: 'STORE_TOO_NEW' }),
    );
  });
});
