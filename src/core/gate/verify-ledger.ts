import { MiddlewareError } from '../runtime/errors.ts';
import type { Digest } from '../runtime/platform.ts';
import { addHead, EMPTY_HEADS_DIGEST, type HeadsDigest, hashEntry, NO_HASH } from './hash-chain.ts';
import { CHECKPOINT_CHAIN, type LedgerEntry, type LedgerHead } from './ledger.ts';

const LEDGER_PROBLEM_CODES = [
  'LEDGER_ALTERED',
  'LEDGER_GAP',
  'LEDGER_REORDERED',
  'LEDGER_CUT',
  'LEDGER_HEAD_MISSING',
  'LEDGER_CHECKPOINT_DIFFERS',
] as const;

export type LedgerProblemCode = (typeof LEDGER_PROBLEM_CODES)[number];

/** The first entry that is not as it was written; `seq` names it, also where it is gone. */
interface LedgerProblem {
  readonly code: LedgerProblemCode;
  readonly chain: string;
  readonly seq: number;
}

/** What a verification is judged by. */
export interface VerifyFacts {
  /** Entries whose expiry lies at or before this may be gone. */
  readonly nowMs: number;
  readonly digest: Digest;
}

/** How far from its place an entry that was moved is looked for; beyond that it is called altered. */
const MOVE_REACH = 50_000;

function problem(code: LedgerProblemCode, chain: string, seq: number): LedgerProblem {
  return { code, chain, seq };
}

/** True when the entry is whole but was written at another place of its chain. */
function wasMoved(entry: LedgerEntry, digest: Digest): boolean {
  const last = entry.seq + MOVE_REACH;
  for (let seq = Math.max(1, entry.seq - MOVE_REACH); seq <= last; seq += 1) {
    if (hashEntry({ ...entry, seq }, digest) === entry.hash) return true;
  }
  return false;
}

function findPlaceProblem(entry: LedgerEntry, previous: LedgerEntry | null): LedgerProblem | null {
  if (previous === null || entry.seq === previous.seq + 1) return null;
  if (entry.seq > previous.seq) return problem('LEDGER_GAP', entry.chain, previous.seq + 1);
  return problem('LEDGER_REORDERED', entry.chain, entry.seq);
}

function findHashProblem(
  entry: LedgerEntry,
  previous: LedgerEntry | null,
  digest: Digest,
): LedgerProblem | null {
  if (hashEntry(entry, digest) === entry.hash) return null;
  // What was only edited still points at the entry before it; only then is the search worth its time.
  const isLinked = entry.previousHash === (previous?.hash ?? NO_HASH);
  const isMoved = !isLinked && wasMoved(entry, digest);
  return problem(isMoved ? 'LEDGER_REORDERED' : 'LEDGER_ALTERED', entry.chain, entry.seq);
}

/**
 * The first remaining entry of a chain. Entries before it may be missing only if it has itself expired: the sweep
 * removes what expired from the old end and keeps the newest expired entry while a younger one follows, as the proof
 * that everything before it lay below the retention horizon. The expiry is under the entry's hash.
 */
function findStartProblem(entry: LedgerEntry, nowMs: number): LedgerProblem | null {
  if (entry.seq > 1) {
    return entry.expiresAtMs <= nowMs ? null : problem('LEDGER_GAP', entry.chain, entry.seq - 1);
  }
  return entry.previousHash === NO_HASH ? null : problem('LEDGER_ALTERED', entry.chain, 1);
}

/** Judges one entry by the one before it in its chain, null for the first that remains. Pure. */
function findEntryProblem(
  entry: LedgerEntry,
  previous: LedgerEntry | null,
  facts: VerifyFacts,
): LedgerProblem | null {
  const found = findPlaceProblem(entry, previous) ?? findHashProblem(entry, previous, facts.digest);
  if (found !== null) return found;
  if (previous === null) return findStartProblem(entry, facts.nowMs);
  if (entry.previousHash === previous.hash) return null;
  // This entry is whole, so the one before it was edited and its hash made anew.
  return problem('LEDGER_ALTERED', entry.chain, previous.seq);
}

/** Judges the newest entry of a chain by the chain's head row. Pure. */
function findEndProblem(last: LedgerEntry, head: LedgerHead | null): LedgerProblem | null {
  const { chain } = last;
  if (head === null) return problem('LEDGER_HEAD_MISSING', chain, last.seq);
  if (head.seq > last.seq) return problem('LEDGER_CUT', chain, last.seq + 1);
  if (head.seq < last.seq) return problem('LEDGER_ALTERED', chain, head.seq + 1);
  const isSame = head.hash === last.hash && head.atMs === last.atMs;
  return isSame ? null : problem('LEDGER_ALTERED', chain, last.seq);
}

/** Names a head row whose chain has no entry left. */
function emptyChainProblem(head: LedgerHead): LedgerProblem {
  return problem('LEDGER_CUT', head.chain, 1);
}

/**
 * An entry with its window: the number (`seq`) of the checkpoint that was written next after it. The window is not
 * under the hash; a wrong one makes a checkpoint differ. Ledgers that write checkpoints give it with every entry.
 */
export type WindowedEntry = LedgerEntry & { readonly window?: number };

/**
 * Recomputes what each checkpoint said: count and digest over the heads, as they stood then, of all chains that had
 * grown since the checkpoint before it. Memory grows with the number of checkpoints, not of entries.
 */
interface CheckpointAudit {
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

function createCheckpointAudit(digest: Digest): CheckpointAudit {
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
