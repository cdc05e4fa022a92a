import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { seededHex } from './oddities.ts';
import { createTransaction, openStubDatabase } from './state-database.ts';
import {
  type JournalEntry,
  type StubFact,
  type StubTicket,
  stubFactSchema,
  stubTicketSchema,
} from './workspace.ts';

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
