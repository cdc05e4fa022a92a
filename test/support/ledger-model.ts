import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import { headOf, headsDigest, linkEntry } from '../../src/core/gate/hash-chain.ts';
import {
  CHECKPOINT_CHAIN,
  type LedgerHead,
  type NewLedgerEntry,
} from '../../src/core/gate/ledger.ts';
import type { WindowedEntry } from '../../src/core/gate/verify-ledger.ts';

export const digest = createNodeDigest();
export const RETENTION_MS = 60 * 86_400_000;
export const START_MS = 1_780_000_000_000;

/** A valid ledger entry of the kind that matters least. */
export function newEntry(overrides: Partial<NewLedgerEntry> = {}): NewLedgerEntry {
  const atMs = overrides.atMs ?? START_MS;
  return {
    schemaVersion: 1,
    chain: 't_1',
    kind: 'decision',
    atMs,
    environment: 'dev',
    identityKind: 'sealed',
    vendorMode: 'stub',
    runMode: 'live',
    ticketRef: 't_1',
    effect: 'tags.add',
    outcome: 'allow',
    codes: [],
    requestHash: 'a'.repeat(64),
    policyVersion: 'test.1',
    releaseDigest: 'b'.repeat(64),
    registryDigest: 'c'.repeat(64),
    detail: null,
    expiresAtMs: atMs + RETENTION_MS,
    ...overrides,
  };
}

/** A ledger as plain data, ordered as a real one is read. */
export interface ModelLedger {
  readonly entries: readonly WindowedEntry[];
  readonly heads: readonly LedgerHead[];
}

/** One act on a ledger: an entry for the chain, or a checkpoint. */
export type Act = { readonly chain: string } | 'checkpoint';

const byPlace = (a: WindowedEntry, b: WindowedEntry): number =>
  a.chain === b.chain ? a.seq - b.seq : a.chain < b.chain ? -1 : 1;

/** Builds a valid ledger from acts, a minute apart. The plain version of what the adapters do. */
export function buildLedger(acts: readonly Act[]): ModelLedger {
  const entries: WindowedEntry[] = [];
  const newest = new Map<string, WindowedEntry>();
  const append = (entry: NewLedgerEntry): void => {
    const head = newest.get(entry.chain);
    const window = (newest.get(CHECKPOINT_CHAIN)?.seq ?? 0) + 1;
    const linked = {
      ...linkEntry(entry, head === undefined ? null : headOf(head), digest),
      window,
    };
    newest.set(entry.chain, linked);
    entries.push(linked);
  };
  acts.forEach((act, index) => {
    const atMs = START_MS + index * 60_000;
    if (act !== 'checkpoint') {
      append(newEntry({ chain: act.chain, ticketRef: act.chain, atMs }));
      return;
    }
    const window = (newest.get(CHECKPOINT_CHAIN)?.seq ?? 0) + 1;
    const covered = [...newest.values()]
      .filter((entry) => entry.window === window && entry.chain !== CHECKPOINT_CHAIN)
      .sort(byPlace);
    const expiresAtMs = Math.min(atMs + RETENTION_MS, ...covered.map((entry) => entry.expiresAtMs));
    const detail = headsDigest(covered, digest);
    append(
      newEntry({
        chain: CHECKPOINT_CHAIN,
        kind: 'checkpoint',
        ticketRef: null,
        atMs,
        detail,
        expiresAtMs,
      }),
    );
  });
  const heads = [...newest.values()].sort(byPlace).map(headOf);
  return { entries: entries.toSorted(byPlace), heads };
}

export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
