import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ConversationState } from '../../core/worker/conversation-store.ts';
import {
  booleanColumnSchema,
  countSchema,
  fromStored,
  instantSchema,
  storedRefSchema,
} from './stored-values.ts';

type Reply = ConversationState['replies'][number];

/** How long a 404 counts toward "this ticket is unknown". */
export const UNKNOWN_WINDOW_MS = 600_000;

const blockedRowSchema = z.strictObject({ isBlocked: booleanColumnSchema });
const replyRowSchema: z.ZodType<Reply> = z.strictObject({
  messageRef: storedRefSchema,
  templateId: storedRefSchema,
  atMs: instantSchema,
});
const notesSchema = z.strictObject({ count: countSchema, firstAtMs: instantSchema });

/** Statements on conversations; the writing ones run inside a write transaction. */
export interface ConversationRows {
  find(ticketRef: string): ConversationState | null;
  /** Creates or renews the conversation; a block is never taken back. */
  touch(ticketRef: string, isBlocked: boolean, atMs: number): void;
  /** One reply per customer message; the first one stands. */
  addReply(ticketRef: string, reply: Reply): void;
  noteUnknown(ticketRef: string, atMs: number): UnknownNotes;
  readUnknown(ticketRef: string, atMs: number): UnknownNotes;
}

interface UnknownNotes {
  readonly count: number;
  readonly firstAtMs: number;
}

export function prepareConversations(sqlite: DatabaseSync): ConversationRows {
  const select = sqlite.prepare(
    'SELECT is_blocked AS isBlocked FROM conversations WHERE ticket_ref = ?',
  );
  const selectReplies = sqlite.prepare(
    `SELECT message_ref AS messageRef, template_id AS templateId, at_ms AS atMs
     FROM conversation_replies WHERE ticket_ref = ? ORDER BY at_ms, message_ref`,
  );
  const touch = sqlite.prepare(
    `INSERT INTO conversations (ticket_ref, is_blocked, touched_at_ms) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET is_blocked = max(is_blocked, excluded.is_blocked),
       touched_at_ms = max(touched_at_ms, excluded.touched_at_ms)`,
  );
  const insertReply = sqlite.prepare(
    `INSERT INTO conversation_replies (ticket_ref, message_ref, template_id, at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const unknown = prepareUnknownNotes(sqlite);

  return {
    find: (ticketRef) => {
      const row = select.get(ticketRef);
      if (row === undefined) return null;
      const { isBlocked } = fromStored(blockedRowSchema, row);
      const replies = selectReplies
        .all(ticketRef)
        .map((reply) => fromStored(replyRowSchema, reply));
      return { ticketRef, replies, isBlocked };
    },
    touch: (ticketRef, isBlocked, atMs) => {
      touch.run(ticketRef, isBlocked ? 1 : 0, atMs);
    },
    addReply: (ticketRef, reply) => {
      touch.run(ticketRef, 0, reply.atMs);
      insertReply.run(ticketRef, reply.messageRef, reply.templateId, reply.atMs);
    },
    ...unknown,
  };
}

function prepareUnknownNotes(
  sqlite: DatabaseSync,
): Pick<ConversationRows, 'noteUnknown' | 'readUnknown'> {
  // A note of the future is of a clock that was put back; it would never grow old.
  const forget = sqlite.prepare(
    'DELETE FROM unknown_tickets WHERE ticket_ref = ? AND (at_ms < ? OR at_ms > ?)',
  );
  const insert = sqlite.prepare('INSERT INTO unknown_tickets (ticket_ref, at_ms) VALUES (?, ?)');
  const count = sqlite.prepare(
    `SELECT count(*) AS count, coalesce(min(at_ms), 0) AS firstAtMs FROM unknown_tickets
     WHERE ticket_ref = ? AND at_ms BETWEEN ? AND ?`,
  );
  const read = (ticketRef: string, atMs: number): UnknownNotes =>
    fromStored(notesSchema, count.get(ticketRef, atMs - UNKNOWN_WINDOW_MS, atMs));
  return {
    readUnknown: read,
    noteUnknown: (ticketRef, atMs) => {
      forget.run(ticketRef, atMs - UNKNOWN_WINDOW_MS, atMs);
      insert.run(ticketRef, atMs);
      return read(ticketRef, atMs);
    },
  };
}
