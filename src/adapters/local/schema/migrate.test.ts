import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { SCHEMA_STEPS } from './steps.ts';

describe('migrate', () => {
  const first = 'CREATE TABLE one (a INTEGER)';
  const second = 'CREATE TABLE two (b INTEGER)';
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
    const broken = 'CREATE TABLE half (a); NONSENSE';

    expect(() => migrate(sqlite, [first, broken])).toThrow();

    expect(version()).toBe(1);
    expect(tables()).toEqual(['one']);
    migrate(sqlite, [first, second]);
    expect(version()).toBe(2);
  });

  it('keeps old effects: parked ones are unconfirmed, ended ones have the outcome of their codes', () => {
    migrate(sqlite, SCHEMA_STEPS.slice(0, 6));
    const insert = sqlite.prepare(
      `INSERT INTO effects (ticket_ref, message_ref, kind, state, version, template_id, codes,
         baseline_refs, looks, created_at_ms, changed_at_ms, counted_at_ms)
       VALUES (?, 'm_1', 'talk', ?, 1, 't_x', ?, '[]', 0, 1, 1, 1)`,
    );
    const rows = [
      ['t_1', 'refused', ['CAP_TICKET'], 'hold'],
      ['t_2', 'withdrawn', ['OPERATOR_ANSWERED', 'TICKET_CLOSED'], 'hold'],
      ['t_3', 'withdrawn', ['OPERATOR_ANSWERED', 'SAFE_MODE_ON'], 'deny'],
      ['t_4', 'refused', ['TICKET_UNKNOWN'], 'deny'],
      ['t_5', 'withdrawn', [], 'deny'],
      ['t_6', 'parked', ['REPLY_UNCONFIRMED'], null],
      ['t_7', 'sending', [], null],
    ] as const;
    for (const [ticketRef, state, codes] of rows)
      insert.run(ticketRef, state, JSON.stringify(codes));

    migrate(sqlite);

    const migrated = sqlite
      .prepare('SELECT ticket_ref, state, codes, outcome FROM effects ORDER BY ticket_ref')
      .all();
    expect(migrated.map((row) => Object.values(row))).toEqual(
      rows.map(([ticketRef, state, codes, outcome]) => [
        ticketRef,
        state === 'parked' ? 'unconfirmed' : state,
        JSON.stringify(codes),
        outcome,
      ]),
    );
  });

  it('refuses a store that knows more steps', () => {
    migrate(sqlite, [first, second]);

    expect(() => migrate(sqlite, [first])).toThrow(
      expect.objectContaining({ code: 'STORE_TOO_NEW' }),
    );
  });
});
