import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalDatabase, openLocalDatabase } from '../../src/adapters/local/database.ts';
import type { Clock } from '../../src/core/runtime/platform.ts';
import type { Harness } from '../contract/contract-case.ts';
import { createVirtualClock } from './virtual-clock.ts';

const START_MS = Date.UTC(2026, 10, 23, 9);

export interface LocalStore {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  advance(ms: number): Promise<void>;
  jumpTo(epochMs: number): void;
  /** Closes and opens the file again; null in memory. */
  reopen(): Promise<LocalDatabase | null>;
  /** Closes the store and removes its folder. */
  close(): Promise<void>;
  /** The database file, null in memory. */
  readonly path: string | null;
}

export const STORE_PLACES = ['file', 'memory'] as const;
export type StorePlace = (typeof STORE_PLACES)[number];

/** An embedded store of its own, under a clock that stands still. */
export async function openLocalStore(place: StorePlace = 'memory'): Promise<LocalStore> {
  const { clock, advance, jumpTo } = createVirtualClock(START_MS);
  const folder = place === 'file' ? await mkdtemp(join(tmpdir(), 'rpmw-store-')) : null;
  const path = folder === null ? null : join(folder, 'store.db');
  const open = () => openLocalDatabase({ path: path ?? ':memory:', clock });
  const first = open();
  let current = first;
  return {
    db: first,
    clock,
    advance,
    jumpTo,
    path,
    reopen: async () => {
      if (path === null) return null;
      await current.close();
      current = open();
      return current;
    },
    close: async () => {
      await current.close();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A contract harness around one adapter on an embedded store. */
export async function harnessOn<P>(
  place: StorePlace,
  create: (db: LocalDatabase, clock: Clock) => P,
): Promise<Harness<P>> {
  const store = await openLocalStore(place);
  return {
    port: create(store.db, store.clock),
    now: () => store.clock.now(),
    advance: store.advance,
    reopen: async () => {
      const db = await store.reopen();
      return db === null ? null : create(db, store.clock);
    },
    close: store.close,
  };
}
