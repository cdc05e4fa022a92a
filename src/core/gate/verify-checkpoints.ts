import type { Digest } from '../runtime/digest.ts';
import { addHead, EMPTY_HEADS_DIGEST, type HeadsDigest } from './hash-chain.ts';
import { CHECKPOINT_CHAIN, type LedgerEntry } from './ledger-entry.ts';
import type { LedgerProblem } from './verify-chain.ts';

/**
 * An entry with its window: the number (`seq`) of the checkpoint that was written next after it. The window is not
 * under the hash; a wrong one makes a checkpoint differ. Ledgers that write checkpoints give it with every entry.
 */
export type WindowedEntry = LedgerEntry & { readonly window?: number };

/**
 * Recomputes what each checkpoint said: count and digest over the heads, as they stood then, of all chains that had
 * grown since the checkpoint before it. Memory grows with the number of checkpoints, not of entries.
 */
export interface CheckpointAudit {
  /** Takes the entry that is last of its chain within its window; chains come in ascending order. */
  addLastOfWindow(entry: WindowedEntry): void;
  addCheckpoint(entry: LedgerEntry): void;
  /** Called once, after everything was added. */
  findProblem(nowMs: number): LedgerProblem | null;
}

function differs(checkpoint: LedgerEntry, sum: HeadsDigest): boolean {
  const { detail } = checkpoint;
  return detail?.heads !== sum.heads || detail.headsDigest !== sum.headsDigest;
}

export function createCheckpointAudit(digest: Digest): CheckpointAudit {
  const windows = new Map<number, HeadsDigest>();
  const checkpoints: LedgerEntry[] = [];
  let newestWindow = 0;
  return {
    addLastOfWindow: (entry) => {
      if (entry.window === undefined || entry.chain === CHECKPOINT_CHAIN) return;
      newestWindow = Math.max(newestWindow, entry.window);
      const sum = windows.get(entry.window) ?? EMPTY_HEADS_DIGEST;
      windows.set(entry.window, addHead(sum, entry, digest));
    },
    addCheckpoint: (entry) => {
      checkpoints.push(entry);
    },
    findProblem: (nowMs) => {
      const newestSeq = checkpoints.at(-1)?.seq ?? 0;
      if (newestWindow > newestSeq + 1) {
        return { code: 'LEDGER_CUT', chain: CHECKPOINT_CHAIN, seq: newestSeq + 1 };
      }
      // A checkpoint expires no later than anything it covers: while it lives, all of that must be there.
      const found = checkpoints.find(
        (checkpoint) =>
          checkpoint.expiresAtMs > nowMs &&
          differs(checkpoint, windows.get(checkpoint.seq) ?? EMPTY_HEADS_DIGEST),
      );
      if (found === undefined) return null;
      return { code: 'LEDGER_CHECKPOINT_DIFFERS', chain: CHECKPOINT_CHAIN, seq: found.seq };
    },
  };
}
