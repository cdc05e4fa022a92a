import type { DatabaseSync } from 'node:sqlite';
import { CHECKPOINT_CHAIN } from '../../core/gate/ledger-entry.ts';
import type { LocalDatabase } from './database.ts';
import { prepareLedgerSweep } from './ledger-expiry.ts';

const DAY_MS = 86_400_000;
/** Event and effect keys 30 days, conversation state 90, dead letters 14. */
const KEY_RETENTION_MS = 30 * DAY_MS;
const CONVERSATION_RETENTION_MS = 90 * DAY_MS;
const DEAD_LETTER_RETENTION_MS = 14 * DAY_MS;
/** Notes of unknown tickets mean nothing after ten minutes. */
const UNKNOWN_RETENTION_MS = 3_600_000;

interface ExpiringTable {
  readonly table: string;
  readonly key: string;
  readonly instant: string;
  readonly retentionMs: number;
}

const EXPIRING: readonly ExpiringTable[] = [
  {
    table: 'effects',
    key: 'ticket_ref, message_ref, kind',
    instant: 'created_at_ms',
    retentionMs: KEY_RETENTION_MS,
  },
  {
    table: 'message_writes',
    key: 'ticket_ref, message_ref',
    instant: 'first_at_ms',
    retentionMs: KEY_RETENTION_MS,
  },
  {
    table: 'work_items',
    key: 'ticket_ref, message_ref',
    instant: 'settled_at_ms',
    retentionMs: KEY_RETENTION_MS,
  },
  { table: 'settled_jobs', key: 'job_id', instant: 'settled_at_ms', retentionMs: KEY_RETENTION_MS },
  {
    table: 'conversations',
    key: 'ticket_ref',
    instant: 'touched_at_ms',
    retentionMs: CONVERSATION_RETENTION_MS,
  },
  {
    table: 'dead_letters',
    key: 'dead_seq',
    instant: 'dead_at_ms',
    retentionMs: DEAD_LETTER_RETENTION_MS,
  },
  { table: 'unknown_tickets', key: 'note_id', instant: 'at_ms', retentionMs: UNKNOWN_RETENTION_MS },
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

function prepareSweep(sqlite: DatabaseSync, expiring: ExpiringTable) {
  const { table, key, instant, retentionMs } = expiring;
  const remove = sqlite.prepare(
    `DELETE FROM ${table} WHERE (${key}) IN
       (SELECT ${key} FROM ${table} WHERE ${instant} <= ? ORDER BY ${instant} LIMIT ?)`,
  );
  return (nowMs: number, batch: number): number =>
    Number(remove.run(nowMs - retentionMs, batch).changes);
}
