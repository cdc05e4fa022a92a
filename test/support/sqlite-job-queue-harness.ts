import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalDatabase, openLocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import { createNodeRandom } from '../../src/adapters/node/platform.ts';
import type { Clock } from '../../src/core/runtime/platform.ts';
import type { JobQueue } from '../../src/core/worker/job-queue.ts';
import type { JobQueueHarness } from '../contract/job-queue.harness.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Puts something between the contract and the queue, such as a fault. */
export type WrapJobQueue = (queue: JobQueue, db: LocalDatabase) => JobQueue;

const START_MS = 1_700_000_000_000;
const FILE_NAMES = ['store.db', 'store.db-wal'];
const asItIs: WrapJobQueue = (queue) => queue;

/** A queue in memory. `reopen` builds a new queue on the same database: what only the old one knew is gone. */
export async function makeMemoryHarness(wrap: WrapJobQueue = asItIs): Promise<JobQueueHarness> {
  const { clock, advance } = createVirtualClock(START_MS);
  const db = openLocalDatabase({ path: ':memory:', clock });
  return {
    queue: wrap(createQueue(db, clock), db),
    advance,
    reopen: async () => wrap(createQueue(db, clock), db),
    dispose: () => db.close(),
  };
}

/**
 * A queue in a file. `reopen` opens a copy of the files as they are at the call: what was not written by then is
 * lost, as by `kill -9`, while closing the database would still save what waits for its commit.
 */
export async function makeFileHarness(wrap: WrapJobQueue = asItIs): Promise<JobQueueHarness> {
  const { clock, advance } = createVirtualClock(START_MS);
  const folders = [makeFolder()];
  const opened = openQueue(join(folders[0] ?? '', 'store.db'), clock);
  const databases: LocalDatabase[] = [opened.db];
  return {
    queue: wrap(opened.queue, opened.db),
    advance,
    reopen: async () => {
      const copy = makeFolder();
      copyFiles(folders.at(-1) ?? '', copy);
      folders.push(copy);
      const { db, queue } = openQueue(join(copy, 'store.db'), clock);
      databases.push(db);
      return wrap(queue, db);
    },
    dispose: async () => {
      for (const db of databases) await db.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

function openQueue(path: string, clock: Clock) {
  const db = openLocalDatabase({ path, clock });
  return { db, queue: createQueue(db, clock) };
}

function createQueue(db: LocalDatabase, clock: Clock): JobQueue {
  return createSqliteJobQueue({ db, clock, random: createNodeRandom() });
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rpmw-queue-'));
}

function copyFiles(from: string, to: string): void {
  for (const name of FILE_NAMES) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
  }
}
