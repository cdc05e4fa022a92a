import type { LedgerEntry, LedgerHead, NewLedgerEntry } from './ledger-entry.ts';

/**
 * The record of every decision and every attempt, hash-chained per ticket. An entry and its chain's head row are
 * written in one transaction, and are durable when `append` resolves.
 */
export interface Ledger {
  append(entry: NewLedgerEntry): Promise<LedgerEntry>;
  /**
   * Writes the hourly checkpoint, count and digest over the heads of all chains that grew since the last one, if an
   * hour has passed since then. Over all heads it could not be recomputed once anything has expired.
   */
  checkpointIfDue(nowMs: number): Promise<LedgerEntry | null>;
  /** Entries of one chain, or of all chains ordered by chain and sequence. */
  read(chain?: string): AsyncIterable<LedgerEntry>;
  heads(): AsyncIterable<LedgerHead>;
  count(): Promise<number>;
}
