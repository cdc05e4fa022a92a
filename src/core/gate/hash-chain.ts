import type { Digest } from '../runtime/platform.ts';
import type { LedgerEntry, LedgerHead, NewLedgerEntry } from './ledger.ts';

/** `previousHash` of the first entry of a chain, and the digest over no heads at all. */
export const NO_HASH = '0'.repeat(64);

type HashedField = Exclude<keyof LedgerEntry, 'hash'>;

/** The order of the fields under the hash. Never change it: every stored entry would count as altered. */
export const HASHED_FIELDS = [
  'schemaVersion',
  'chain',
  'seq',
  'previousHash',
  'kind',
  'atMs',
  'environment',
  'identityKind',
  'vendorMode',
  'runMode',
  'ticketRef',
  'effect',
  'outcome',
  'codes',
  'requestHash',
  'policyVersion',
  'releaseDigest',
  'registryDigest',
  'detail',
  'expiresAtMs',
] as const satisfies readonly HashedField[];

function canonicalDetail(detail: LedgerEntry['detail']): readonly unknown[] | null {
  if (detail === null) return null;
  // A missing field and null are the same: none of them may be null.
  const { actor, reason, flag, before, after, heads, headsDigest } = detail;
  return [actor, reason, flag, before, after, heads, headsDigest].map((value) => value ?? null);
}

/** SHA-256 over every field but `hash`, as a JSON array in a fixed order. */
export function hashEntry(entry: Omit<LedgerEntry, 'hash'>, digest: Digest): string {
  const values = HASHED_FIELDS.map((field) =>
    field === 'detail' ? canonicalDetail(entry.detail) : entry[field],
  );
  return digest.sha256(JSON.stringify(values));
}

/** Puts an entry behind the newest one of its chain; `head` is null for the first. Pure. */
export function linkEntry(
  entry: NewLedgerEntry,
  head: Pick<LedgerHead, 'seq' | 'hash'> | null,
  digest: Digest,
): LedgerEntry {
  const linked = { ...entry, seq: (head?.seq ?? 0) + 1, previousHash: head?.hash ?? NO_HASH };
  return { ...linked, hash: hashEntry(linked, digest) };
}

/** The head row that belongs to an entry while it is the newest of its chain. */
export function headOf(entry: LedgerEntry): LedgerHead {
  return { chain: entry.chain, seq: entry.seq, hash: entry.hash, atMs: entry.atMs };
}

/** A digest over heads that is built one head at a time, so that nobody has to hold them all. */
export interface HeadsDigest {
  readonly heads: number;
  readonly headsDigest: string;
}

export const EMPTY_HEADS_DIGEST: HeadsDigest = { heads: 0, headsDigest: NO_HASH };

/** Adds one head. Heads are added in ascending order of chain. */
export function addHead(
  sum: HeadsDigest,
  head: Pick<LedgerHead, 'chain' | 'seq' | 'hash'>,
  digest: Digest,
): HeadsDigest {
  const line = JSON.stringify([sum.headsDigest, head.chain, head.seq, head.hash]);
  return { heads: sum.heads + 1, headsDigest: digest.sha256(line) };
}

/** Count and digest over heads in ascending order of chain. */
export function headsDigest(
  heads: Iterable<Pick<LedgerHead, 'chain' | 'seq' | 'hash'>>,
  digest: Digest,
): HeadsDigest {
  let sum = EMPTY_HEADS_DIGEST;
  for (const head of heads) sum = addHead(sum, head, digest);
  return sum;
}
