import { MiddlewareError } from '../runtime/errors.ts';
import { CHECKPOINT_CHAIN, type LedgerHead } from './ledger-entry.ts';
import {
  emptyChainProblem,
  findEndProblem,
  findEntryProblem,
  type LedgerProblem,
  type VerifyFacts,
} from './verify-chain.ts';
import { createCheckpointAudit, type WindowedEntry } from './verify-checkpoints.ts';

/** A stored ledger row that is no entry at all. Thrown by a ledger while it is read; a verification reports it. */
export class LedgerRowInvalidError extends MiddlewareError {
  readonly chain: string;
  readonly seq: number;

  constructor(chain: string, seq: number) {
    super('LEDGER_ROW_INVALID', 'hold', 'a stored ledger row cannot be read', { context: { seq } });
    this.chain = chain;
    this.seq = seq;
  }
}

export type LedgerVerification =
  | { readonly verified: true; readonly entries: number; readonly chains: number }
  | {
      readonly verified: false;
      /** How many entries were found in order before the problem. */
      readonly entries: number;
      readonly problem: LedgerProblem;
    };

/** Hands out the head of each chain while chains go up. */
function createHeadCursor(heads: AsyncIterable<LedgerHead>) {
  const iterator = heads[Symbol.asyncIterator]();
  let next: Promise<LedgerHead | null> | null = null;
  const advance = async (): Promise<LedgerHead | null> => {
    const step = await iterator.next();
    return step.done === true ? null : step.value;
  };
  const peek = (): Promise<LedgerHead | null> => (next ??= advance());
  return {
    /** The head of `chain` or, when it is a smaller chain's, the head that has no entries. */
    takeUpTo: async (chain: string | null): Promise<LedgerHead | null> => {
      const head = await peek();
      if (head === null || (chain !== null && head.chain > chain)) return null;
      next = null;
      return head;
    },
    close: async (): Promise<void> => {
      await iterator.return?.();
    },
  };
}

function createLedgerWalk(heads: AsyncIterable<LedgerHead>, facts: VerifyFacts) {
  const cursor = createHeadCursor(heads);
  const audit = createCheckpointAudit(facts.digest);
  const seen = { entries: 0, chains: 0 };
  let last: WindowedEntry | null = null;

  async function endChain(): Promise<LedgerProblem | null> {
    if (last === null) return null;
    audit.addLastOfWindow(last);
    const head = await cursor.takeUpTo(last.chain);
    if (head !== null && head.chain !== last.chain) return emptyChainProblem(head);
    const found = findEndProblem(last, head);
    last = null;
    return found;
  }

  async function add(entry: WindowedEntry): Promise<LedgerProblem | null> {
    if (last !== null && entry.chain < last.chain) {
      return { code: 'LEDGER_REORDERED', chain: entry.chain, seq: entry.seq };
    }
    if (last !== null && entry.chain !== last.chain) {
      const ended = await endChain();
      if (ended !== null) return ended;
    }
    if (last === null) seen.chains += 1;
    else if (last.window !== entry.window) audit.addLastOfWindow(last);
    const found = findEntryProblem(entry, last, facts);
    if (found !== null) return found;
    if (entry.chain === CHECKPOINT_CHAIN) audit.addCheckpoint(entry);
    last = entry;
    seen.entries += 1;
    return null;
  }

  /** A row that is no entry: what is wrong before it comes first. */
  async function addInvalid(row: LedgerRowInvalidError): Promise<LedgerProblem> {
    const ended = last !== null && last.chain !== row.chain ? await endChain() : null;
    return ended ?? { code: 'LEDGER_ALTERED', chain: row.chain, seq: row.seq };
  }

  async function end(): Promise<LedgerProblem | null> {
    const ended = await endChain();
    if (ended !== null) return ended;
    const headWithoutEntries = await cursor.takeUpTo(null);
    if (headWithoutEntries !== null) return emptyChainProblem(headWithoutEntries);
    return audit.findProblem(facts.nowMs);
  }

  return { seen, add, addInvalid, end, close: cursor.close };
}

type LedgerWalk = ReturnType<typeof createLedgerWalk>;

async function walkAll(
  entries: AsyncIterable<WindowedEntry>,
  walk: LedgerWalk,
): Promise<LedgerProblem | null> {
  try {
    for await (const entry of entries) {
      const found = await walk.add(entry);
      if (found !== null) return found;
    }
  } catch (error) {
    if (error instanceof LedgerRowInvalidError) return await walk.addInvalid(error);
    throw error;
  }
  return await walk.end();
}

/**
 * Verifies a whole ledger and names the first entry that is not as it was written: `LEDGER_ALTERED` edited,
 * `LEDGER_GAP` missing within its chain, `LEDGER_REORDERED` in another's place, `LEDGER_CUT` missing at the end of its
 * chain, `LEDGER_HEAD_MISSING` no head row beside it, `LEDGER_CHECKPOINT_DIFFERS` whole chains are gone or were
 * replaced since the checkpoint named. Both inputs come in ascending order of chain (UTF-16), entries within a chain
 * in ascending order of sequence, and must show one moment: read them from one snapshot when somebody may write.
 *
 * A gap is accepted only below the retention horizon: at the old end of a chain whose first remaining entry has
 * expired, and whole chains once every checkpoint that covered them has expired. It is evident against edits, not
 * against someone who rewrites the store and the log; a chain that is removed with its head before the first
 * checkpoint after its last entry, and a newest entry removed with its head put back before then, leave no trace.
 */
export async function verifyLedger(
  entries: AsyncIterable<WindowedEntry>,
  heads: AsyncIterable<LedgerHead>,
  facts: VerifyFacts,
): Promise<LedgerVerification> {
  const walk = createLedgerWalk(heads, facts);
  try {
    const problem = await walkAll(entries, walk);
    if (problem !== null) return { verified: false, entries: walk.seen.entries, problem };
    return { verified: true, ...walk.seen };
  } finally {
    await walk.close();
  }
}
