import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { IdentityKind } from '../../core/environment/identity.ts';
import type { EnvironmentName } from '../../core/environment/names.ts';
import { addHead, EMPTY_HEADS_DIGEST, linkEntry } from '../../core/gate/hash-chain.ts';
import {
  CHECKPOINT_CHAIN,
  type Ledger,
  type LedgerEntry,
  type LedgerHead,
  ledgerEntrySchema,
  ledgerRetentionMs,
  type NewLedgerEntry,
  newLedgerEntrySchema,
} from '../../core/gate/ledger.ts';
import { LedgerRowInvalidError, type WindowedEntry } from '../../core/gate/verify-ledger.ts';
import { InvariantViolationError } from '../../core/runtime/errors.ts';
import type { Digest } from '../../core/runtime/platform.ts';
import type { Logger } from '../../core/runtime/telemetry.ts';
import type { LocalDatabase } from './database.ts';
import { fromStored } from './stored-values.ts';

const CHECKPOINT_INTERVAL_MS = 3_600_000;

/** What a checkpoint says about the process that writes it. */
export interface LedgerProcess {
  readonly environment: EnvironmentName;
  readonly identityKind: IdentityKind;
  readonly runMode: 'live' | 'shadow';
  readonly policyVersion: string;
  readonly releaseDigest: string;
  readonly registryDigest: string;
}

interface SqliteLedgerDeps {
  readonly db: LocalDatabase;
  readonly digest: Digest;
  /** Asked when a checkpoint is written, so that it may be learned after the ledger was opened. */
  readonly describeProcess: () => LedgerProcess;
  readonly logger?: Logger;
}

/**
 * A ledger whose entries come with their checkpoint window. Verify it through `snapshot`: then entries and heads are
 * of one moment, also while the service writes.
 */
export interface SqliteLedger extends Ledger, LedgerView {
  read(chain?: string): ReturnType<LedgerView['read']>;
  snapshot<T>(work: (view: LedgerView) => Promise<T>): Promise<T>;
}

/**
 * The ledger on the embedded store. `append` refuses what is no valid entry with an `InvariantViolationError`
 * `LEDGER_ENTRY_INVALID`; appends to one chain are serialised by the write transaction.
 */
export function createSqliteLedger(deps: SqliteLedgerDeps): SqliteLedger {
  const { db } = deps;
  const rows = prepareRows(db.sqlite, deps.digest);

  function writeCheckpoint(nowMs: number): LedgerEntry | null {
    const newest = rows.findHead(CHECKPOINT_CHAIN);
    // A distance, not an age: a clock that once ran ahead must not stop the checkpoints.
    const isRecent =
      newest !== null && Math.abs(nowMs - Number(newest['atMs'])) < CHECKPOINT_INTERVAL_MS;
    return isRecent ? null : rows.append(checkpointEntry(rows, deps.describeProcess(), nowMs));
  }

  return {
    ...createLedgerReader(db.sqlite),
    append: async (entry) => {
      const checked = parseNewEntry(entry);
      return db.write(() => rows.append(checked));
    },
    checkpointIfDue: async (nowMs) => {
      const checkpoint = await db.write(() => writeCheckpoint(nowMs));
      if (checkpoint !== null) logCheckpoint(checkpoint, deps.logger);
      return checkpoint;
    },
    snapshot: (work) => withLedgerSnapshot(db.sqlite, work),
  };
}

function parseNewEntry(entry: NewLedgerEntry): NewLedgerEntry {
  const result = newLedgerEntrySchema.safeParse(entry);
  if (result.success) return result.data;
  throw new InvariantViolationError('LEDGER_ENTRY_INVALID', 'this is no ledger entry', {
    context: { field: result.error.issues[0]?.path.join('.') ?? '' },
  });
}

type Row = Record<string, SQLOutputValue>;

interface LedgerRows {
  append(entry: NewLedgerEntry): LedgerEntry;
  findHead(chain: string): Row | null;
  /** Heads of all chains that grew since the newest checkpoint, in ascending order of chain. */
  digestWindow(): { heads: number; headsDigest: string; earliestExpiryMs: number };
}

function prepareRows(sqlite: DatabaseSync, digest: Digest): LedgerRows {
  const selectHead = sqlite.prepare(
    'SELECT seq, hash, at_ms AS atMs, first_seq AS firstSeq, sweep_at_ms AS sweepAtMs FROM ledger_heads WHERE chain = ?',
  );
  const insertEntry = sqlite.prepare(
    `INSERT INTO ledger_entries (chain, seq, window, at_ms, expires_at_ms, previous_hash, hash, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const replaceHead = sqlite.prepare(
    `INSERT OR REPLACE INTO ledger_heads
       (chain, seq, hash, at_ms, expires_at_ms, window, first_seq, sweep_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectWindow = sqlite.prepare(
    `SELECT chain, seq, hash, expires_at_ms AS expiresAtMs FROM ledger_heads
     WHERE window = ? AND chain <> '${CHECKPOINT_CHAIN}' ORDER BY chain`,
  );
  const findHead = (chain: string): Row | null => selectHead.get(chain) ?? null;
  const currentWindow = (): number => Number(findHead(CHECKPOINT_CHAIN)?.['seq'] ?? 0) + 1;

  return {
    findHead,
    append: (entry) => {
      const head = findHead(entry.chain);
      const link = head === null ? null : { seq: Number(head['seq']), hash: String(head['hash']) };
      const linked = linkEntry(entry, link, digest);
      const { chain, seq, atMs, expiresAtMs, hash } = linked;
      const window = currentWindow();
      insertEntry.run(
        chain,
        seq,
        window,
        atMs,
        expiresAtMs,
        linked.previousHash,
        hash,
        factsOf(linked),
      );
      const firstSeq = Number(head?.['firstSeq'] ?? seq);
      const sweepAtMs = sweepTime(head, expiresAtMs);
      replaceHead.run(chain, seq, hash, atMs, expiresAtMs, window, firstSeq, sweepAtMs);
      return linked;
    },
    digestWindow: () => {
      let sum = EMPTY_HEADS_DIGEST;
      let earliestExpiryMs = Number.MAX_SAFE_INTEGER;
      for (const row of selectWindow.iterate(currentWindow())) {
        const head = {
          chain: String(row['chain']),
          seq: Number(row['seq']),
          hash: String(row['hash']),
        };
        sum = addHead(sum, head, digest);
        earliestExpiryMs = Math.min(earliestExpiryMs, Number(row['expiresAtMs']));
      }
      return { ...sum, earliestExpiryMs };
    },
  };
}

/** A lone entry goes when it expires; the oldest of several when the one after it has expired as well. */
function sweepTime(head: Row | null, expiresAtMs: number): number {
  if (head === null) return expiresAtMs;
  const sweepAtMs = Number(head['sweepAtMs']);
  return head['firstSeq'] === head['seq'] ? Math.max(sweepAtMs, expiresAtMs) : sweepAtMs;
}

/** A checkpoint expires no later than anything it covers, so that while it lives it can be recomputed. */
function checkpointEntry(rows: LedgerRows, process: LedgerProcess, nowMs: number): NewLedgerEntry {
  const { earliestExpiryMs, ...detail } = rows.digestWindow();
  const { policyVersion, releaseDigest, registryDigest } = process;
  return parseNewEntry({
    schemaVersion: 1,
    chain: CHECKPOINT_CHAIN,
    kind: 'checkpoint',
    atMs: nowMs,
    environment: process.environment,
    identityKind: process.identityKind,
    vendorMode: 'none',
    runMode: process.runMode,
    ticketRef: null,
    effect: 'ledger.checkpoint',
    outcome: 'done',
    codes: [],
    requestHash: null,
    policyVersion,
    releaseDigest,
    registryDigest,
    detail,
    expiresAtMs: Math.min(nowMs + ledgerRetentionMs(process.environment), earliestExpiryMs),
  });
}

function logCheckpoint(entry: LedgerEntry, logger: Logger | undefined): void {
  const { heads = 0, headsDigest = '' } = entry.detail ?? {};
  logger?.log('info', 'ledger.checkpoint', {
    environment: entry.environment,
    count: heads,
    digest: headsDigest,
  });
}

/** Rows that are read at once; reading is synchronous, so this bounds how long the event loop waits. */
const CHUNK_ROWS = 256;

/** The reading half of a ledger. Entries come with their window; both lists are ordered by chain. */
interface LedgerView extends Pick<Ledger, 'heads' | 'count'> {
  read(chain?: string): AsyncIterable<WindowedEntry>;
}

const headSchema = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  hash: z.string(),
  atMs: z.int(),
});

/** The fields that are kept as JSON in the column `facts`. */
function factsOf(entry: LedgerEntry): string {
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
function createLedgerReader(sqlite: DatabaseSync): LedgerView {
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
async function withLedgerSnapshot<T>(
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
