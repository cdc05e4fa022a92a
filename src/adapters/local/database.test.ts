import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { openLocalDatabase } from './database.ts';

describe('openLocalDatabase', () => {
  const { clock } = createVirtualClock(0);
  let folder = '';
  const open = () => openLocalDatabase({ path: join(folder, 'data', 'store.db'), clock });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpmw-db-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('creates the folder for its owner alone', async () => {
    await open().close();

    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('D7 writes ahead, syncs every commit, waits for others and checks references', async () => {
    const db = open();
    const read = (pragma: string) =>
      Object.values(db.sqlite.prepare(`PRAGMA ${pragma}`).get() ?? {});

    expect(read('journal_mode')).toEqual(['wal']);
    expect(read('synchronous')).toEqual([2]);
    expect(read('busy_timeout')).toEqual([5_000]);
    expect(read('foreign_keys')).toEqual([1]);
    await db.close();
  });

  it('shows another connection what was committed, while both are open', async () => {
    const service = open();
    const command = open();
    await service.write(() => service.sqlite.exec("INSERT INTO spent_job_ids VALUES ('a', 1)"));
    await command.write(() => command.sqlite.exec("INSERT INTO spent_job_ids VALUES ('b', 1)"));

    const ids = service.sqlite.prepare('SELECT job_id FROM spent_job_ids').all();

    expect(ids.map((row) => row['job_id'])).toEqual(['a', 'b']);
    await command.close();
    await service.close();
  });

  it('commits on close what was asked before, and refuses what is asked after', async () => {
    const db = open();
    const written = db.write(() => db.sqlite.exec("INSERT INTO spent_job_ids VALUES ('a', 1)"));
    await db.close();
    await db.close();

    await written;
    await expect(db.write(() => 1)).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    const again = open();
    expect(again.sqlite.prepare('SELECT * FROM spent_job_ids').all()).toHaveLength(1);
    await again.close();
  });

  it('refuses a file that is no database', () => {
    const path = join(folder, 'store.db');
    writeFileSync(path, 'this is no database'.repeat(500));

    const opening = () => openLocalDatabase({ path, clock });

    expect(opening).toThrow(ConfigurationError);
    expect(opening).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE', exitCode: 1 }));
  });

  it('refuses a path that it cannot open', () => {
    expect(() => openLocalDatabase({ path: folder, clock })).toThrow(
      expect.objectContaining({ code: 'STORE_UNREADABLE' }),
    );
  });

  it('refuses a store of a newer version and leaves it as it is', async () => {
    await open().close();
    const path = join(folder, 'data', 'store.db');
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 9999');

    expect(open).toThrow(expect.objectContaining({ code: 'STORE_TOO_NEW' }));

    expect(newer.prepare('PRAGMA user_version').get()?.['user_version']).toBe(9999);
    newer.close();
  });
});
