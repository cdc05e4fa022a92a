import type { Digest } from '../runtime/digest.ts';
import { hashEntry, NO_HASH } from './hash-chain.ts';
import type { LedgerEntry, LedgerHead } from './ledger-entry.ts';

export const LEDGER_PROBLEM_CODES = [
  'LEDGER_ALTERED',
  'LEDGER_GAP',
  'LEDGER_REORDERED',
  'LEDGER_CUT',
  'LEDGER_HEAD_MISSING',
  'LEDGER_CHECKPOINT_DIFFERS',
] as const;
export type LedgerProblemCode = (typeof LEDGER_PROBLEM_CODES)[number];

/** The first entry that is not as it was written; `seq` names it, also where it is gone. */
export interface LedgerProblem {
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
export function findEntryProblem(
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
export function findEndProblem(last: LedgerEntry, head: LedgerHead | null): LedgerProblem | null {
  const { chain } = last;
  if (head === null) return problem('LEDGER_HEAD_MISSING', chain, last.seq);
  if (head.seq > last.seq) return problem('LEDGER_CUT', chain, last.seq + 1);
  if (head.seq < last.seq) return problem('LEDGER_ALTERED', chain, head.seq + 1);
  const isSame = head.hash === last.hash && head.atMs === last.atMs;
  return isSame ? null : problem('LEDGER_ALTERED', chain, last.seq);
}

/** Names a head row whose chain has no entry left. */
export function emptyChainProblem(head: LedgerHead): LedgerProblem {
  return problem('LEDGER_CUT', head.chain, 1);
}
