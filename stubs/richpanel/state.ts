import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ConfigurationError } from '../../src/core/runtime/errors.ts';
import { seededHex } from './oddities.ts';
import {
  type JournalEntry,
  type StubFact,
  type StubTicket,
  stubFactSchema,
  stubTicketSchema,
} from './workspace.ts';

const BUSY_TIMEOUT_MS = 5_000;
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    conversation_no INTEGER NOT NULL UNIQUE,
    email TEXT NOT NULL,
    phone TEXT,
    app_client_id TEXT,
    order_id TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tickets_by_email ON tickets (email);
  CREATE INDEX tickets_by_phone ON tickets (phone);
  CREATE INDEX tickets_by_order ON tickets (app_client_id, order_id);
  CREATE TABLE merged (id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL REFERENCES tickets (id)) STRICT;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_by_ticket ON journal (ticket_id, seq);
  CREATE TABLE tags (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens or creates the file of a stub's workspace.
 * @throws {ConfigurationError} `STUB_STATE_UNREADABLE` when it is damaged, of another version, or may not be opened
 */
function openStubDatabase(path: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    sqlite = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    // NORMAL with a write-ahead log survives a killed process, which is what a workspace of stubs must survive.
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    prepareSchema(sqlite);
    return sqlite;
  } catch (error) {
    if (sqlite?.isOpen) sqlite.close();
    throw new ConfigurationError(
      'STUB_STATE_UNREADABLE',
      'the workspace of the helpdesk stub cannot be opened',
      'Check that the data folder may be written. The file holds demonstration data only: move it away to start afresh.',
      1,
      { cause: error },
    );
  }
}

function prepareSchema(sqlite: DatabaseSync): void {
  const readVersion = () => sqlite.prepare('PRAGMA user_version').get()?.['user_version'];
  if (readVersion() === 0) {
    createTransaction(sqlite)(() => {
      // Another process may have been faster while this one waited for the lock.
      if (readVersion() === 0) sqlite.exec(SCHEMA);
    });
  }
  if (readVersion() !== SCHEMA_VERSION) throw new Error('unknown schema version');
}

/** Nests: an inner transaction is part of the outer one. */
function createTransaction(sqlite: DatabaseSync): <T>(work: () => T) => T {
  return (work) => {
    if (sqlite.isTransaction) return work();
    sqlite.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
  };
}

/** Numbers start here so that none of them looks like a count. */
const FIRST_CONVERSATION_NO = 100_001;

/**
 * The durable workspace of the stub. Each method is one committed change or one read; a killed process forgets nothing
 * that it has answered (loss of power may take the last moments).
 */
export interface StubState {
  /** By its own id or by that of a ticket merged into it. */
  findTicket(id: string): StubTicket | null;
  findTicketByNumber(conversationNo: number): StubTicket | null;
  findTicketByOrder(appClientId: string, orderId: string): StubTicket | null;
  /** In the order of creation. */
  listTicketsOf(contact: 'email' | 'phone', value: string): readonly StubTicket[];
  nextConversationNo(): number;
  insertTicket(ticket: StubTicket): void;
  /** Replaces a ticket and adds to its journal what was done to it. */
  saveTicket(ticket: StubTicket, atMs: number, facts: readonly StubFact[]): void;
  journalOf(ticketId: string): readonly JournalEntry[];
  countFacts(): Readonly<Record<string, number>>;
  /** Every tag that a ticket ever had, with the UUID by which it can be named too. */
  listTags(): readonly { readonly id: string; readonly name: string }[];
  /** The name of the tag with this UUID; anything else is a name already. */
  resolveTag(nameOrId: string): string;
  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

const rowSchema = z.object({ body: z.string() });

const tagRowSchema = z.object({ id: z.string(), name: z.string() });

const countRowSchema = z.object({ kind: z.string(), count: z.number() });

const numberRowSchema = z.object({ last: z.number().nullable() });

const journalRowSchema = z.object({ atMs: z.number(), body: z.string() });

/** @param path - a file, which is created with its folder, or `:memory:` */
export function createStubState(path: string): StubState {
  const sqlite = openStubDatabase(path);
  const transaction = createTransaction(sqlite);
  return {
    ...createReads(sqlite),
    ...createWrites(sqlite, transaction),
    transaction,
    close: () => {
      if (sqlite.isOpen) sqlite.close();
    },
  };
}

function createReads(sqlite: DatabaseSync) {
  const byId = sqlite.prepare(
    'SELECT body FROM tickets WHERE id = COALESCE((SELECT ticket_id FROM merged WHERE id = ?), ?)',
  );
  const byNumber = sqlite.prepare('SELECT body FROM tickets WHERE conversation_no = ?');
  const byOrder = sqlite.prepare(
    'SELECT body FROM tickets WHERE app_client_id = ? AND order_id = ?',
  );
  const byContact = {
    email: sqlite.prepare('SELECT body FROM tickets WHERE email = ? ORDER BY conversation_no'),
    phone: sqlite.prepare('SELECT body FROM tickets WHERE phone = ? ORDER BY conversation_no'),
  };
  const lastNumber = sqlite.prepare('SELECT MAX(conversation_no) AS last FROM tickets');
  const journal = sqlite.prepare(
    'SELECT at_ms AS atMs, body FROM journal WHERE ticket_id = ? ORDER BY seq',
  );
  const factCounts = sqlite.prepare('SELECT kind, COUNT(*) AS count FROM journal GROUP BY kind');
  const tags = sqlite.prepare('SELECT id, name FROM tags ORDER BY name');
  const tagById = sqlite.prepare('SELECT id, name FROM tags WHERE id = ?');
  return {
    findTicket: (id: string) => parseTicketRow(byId.get(id, id)),
    findTicketByNumber: (no: number) => parseTicketRow(byNumber.get(no)),
    findTicketByOrder: (appClientId: string, orderId: string) =>
      parseTicketRow(byOrder.get(appClientId, orderId)),
    listTicketsOf: (contact: 'email' | 'phone', value: string) =>
      byContact[contact].all(value).flatMap((row) => parseTicketRow(row) ?? []),
    nextConversationNo: () =>
      (numberRowSchema.parse(lastNumber.get()).last ?? FIRST_CONVERSATION_NO - 1) + 1,
    journalOf: (ticketId: string): JournalEntry[] =>
      journal.all(ticketId).map((row) => {
        const { atMs, body } = journalRowSchema.parse(row);
        return { ...stubFactSchema.parse(JSON.parse(body)), atMs };
      }),
    countFacts: () =>
      Object.fromEntries(
        factCounts.all().map((row) => {
          const { kind, count } = countRowSchema.parse(row);
          return [kind, count];
        }),
      ),
    listTags: () => tags.all().map((row) => tagRowSchema.parse(row)),
    resolveTag: (nameOrId: string) => {
      const row = tagById.get(nameOrId);
      return row === undefined ? nameOrId : tagRowSchema.parse(row).name;
    },
  };
}

function createWrites(sqlite: DatabaseSync, transaction: StubState['transaction']) {
  const insert = sqlite.prepare(
    'INSERT INTO tickets (id, conversation_no, email, phone, app_client_id, order_id, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertMerged = sqlite.prepare('INSERT INTO merged (id, ticket_id) VALUES (?, ?)');
  const update = sqlite.prepare('UPDATE tickets SET body = ? WHERE id = ?');
  const record = sqlite.prepare(
    'INSERT INTO journal (ticket_id, at_ms, kind, body) VALUES (?, ?, ?, ?)',
  );
  const insertTag = sqlite.prepare('INSERT OR IGNORE INTO tags (id, name) VALUES (?, ?)');
  const rememberTags = (names: readonly string[]) => {
    for (const name of names) insertTag.run(tagIdOf(name), name);
  };
  return {
    insertTicket: (ticket: StubTicket) => {
      const { id, conversationNo, customer, order } = ticket;
      transaction(() => {
        insert.run(
          ...[id, conversationNo, customer.email, customer.phone],
          ...[order?.appClientId ?? null, order?.orderId ?? null, JSON.stringify(ticket)],
        );
        for (const mergedId of ticket.mergedIds) insertMerged.run(mergedId, id);
        rememberTags(ticket.tags);
      });
    },
    saveTicket: (ticket: StubTicket, atMs: number, facts: readonly StubFact[]) => {
      transaction(() => {
        update.run(JSON.stringify(ticket), ticket.id);
        for (const fact of facts) record.run(ticket.id, atMs, fact.kind, JSON.stringify(fact));
        rememberTags(ticket.tags);
      });
    },
  };
}

function parseTicketRow(row: unknown): StubTicket | null {
  if (row === undefined) return null;
  return stubTicketSchema.parse(JSON.parse(rowSchema.parse(row).body));
}

/** A UUID that is the same for the same name in every workspace. */
function tagIdOf(name: string): string {
  const hex = seededHex('tag', 'id', name);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
