import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ConversationStore, WorkItem } from '../../core/worker/conversation-store.ts';
import {
  type BegunJobRows,
  begunJobSchema,
  newBegunJobSchema,
  prepareBegunJobs,
} from './begun-job-rows.ts';
import { prepareConversations } from './conversation-rows.ts';
import type { LocalDatabase } from './database.ts';
import {
  countSchema,
  fromStored,
  instantSchema,
  jsonColumnSchema,
  storedCodesSchema,
  storedIdSchema,
  storedRefSchema,
  toStored,
} from './stored-values.ts';

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
const totalsSchema = z.strictObject({ handled: countSchema, duplicates: countSchema });
const replySchema = z.object({
  messageRef: storedRefSchema,
  templateId: storedRefSchema,
  atMs: instantSchema,
});
const listingSchema = z.object({
  untilMs: z.int(),
  nowMs: instantSchema,
  limit: z.int().positive(),
});
const noteSchema = z.object({ ticketRef: storedRefSchema, atMs: instantSchema });

const LAST_INSTANT_MS = Number.MAX_SAFE_INTEGER;

/**
 * Conversation state, work items and begun jobs on the embedded store. Whatever is no reference, code or whole number is refused
 * with an `InvariantViolationError` `STORE_VALUE_INVALID`. A block expires with its conversation, 90 days after the
 * last thing that was recorded of it; `totals` never goes down.
 */
export function createSqliteConversationStore({
  db,
}: {
  readonly db: LocalDatabase;
}): ConversationStore {
  const items = prepareWorkItems(db.sqlite);
  const begun = prepareBegunJobs(db.sqlite);
  const conversations = prepareConversations(db.sqlite);
  return {
    findWorkItem: async (ticketRef, messageRef) => items.find(ticketRef, messageRef),
    settle: async (item, job) => {
      const checked = toStored(newWorkItemSchema, item);
      const checkedJob = toStored(settlingJobSchema, job);
      return db.write(() => {
        begun.settle(checkedJob.jobId);
        return items.settle(checked, checkedJob);
      });
    },
    ...createBegun(db, begun),
    findConversation: async (ticketRef) => conversations.find(ticketRef),
    recordReply: async (ticketRef, reply) => {
      toStored(storedRefSchema, ticketRef);
      const checked = toStored(replySchema, reply);
      await db.write(() => conversations.addReply(ticketRef, checked));
    },
    block: async (ticketRef, atMs) => {
      toStored(noteSchema, { ticketRef, atMs });
      await db.write(() => conversations.touch(ticketRef, true, atMs));
    },
    noteUnknown: async (ticketRef, atMs) => {
      toStored(noteSchema, { ticketRef, atMs });
      return db.write(() => conversations.noteUnknown(ticketRef, atMs));
    },
    readUnknown: async (ticketRef, atMs) => conversations.readUnknown(ticketRef, atMs),
    totals: async () => items.totals(),
  };
}

type BegunMethods = 'noteBegun' | 'listBegun' | 'lookForBegun' | 'countRestore' | 'endBegun';

function createBegun(db: LocalDatabase, rows: BegunJobRows): Pick<ConversationStore, BegunMethods> {
  return {
    noteBegun: async (job) => {
      const checked = toStored(newBegunJobSchema, job);
      await db.write(() => rows.note(checked));
    },
    listBegun: async (query) => {
      const { untilMs, nowMs, limit } = toStored(listingSchema, query);
      const quiet = rows.list(0, untilMs, limit);
      const room = limit - quiet.length;
      return room === 0 ? quiet : [...quiet, ...rows.list(nowMs + 1, LAST_INSTANT_MS, room)];
    },
    lookForBegun: async (job, nowMs) => {
      const checked = toStored(begunJobSchema, job);
      toStored(instantSchema, nowMs);
      return db.write(() => rows.look(checked, nowMs));
    },
    countRestore: async (jobId) => {
      toStored(storedIdSchema, jobId);
      await db.write(() => rows.countRestore(jobId));
    },
    endBegun: async (job) => {
      const checked = toStored(begunJobSchema, job);
      await db.write(() => rows.end(checked));
    },
  };
}

type SettlingJob = z.infer<typeof settlingJobSchema>;

function prepareWorkItems(sqlite: DatabaseSync) {
  const selectItem = sqlite.prepare(
    `SELECT ticket_ref AS ticketRef, message_ref AS messageRef, outcome, codes, intent,
       template_id AS templateId, settled_at_ms AS settledAtMs
     FROM work_items WHERE ticket_ref = ? AND message_ref = ?`,
  );
  const insertItem = sqlite.prepare(
    `INSERT INTO work_items (ticket_ref, message_ref, outcome, codes, intent, template_id, settled_at_ms)
     VALUES (:ticketRef, :messageRef, :outcome, :codes, :intent, :templateId, :settledAtMs)
     ON CONFLICT DO NOTHING`,
  );
  const selectJob = sqlite.prepare(
    'SELECT is_settler AS isSettler FROM settled_jobs WHERE job_id = ?',
  );
  const insertJob = sqlite.prepare(
    'INSERT INTO settled_jobs (job_id, is_settler, settled_at_ms) VALUES (?, ?, ?)',
  );
  const addTotals = sqlite.prepare(
    'UPDATE settle_totals SET handled = handled + ?, duplicates = duplicates + ?',
  );
  const selectTotals = sqlite.prepare('SELECT handled, duplicates FROM settle_totals');

  return {
    find: (ticketRef: string, messageRef: string): WorkItem | null => {
      const row = selectItem.get(ticketRef, messageRef);
      return row === undefined ? null : fromStored(workItemRowSchema, row);
    },
    settle: (item: WorkItem, job: SettlingJob): boolean => {
      const earlier = selectJob.get(job.jobId);
      if (earlier !== undefined) return earlier['isSettler'] === 1;
      const isSettler =
        insertItem.run({ ...item, codes: JSON.stringify(item.codes) }).changes === 1;
      insertJob.run(job.jobId, isSettler ? 1 : 0, item.settledAtMs);
      addTotals.run(job.deliveries, isSettler ? job.deliveries - 1 : job.deliveries);
      return isSettler;
    },
    totals: () => fromStored(totalsSchema, selectTotals.get()),
  };
}
