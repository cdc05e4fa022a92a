import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { CHECKPOINT_CHAIN } from '../../core/gate/ledger.ts';
import type { LocalDatabase } from './database.ts';
import { fromStored } from './stored-values.ts';

const DAY_MS = 86_400_000;
const KEY_RETENTION_MS = 30 * DAY_MS;
const CONVERSATION_RETENTION_MS = 90 * DAY_MS;
const DEAD_LETTER_RETENTION_MS = 14 * DAY_MS;
/** Notes of unknown tickets mean nothing after ten minutes. */
const UNKNOWN_RETENTION_MS = 3_600_000;

/** Table, key, the instant from which on it ages, and how long it is kept. */
const EXPIRING: readonly (readonly [string, string, string, number])[] = [
  ['effects', 'ticket_ref, message_ref, kind', 'created_at_ms', KEY_RETENTION_MS],
  ['message_writes', 'ticket_ref, message_ref', 'first_at_ms', KEY_RETENTION_MS],
  ['work_items', 'ticket_ref, message_ref', 'settled_at_ms', KEY_RETENTION_MS],
  ['settled_jobs', 'job_id', 'settled_at_ms', KEY_RETENTION_MS],
  ['conversations', 'ticket_ref', 'touched_at_ms', CONVERSATION_RETENTION_MS],
  ['dead_letters', 'dead_seq', 'dead_at_ms', DEAD_LETTER_RETENTION_MS],
  ['unknown_tickets', 'note_id', 'at_ms', UNKNOWN_RETENTION_MS],
];

/** What one sweep removed. */
export interface SweepResult {
  readonly rows: number;
  readonly ledgerEntries: number;
  /** True when something that has expired may be left; sweep again soon. */
  readonly hasMore: boolean;
}

/**
 * Removes what has expired, oldest first, in one transaction of at most `batch` rows for each table. Ledger chains lose
 * entries at their old end only; the newest expired entry stays while a younger one follows it, because it proves
 * that the gap before it lies below the horizon, and the newest checkpoint always stays, because entries are numbered
 * by it. A chain whose entries have all expired goes with its head. The queue removes what is its own.
 */
export async function sweepExpired(
  db: LocalDatabase,
  nowMs: number,
  batch: number,
): Promise<SweepResult> {
  const sweepRows = EXPIRING.map((expiring) => prepareSweep(db.sqlite, expiring));
  const sweepLedger = prepareLedgerSweep(db.sqlite, CHECKPOINT_CHAIN);
  return db.write(() => {
    const removed = sweepRows.map((sweep) => sweep(nowMs, batch));
    const ledgerEntries = sweepLedger(nowMs, batch);
    return {
      rows: removed.reduce((sum, count) => sum + count, 0),
      ledgerEntries,
      hasMore: ledgerEntries >= batch || removed.some((count) => count >= batch),
    };
  });
}

function prepareSweep(
  sqlite: DatabaseSync,
  [table, key, instant, retentionMs]: (typeof EXPIRING)[number],
) {
  const remove = sqlite.prepare(
    `DELETE FROM ${table} WHERE (${key}) IN
       (SELECT ${key} FROM ${table} WHERE ${instant} <= ? ORDER BY ${instant} LIMIT ?)`,
  );
  return (nowMs: number, batch: number): number =>
    Number(remove.run(nowMs - retentionMs, batch).changes);
}

const chainSchema = z.strictObject({ chain: z.string() });

const endSchema = z.strictObject({ seq: z.int(), expiresAtMs: z.int() });

type ChainEnd = z.infer<typeof endSchema>;

/** How many entries at the old end may go. The last expired one stays when something follows, or must follow, it. */
function countRemovable(end: readonly ChainEnd[], nowMs: number, keepsNewest: boolean): number {
  const firstLiving = end.findIndex((entry) => entry.expiresAtMs > nowMs);
  const expired = firstLiving === -1 ? end.length : firstLiving;
  return firstLiving === -1 && !keepsNewest ? expired : Math.max(0, expired - 1);
}

/**
 * Makes the function that removes expired ledger entries, at most `batch`. `lastingChain` never loses its newest
 * entry. Must run inside a write transaction. @returns how many entries went
 */
function prepareLedgerSweep(
  sqlite: DatabaseSync,
  lastingChain: string,
): (nowMs: number, batch: number) => number {
  const rows = prepareRows(sqlite);

  function sweepChain(chain: string, nowMs: number, room: number): number {
    // One more than may go, so that "nothing follows" is seen and not guessed.
    const end = rows.oldEnd(chain, room + 1);
    const removable = countRemovable(end, nowMs, chain === lastingChain);
    const count = Math.min(removable, room);
    const newestGone = end[count - 1];
    if (newestGone !== undefined) rows.remove(chain, newestGone.seq);
    rows.updateHead(chain);
    return count;
  }

  return (nowMs, batch) => {
    let removed = sweepChain(lastingChain, nowMs, batch);
    for (const chain of rows.dueChains(lastingChain, nowMs, batch)) {
      if (removed >= batch) break;
      removed += sweepChain(chain, nowMs, batch - removed);
    }
    return removed;
  };
}

function prepareRows(sqlite: DatabaseSync) {
  const selectDue = sqlite.prepare(
    'SELECT chain FROM ledger_heads WHERE sweep_at_ms <= ? AND chain <> ? ORDER BY sweep_at_ms LIMIT ?',
  );
  const selectEnd = sqlite.prepare(
    'SELECT seq, expires_at_ms AS expiresAtMs FROM ledger_entries WHERE chain = ? ORDER BY seq LIMIT ?',
  );
  const removeEntries = sqlite.prepare('DELETE FROM ledger_entries WHERE chain = ? AND seq <= ?');
  const removeHead = sqlite.prepare('DELETE FROM ledger_heads WHERE chain = ?');
  const updateHead = sqlite.prepare(
    'UPDATE ledger_heads SET first_seq = ?, sweep_at_ms = ? WHERE chain = ?',
  );
  const oldEnd = (chain: string, limit: number): readonly ChainEnd[] =>
    selectEnd.all(chain, limit).map((row) => fromStored(endSchema, row));

  return {
    oldEnd,
    dueChains: (except: string, nowMs: number, limit: number): readonly string[] =>
      selectDue.all(nowMs, except, limit).map((row) => fromStored(chainSchema, row).chain),
    remove: (chain: string, upToSeq: number): void => {
      removeEntries.run(chain, upToSeq);
    },
    /** The head goes with the last entry; else it learns when the next entry may go. */
    updateHead: (chain: string): void => {
      const [first, second] = oldEnd(chain, 2);
      if (first === undefined) {
        removeHead.run(chain);
        return;
      }
      const sweepAtMs = Math.max(first.expiresAtMs, second?.expiresAtMs ?? 0);
      updateHead.run(first.seq, sweepAtMs, chain);
    },
  };
}
