import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';

describe('group commit', () => {
  let sqlite: DatabaseSync;
  let group: GroupCommit;
  let turns: number;

  beforeEach(() => {
    turns = 0;
    sqlite = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
    sqlite.exec('CREATE TABLE notes (note TEXT PRIMARY KEY) STRICT');
    group = createGroupCommit(sqlite, createCountingClock());
  });
  afterEach(() => {
    if (sqlite.isOpen) sqlite.close();
  });

  function createCountingClock(): Clock {
    const { clock } = createVirtualClock(0);
    return {
      ...clock,
      defer: (task) => {
        turns += 1;
        clock.defer(task);
      },
    };
  }

  const add = (note: string) => () => {
    sqlite.prepare('INSERT INTO notes VALUES (?)').run(note);
    return note;
  };
  const notes = () =>
    sqlite
      .prepare('SELECT note FROM notes')
      .all()
      .map((row) => row['note']);

  it('commits all that asked in one turn together and gives each its own result', async () => {
    const writes = ['a', 'b', 'c'].map((note) => group.write(add(note)));

    expect(notes()).toEqual([]);
    expect(await Promise.all(writes)).toEqual(['a', 'b', 'c']);
    expect(notes()).toEqual(['a', 'b', 'c']);
    expect(turns).toBe(1);
  });

  it('takes a flood in several transactions and keeps its order', async () => {
    const order: number[] = [];

    await Promise.all(
      Array.from({ length: 2_500 }, (_, index) => group.write(() => order.push(index))),
    );

    expect(order).toEqual(Array.from({ length: 2_500 }, (_, index) => index));
    expect(turns).toBe(3);
  });

  it('D7 rejects only the work that throws; its neighbours are durable', async () => {
    const results = await Promise.allSettled([
      group.write(add('a')),
      group.write(() => {
        add('half')();
        throw new RangeError('planted');
      }),
      group.write(add('a')),
      group.write(add('b')),
    ]);

    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(notes()).toEqual(['a', 'b']);
  });

  it('rejects the whole group with STORE_UNAVAILABLE when the disk is full, nothing half written', async () => {
    sqlite.exec('PRAGMA max_page_count = 1');
    let runs = 0;

    const results = await Promise.allSettled([
      group.write(() => (runs += 1)),
      group.write(add('x'.repeat(1_000_000))),
      group.write(add('b')),
    ]);

    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'STORE_UNAVAILABLE', disposition: 'retry', context: { sqliteCode: 13 } },
      });
    }
    expect(runs).toBe(1);
    expect(notes()).toEqual([]);
    sqlite.exec('PRAGMA max_page_count = 100000');
    await group.write(add('later'));
    expect(notes()).toEqual(['later']);
  });

  it('rejects the work whose commit fails, and not its neighbour', async () => {
    sqlite.exec('CREATE TABLE refs (note TEXT REFERENCES notes DEFERRABLE INITIALLY DEFERRED)');

    const results = await Promise.allSettled([
      group.write(add('a')),
      group.write(() => sqlite.exec("INSERT INTO refs VALUES ('nobody')")),
    ]);

    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(notes()).toEqual(['a']);
  });

  it('refuses work that ends the transaction of its group, or that is not synchronous', async () => {
    const results = await Promise.allSettled([
      group.write(() => sqlite.exec('COMMIT')),
      group.write(async () => {
        throw new RangeError('planted');
      }),
      group.write(add('a')),
    ]);

    expect(results).toMatchObject([
      { reason: { code: 'TRANSACTION_LOST' } },
      { reason: { code: 'WRITE_NOT_SYNCHRONOUS' } },
      { status: 'fulfilled' },
    ]);
  });

  it('carries out in the next group what work asks for', async () => {
    let inner: Promise<string> | undefined;
    await group.write(() => {
      inner = group.write(add('inner'));
    });

    expect(await inner).toBe('inner');
    expect(turns).toBe(2);
  });
});

describe('group commit beside another process', () => {
  it('rejects with STORE_UNAVAILABLE when the other holds the write lock for too long', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpmw-group-'));
    const path = join(folder, 'store.db');
    const other = new DatabaseSync(path);
    const sqlite = new DatabaseSync(path, { timeout: 0 });
    const group = createGroupCommit(sqlite, createVirtualClock(0).clock);
    other.exec('BEGIN IMMEDIATE');
    let runs = 0;

    const write = group.write(() => (runs += 1));

    await expect(write).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', disposition: 'retry' });
    expect(runs).toBe(0);
    other.exec('COMMIT');
    expect(await group.write(() => (runs += 1))).toBe(1);
    sqlite.close();
    other.close();
    rmSync(folder, { recursive: true });
  });
});
