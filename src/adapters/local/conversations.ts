import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { isTicketId } from '../../core/tickets/ticket.ts';
import type {
  BegunJob,
  ConversationState,
  ConversationStore,
  NewBegunJob,
  WorkItem,
} from '../../core/worker/conversation-store.ts';
import type { LocalDatabase } from './database.ts';
import {
  booleanColumnSchema,
  countSchema,
  fromStored,
  instantSchema,
  jsonColumnSchema,
  storedCodesSchema,
  storedIdSchema,
  storedRefSchema,
  toStored,
} from './stored-values.ts';

/**
 * Conversation state, work items and begun jobs on the embedded store. A value that is no reference, code or whole
 * number is refused with an `InvariantViolationError` `STORE_VALUE_INVALID`. A block expires with its conversation,
 * 90 days after the last thing that was recorded of it.
 */
export function createSqliteConversationStore({
  db,
}: {
  readonly db: LocalDatabase;
}): ConversationStore {
  return { ...createWorkItems(db), ...createBegunJobs(db), ...createConversations(db) };
}

type Methods<M extends keyof ConversationStore> = Pick<ConversationStore, M>;

const workItemFields = {
  ticketRef: storedRefSchema,
  messageRef: storedRefSchema,
  outcome: z.enum(['replied', 'held', 'routed', 'ignored', 'observed']),
  intent: storedRefSchema.nullable(),
  templateId: storedRefSchema.nullable(),
  settledAtMs: instantSchema,
} as const;
const newWorkItemSchema: z.ZodType<WorkItem> = z.object({
  ...workItemFields,
  codes: storedCodesSchema,
});
const workItemRowSchema: z.ZodType<WorkItem> = z.strictObject({
  ...workItemFields,
  codes: jsonColumnSchema.pipe(storedCodesSchema),
});
const settlingJobSchema = z.object({ jobId: storedIdSchema, deliveries: z.int().positive() });

function createWorkItems(db: LocalDatabase): Methods<'findWorkItem' | 'settle'> {
  const selectItem = db.sqlite.prepare(
    `SELECT ticket_ref AS ticketRef, message_ref AS messageRef, outcome, codes, intent,
       template_id AS templateId, settled_at_ms AS settledAtMs
     FROM work_items WHERE ticket_ref = ? AND message_ref = ?`,
  );
  const insertItem = db.sqlite.prepare(
    `INSERT INTO work_items (ticket_ref, message_ref, outcome, codes, intent, template_id, settled_at_ms)
     VALUES (:ticketRef, :messageRef, :outcome, :codes, :intent, :templateId, :settledAtMs)
     ON CONFLICT DO NOTHING`,
  );
  const endBegun = db.sqlite.prepare('DELETE FROM begun_jobs WHERE job_id = ?');
  const selectJob = db.sqlite.prepare(
    'SELECT is_settler AS isSettler FROM settled_jobs WHERE job_id = ?',
  );
  const insertJob = db.sqlite.prepare(
    'INSERT INTO settled_jobs (job_id, is_settler, settled_at_ms, deliveries) VALUES (?, ?, ?, ?)',
  );

  function settle(item: WorkItem, { jobId, deliveries }: z.infer<typeof settlingJobSchema>) {
    endBegun.run(jobId);
    const earlier = selectJob.get(jobId);
    if (earlier !== undefined) return earlier['isSettler'] === 1;
    const inserted = insertItem.run({ ...item, codes: JSON.stringify(item.codes) });
    const isSettler = inserted.changes === 1;
    insertJob.run(jobId, isSettler ? 1 : 0, item.settledAtMs, deliveries);
    return isSettler;
  }

  return {
    findWorkItem: async (ticketRef, messageRef) => {
      const row = selectItem.get(ticketRef, messageRef);
      return row === undefined ? null : fromStored(workItemRowSchema, row);
    },
    settle: async (item, job) => {
      const checked = toStored(newWorkItemSchema, item);
      const checkedJob = toStored(settlingJobSchema, job);
      return db.write(() => settle(checked, checkedJob));
    },
  };
}

const newBegunFields = {
  jobId: storedIdSchema,
  ticketRef: storedRefSchema,
  /** The one outside id in these stores; it is of no use as a reference. */
  ticketId: z.string().refine(isTicketId),
  deliveries: z.int().positive(),
  seenAtMs: instantSchema,
} as const;
const newBegunJobSchema: z.ZodType<NewBegunJob> = z.object(newBegunFields);
const begunJobSchema: z.ZodType<BegunJob> = z.strictObject({
  ...newBegunFields,
  recoveries: countSchema,
  version: z.int().positive(),
});
const listingSchema = z.object({
  untilMs: z.int(),
  nowMs: instantSchema,
  limit: z.int().positive(),
});
const LAST_INSTANT_MS = Number.MAX_SAFE_INTEGER;
const BEGUN_COLUMNS = `job_id AS jobId, ticket_ref AS ticketRef, ticket_id AS ticketId, deliveries,
  seen_at_ms AS seenAtMs, recoveries, version`;

type BegunMethods = 'noteBegun' | 'listBegun' | 'lookForBegun' | 'countRecovery' | 'endBegun';

function createBegunJobs(db: LocalDatabase): Methods<BegunMethods> {
  const note = db.sqlite.prepare(
    `INSERT INTO begun_jobs (job_id, ticket_ref, ticket_id, deliveries, seen_at_ms)
     SELECT :jobId, :ticketRef, :ticketId, :deliveries, :seenAtMs
     WHERE NOT EXISTS (SELECT 1 FROM settled_jobs WHERE job_id = :jobId)
     ON CONFLICT DO UPDATE SET seen_at_ms = excluded.seen_at_ms, version = version + 1`,
  );
  const select = db.sqlite.prepare(
    `SELECT ${BEGUN_COLUMNS} FROM begun_jobs WHERE seen_at_ms BETWEEN ? AND ? ORDER BY seen_at_ms LIMIT ?`,
  );
  const look = db.sqlite.prepare(
    `UPDATE begun_jobs SET seen_at_ms = ?, version = version + 1 WHERE job_id = ? AND version = ?
     RETURNING ${BEGUN_COLUMNS}`,
  );
  const count = db.sqlite.prepare(
    'UPDATE begun_jobs SET recoveries = recoveries + 1 WHERE job_id = ?',
  );
  const end = db.sqlite.prepare('DELETE FROM begun_jobs WHERE job_id = ? AND version = ?');
  const list = (fromMs: number, untilMs: number, limit: number): readonly BegunJob[] =>
    select.all(fromMs, untilMs, limit).map((row) => fromStored(begunJobSchema, row));

  return {
    noteBegun: async (job) => {
      const { jobId, ticketRef, ticketId, deliveries, seenAtMs } = toStored(newBegunJobSchema, job);
      await db.write(() => note.run({ jobId, ticketRef, ticketId, deliveries, seenAtMs }));
    },
    listBegun: async (query) => {
      const { untilMs, nowMs, limit } = toStored(listingSchema, query);
      const quiet = list(0, untilMs, limit);
      const left = limit - quiet.length;
      return left === 0 ? quiet : [...quiet, ...list(nowMs + 1, LAST_INSTANT_MS, left)];
    },
    lookForBegun: async (job, nowMs) => {
      const { jobId, version } = toStored(begunJobSchema, job);
      toStored(instantSchema, nowMs);
      const row = await db.write(() => look.get(nowMs, jobId, version));
      return row === undefined ? null : fromStored(begunJobSchema, row);
    },
    countRecovery: async (jobId) => {
      toStored(storedIdSchema, jobId);
      await db.write(() => count.run(jobId));
    },
    endBegun: async (job) => {
      const { jobId, version } = toStored(begunJobSchema, job);
      await db.write(() => end.run(jobId, version));
    },
  };
}

type Reply = ConversationState['replies'][number];

const replyFields = {
  messageRef: storedRefSchema,
  templateId: storedRefSchema,
  atMs: instantSchema,
} as const;
const replySchema: z.ZodType<Reply> = z.object(replyFields);
const replyRowSchema: z.ZodType<Reply> = z.strictObject(replyFields);
const blockedRowSchema = z.strictObject({ isBlocked: booleanColumnSchema });
const noteSchema = z.object({ ticketRef: storedRefSchema, atMs: instantSchema });

type ConversationMethods =
  | 'findConversation'
  | 'recordReply'
  | 'block'
  | 'noteUnknown'
  | 'readUnknown';

function createConversations(db: LocalDatabase): Methods<ConversationMethods> {
  const select = db.sqlite.prepare(
    'SELECT is_blocked AS isBlocked FROM conversations WHERE ticket_ref = ?',
  );
  const selectReplies = db.sqlite.prepare(
    `SELECT message_ref AS messageRef, template_id AS templateId, at_ms AS atMs
     FROM conversation_replies WHERE ticket_ref = ? ORDER BY at_ms, message_ref`,
  );
  // Creates or renews the conversation; a block is never taken back.
  const touch = db.sqlite.prepare(
    `INSERT INTO conversations (ticket_ref, is_blocked, touched_at_ms) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET is_blocked = max(is_blocked, excluded.is_blocked),
       touched_at_ms = max(touched_at_ms, excluded.touched_at_ms)`,
  );
  // One reply per customer message; the first one stands.
  const insertReply = db.sqlite.prepare(
    `INSERT INTO conversation_replies (ticket_ref, message_ref, template_id, at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const unknown = prepareUnknownNotes(db.sqlite);

  return {
    findConversation: async (ticketRef) => {
      const row = select.get(ticketRef);
      if (row === undefined) return null;
      const { isBlocked } = fromStored(blockedRowSchema, row);
      const replies = selectReplies
        .all(ticketRef)
        .map((reply) => fromStored(replyRowSchema, reply));
      return { ticketRef, replies, isBlocked };
    },
    recordReply: async (ticketRef, reply) => {
      toStored(storedRefSchema, ticketRef);
      const { messageRef, templateId, atMs } = toStored(replySchema, reply);
      await db.write(() => {
        touch.run(ticketRef, 0, atMs);
        insertReply.run(ticketRef, messageRef, templateId, atMs);
      });
    },
    block: async (ticketRef, atMs) => {
      toStored(noteSchema, { ticketRef, atMs });
      await db.write(() => touch.run(ticketRef, 1, atMs));
    },
    noteUnknown: async (ticketRef, atMs) => {
      toStored(noteSchema, { ticketRef, atMs });
      return db.write(() => unknown.note(ticketRef, atMs));
    },
    readUnknown: async (ticketRef, atMs) => unknown.read(ticketRef, atMs),
  };
}

/** How long a 404 counts toward "this ticket is unknown". */
const UNKNOWN_WINDOW_MS = 600_000;

const notesSchema = z.strictObject({ count: countSchema, firstAtMs: instantSchema });

function prepareUnknownNotes(sqlite: DatabaseSync) {
  // A note of the future is of a clock that was put back; it would never grow old.
  const forget = sqlite.prepare(
    'DELETE FROM unknown_tickets WHERE ticket_ref = ? AND (at_ms < ? OR at_ms > ?)',
  );
  const insert = sqlite.prepare('INSERT INTO unknown_tickets (ticket_ref, at_ms) VALUES (?, ?)');
  const count = sqlite.prepare(
    `SELECT count(*) AS count, coalesce(min(at_ms), 0) AS firstAtMs FROM unknown_tickets
     WHERE ticket_ref = ? AND at_ms BETWEEN ? AND ?`,
  );
  const read = (ticketRef: string, atMs: number) =>
    fromStored(notesSchema, count.get(ticketRef, atMs - UNKNOWN_WINDOW_MS, atMs));
  return {
    read,
    note: (ticketRef: string, atMs: number) => {
      forget.run(ticketRef, atMs - UNKNOWN_WINDOW_MS, atMs);
      insert.run(ticketRef, atMs);
      return read(ticketRef, atMs);
    },
  };
}
