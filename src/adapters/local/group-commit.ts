import type { DatabaseSync } from 'node:sqlite';
import { InvariantViolationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import {
  createDatabaseClosedError,
  createStoreUnavailableError,
  isStoreFailure,
} from './sqlite-errors.ts';

/** Bounds how long one transaction keeps the event loop: about 20 ms of work of ours. */
const MAX_GROUP_SIZE = 1024;

interface QueuedWork {
  /** @returns what `work` returned, to be looked at only */
  readonly run: () => unknown;
  /** Resolves the caller with the result of the last `run`. */
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type TransactionOutcome =
  | { readonly status: 'committed' }
  | { readonly status: 'store-failed' | 'work-threw'; readonly error: unknown };

/** Many writers, one transaction: the cost of a durable commit is shared by all that asked in one turn. */
export interface GroupCommit {
  write<T>(work: () => T): Promise<T>;
  /** Commits what is queued and refuses everything after. */
  close(): void;
}

export function createGroupCommit(sqlite: DatabaseSync, clock: Clock): GroupCommit {
  const runTransaction = createTransactor(sqlite);
  let queue: QueuedWork[] = [];
  let isScheduled = false;
  let isClosed = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    clock.defer(flush);
  }

  function flush(): void {
    isScheduled = false;
    if (queue.length === 0) return;
    const group = queue;
    queue = group.length > MAX_GROUP_SIZE ? group.splice(MAX_GROUP_SIZE) : [];
    if (queue.length > 0) schedule();
    commitGroup(group, runTransaction);
  }

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (isClosed) {
          reject(createDatabaseClosedError());
          return;
        }
        let settle: () => void;
        const run = () => {
          const result = work();
          settle = () => resolve(result);
          return result;
        };
        queue.push({ run, resolve: () => settle(), reject });
        schedule();
      }),
    close: () => {
      isClosed = true;
      while (queue.length > 0) flush();
    },
  };
}

type RunTransaction = (group: readonly QueuedWork[]) => TransactionOutcome;

/** One transaction for all; when some work throws, one for each, so that it fails nobody else. */
function commitGroup(group: readonly QueuedWork[], runTransaction: RunTransaction): void {
  const outcome = runTransaction(group);
  if (outcome.status === 'committed') {
    for (const work of group) work.resolve();
  } else if (outcome.status === 'store-failed') {
    const error = createStoreUnavailableError(outcome.error);
    for (const work of group) work.reject(error);
  } else if (group.length === 1) {
    group[0]?.reject(outcome.error);
  } else {
    for (const work of group) commitGroup([work], runTransaction);
  }
}

function createTransactor(sqlite: DatabaseSync): RunTransaction {
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');

  function attempt(group: readonly QueuedWork[]): TransactionOutcome {
    try {
      begin.run();
    } catch (error) {
      return { status: 'store-failed', error };
    }
    try {
      for (const work of group) runWork(sqlite, work);
      commit.run();
    } catch (error) {
      // SQLite has rolled back by itself after some failures (disk full, I/O); then there is nothing left to do.
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      return { status: isStoreFailure(error) ? 'store-failed' : 'work-threw', error };
    }
    return { status: 'committed' };
  }

  return (group) => {
    try {
      return attempt(group);
    } catch (error) {
      // Not even the rollback worked; SQLite drops what was not committed.
      return { status: 'store-failed', error };
    }
  };
}

function runWork(sqlite: DatabaseSync, work: QueuedWork): void {
  const result = work.run();
  if (result instanceof Promise) {
    // Awaited or not, it would go on after the commit: what it writes then would belong to nobody's transaction.
    result.catch(() => undefined);
    throw new InvariantViolationError('WRITE_NOT_SYNCHRONOUS', 'a write must not return a promise');
  }
  if (!sqlite.isTransaction) {
    throw new InvariantViolationError(
      'TRANSACTION_LOST',
      'a write ended the transaction of its group',
    );
  }
}
