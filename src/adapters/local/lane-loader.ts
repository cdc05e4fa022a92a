import { assertOpen, type LocalDatabase } from './database.ts';
import type { JobRows } from './job-rows.ts';
import type { Journal, LaneIndex, NewQueuedJob } from './lane-index.ts';

/** Brings rows into memory: all of them once, later those that other processes added. */
export interface LaneLoader {
  /** Outside of writes: reads the rows unless that was done. @throws {MiddlewareError} `DATABASE_CLOSED` */
  ensureLoaded(): void;
  /** Outside of writes: takes in what other processes committed since. @throws {MiddlewareError} `DATABASE_CLOSED` */
  refresh(): void;
  /** Inside a write: takes in what other processes committed; until the commit there will be no more of it. */
  catchUp(): void;
  /** Inside a write: takes in a row that this process has just inserted. */
  admit(job: NewQueuedJob): void;
}

/** Rows that were read outside of a write are committed: there is nothing to take back. */
const noJournal: Journal = () => undefined;

export function createLaneLoader(db: LocalDatabase, rows: JobRows, index: LaneIndex): LaneLoader {
  /** Changes only when another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
  const dataVersion = db.sqlite.prepare('PRAGMA data_version');
  let seenVersion: unknown;
  let isLoaded = false;
  let lastSeq = 0;

  function load(journal: Journal): void {
    for (const job of rows.readAfter(lastSeq)) {
      index.append(job, journal);
      lastSeq = job.seq;
    }
  }

  function refresh(): void {
    assertOpen(db);
    // The version first: what is committed after it will be seen by the next call.
    const version = dataVersion.get()?.['data_version'];
    if (isLoaded && version === seenVersion) return;
    load(noJournal);
    seenVersion = version;
    isLoaded = true;
  }

  function keepLastSeq(): void {
    const seqBefore = lastSeq;
    db.onRollback(() => {
      lastSeq = seqBefore;
    });
  }

  return {
    ensureLoaded: () => {
      if (!isLoaded) refresh();
    },
    refresh,
    catchUp: () => {
      keepLastSeq();
      load(db.onRollback);
    },
    admit: (job) => {
      // Before the first load the row is found by it.
      if (!isLoaded) return;
      keepLastSeq();
      if (job.seq === lastSeq + 1) {
        index.append(job, db.onRollback);
        lastSeq = job.seq;
        return;
      }
      // Another process was in between: its rows stand before ours in their lanes. Ours is among those read.
      load(db.onRollback);
    },
  };
}
