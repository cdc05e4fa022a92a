import { describe, expect, it } from 'vitest';
import { openLocalStore } from '../../../test/support/local-store.ts';
import { openLocalDatabase } from './database.ts';
import { loadReferenceKey } from './reference-key.ts';

describe('the reference key', () => {
  it('is made on first use, 32 random bytes, and stays over a restart', async () => {
    const store = await openLocalStore('file');
    const key = await loadReferenceKey(store.db, 'dev');
    const db = await store.reopen();

    expect(key).toHaveLength(32);
    expect(new Set(key).size).toBeGreaterThan(8);
    expect(db && (await loadReferenceKey(db, 'dev'))).toEqual(key);
    await store.close();
  });

  it('differs between environments and stores', async () => {
    const [one, two] = [await openLocalStore(), await openLocalStore()];
    const keys = await Promise.all([
      loadReferenceKey(one.db, 'dev'),
      loadReferenceKey(one.db, 'staging'),
      loadReferenceKey(two.db, 'dev'),
    ]);

    expect(new Set(keys.map(String)).size).toBe(3);
    await one.close();
    await two.close();
  });

  it('is the same for all who ask for it first, in one process or two', async () => {
    const store = await openLocalStore('file');
    const other = openLocalDatabase({ path: store.path ?? '', clock: store.clock });
    const keys = await Promise.all(
      [store.db, other, store.db, other].map((db) => loadReferenceKey(db, 'dev')),
    );

    expect(new Set(keys.map(String)).size).toBe(1);
    await other.close();
    await store.close();
  });

  it('refuses a key of a wrong length', async () => {
    const store = await openLocalStore();

    await expect(loadReferenceKey(store.db, 'dev', () => new Uint8Array(16))).rejects.toThrow(
      /CHECK constraint/,
    );
    await store.close();
  });
});
