import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { Ledger } from '../../core/gate/ledger.ts';
import {
  type LedgerEntry,
  type LedgerHead,
  ledgerEntrySchema,
} from '../../core/gate/ledger-entry.ts';
import type { WindowedEntry } from '../../core/gate/verify-checkpoints.ts';
import { LedgerRowInvalidError } from '../../core/gate/verify-ledger.ts';
import { fromStored } from './stored-values.ts';

/** Rows that are read at once; reading is synchronous, so this bounds how long the event loop waits. */
const CHUNK_ROWS = 256;

/** The reading half of a ledger. Entries come with their window; both lists are ordered by chain. */
export interface LedgerView extends Pick<Ledger, 'heads' | 'count'> {
  read(chain?: string): AsyncIterable<WindowedEntry>;
}

type Row = Record<string, SQLOutputValue>;

const headSchema = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  hash: z.string(),
  atMs: z.int(),
});

/** The fields that are kept as JSON in the column `facts`. */
export function factsOf(entry: LedgerEntry): string {
  const { chain: _chain, seq: _seq, atMs: _at, expiresAtMs: _expires, ...rest } = entry;
  const { previousHash: _previousHash, hash: _hash, ...facts } = rest;
  return JSON.stringify(facts);
}

function parseFacts(facts: SQLOutputValue | undefined): object {
  try {
    const parsed: unknown = JSON.parse(String(facts));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** @throws {LedgerRowInvalidError} when the row was changed into something that is no entry */
function parseEntry(row: Row): WindowedEntry {
  const { window, facts, ...columns } = row;
  const result = ledgerEntrySchema.safeParse({ ...parseFacts(facts), ...columns });
  if (result.success) return { ...result.data, window: Number(window) };
  throw new LedgerRowInvalidError(String(row['chain']), Number(row['seq']));
}

/** Yields rows in chunks; `select` gets the last row of the chunk before, null for the first. */
async function* readChunks(select: (after: Row | null) => Row[]): AsyncGenerator<Row> {
  let after: Row | null = null;
  for (;;) {
    const rows = select(after);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (rows.length < CHUNK_ROWS || after === null) return;
  }
}

const ENTRY_COLUMNS = `chain, seq, window, at_ms AS atMs, expires_at_ms AS expiresAtMs,
  previous_hash AS previousHash, hash, facts`;

/** Reads a ledger over `sqlite` in chunks; what is written meanwhile may or may not be seen. */
export function createLedgerReader(sqlite: DatabaseSync): LedgerView {
  const selectAll = sqlite.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entries WHERE (chain, seq) > (?, ?)
     ORDER BY chain, seq LIMIT ${CHUNK_ROWS}`,
  );
  const selectChain = sqlite.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entries WHERE chain = ? AND seq > ?
     ORDER BY seq LIMIT ${CHUNK_ROWS}`,
  );
  const selectHeads = sqlite.prepare(
    `SELECT chain, seq, hash, at_ms AS atMs FROM ledger_heads WHERE chain > ?
     ORDER BY chain LIMIT ${CHUNK_ROWS}`,
  );
  const selectCount = sqlite.prepare('SELECT count(*) AS entries FROM ledger_entries');

  async function* read(chain?: string): AsyncGenerator<WindowedEntry> {
    const rows = readChunks((after) =>
      chain === undefined
        ? selectAll.all(after?.['chain'] ?? '', after?.['seq'] ?? 0)
        : selectChain.all(chain, after?.['seq'] ?? 0),
    );
    for await (const row of rows) yield parseEntry(row);
  }

  async function* heads(): AsyncGenerator<LedgerHead> {
    const rows = readChunks((after) => selectHeads.all(after?.['chain'] ?? ''));
    for await (const row of rows) yield fromStored(headSchema, row);
  }

  return { read, heads, count: async () => Number(selectCount.get()?.['entries'] ?? 0) };
}

/**
 * Lets `work` see the ledger as it is at this moment, whatever is written meanwhile, by any process. A database in
 * memory has no second connection: there `work` reads the live tables.
 */
export async function withLedgerSnapshot<T>(
  live: DatabaseSync,
  work: (view: LedgerView) => Promise<T>,
): Promise<T> {
  const path = live.location();
  if (path === null) return work(createLedgerReader(live));
  const frozen = new DatabaseSync(path, { readOnly: true });
  try {
    frozen.exec('BEGIN');
    return await work(createLedgerReader(frozen));
  } finally {
    frozen.close();
  }
}
