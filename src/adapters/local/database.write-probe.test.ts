import { describe, expect, it } from 'vitest';
import { openLocalStore, STORE_PLACES } from '../../../test/support/local-store.ts';
import { createWriteProbe, isWritable } from './database.ts';

describe('R2.2 a store that takes writes', () => {
  it.each(STORE_PLACES)('says so, again and again, and nothing of it stays (%s)', async (place) => {
    const store = await openLocalStore(place);
    const tables = () => store.db.sqlite.prepare('SELECT name FROM sqlite_schema').all();
    const before = tables();

    expect(await isWritable(store.db)).toBe(true);
    expect(await isWritable(store.db)).toBe(true);
    expect(tables()).toEqual(before);

    await store.close();
  });

  it('says no when it is full, and yes when there is room again', async () => {
    const store = await openLocalStore('file');
    const { sqlite } = store.db;
    // No page is free: the probe would take one.
    sqlite.exec('VACUUM');
    const pages = sqlite.prepare('PRAGMA page_count').get()?.['page_count'];
    sqlite.exec(`PRAGMA max_page_count = ${Number(pages)}`);

    expect(await isWritable(store.db)).toBe(false);

    sqlite.exec('PRAGMA max_page_count = 100000');
    expect(await isWritable(store.db)).toBe(true);
    await store.close();
  });

  it('says no when it may only be read', async () => {
    const store = await openLocalStore('file');
    store.db.sqlite.exec('PRAGMA query_only = ON');

    expect(await isWritable(store.db)).toBe(false);

    store.db.sqlite.exec('PRAGMA query_only = OFF');
    await store.close();
  });

  it('says no when it is closed', async () => {
    const store = await openLocalStore();
    await store.close();

    expect(await isWritable(store.db)).toBe(false);
  });
});

describe('a probe that may be asked often', () => {
  it('writes once a second at most, and gives the same answer meanwhile', async () => {
    const store = await openLocalStore('file');
    let nowMs = 0;
    const probe = createWriteProbe(store.db, { now: () => nowMs });
    const first = await probe();
    store.db.sqlite.exec('PRAGMA query_only = ON');

    nowMs = 999;
    const meanwhile = await probe();
    nowMs = 1_000;
    const later = await probe();
    store.db.sqlite.exec('PRAGMA query_only = OFF');
    nowMs = -3_600_000;
    const clockPutBack = await probe();

    expect([first, meanwhile, later, clockPutBack]).toEqual([true, true, false, true]);
    await store.close();
  });
});
