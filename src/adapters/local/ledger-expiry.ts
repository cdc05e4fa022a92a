import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { fromStored } from './stored-values.ts';

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
export function prepareLedgerSweep(
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
