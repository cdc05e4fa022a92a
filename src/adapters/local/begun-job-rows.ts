import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { isTicketId } from '../../core/tickets/ticket.ts';
import type { BegunJob, NewBegunJob } from '../../core/worker/conversation-store.ts';
import {
  countSchema,
  fromStored,
  instantSchema,
  storedIdSchema,
  storedRefSchema,
} from './stored-values.ts';

const newBegunFields = {
  jobId: storedIdSchema,
  ticketRef: storedRefSchema,
  /** The one outside id in these stores; it is of no use as a reference. */
  ticketId: z.string().refine(isTicketId),
  deliveries: z.int().positive(),
  seenAtMs: instantSchema,
} as const;

export const newBegunJobSchema: z.ZodType<NewBegunJob> = z.object(newBegunFields);
export const begunJobSchema: z.ZodType<BegunJob> = z.strictObject({
  ...newBegunFields,
  restores: countSchema,
  version: z.int().positive(),
});

/** Statements on begun jobs; the writing ones run inside a write transaction. */
export interface BegunJobRows {
  note(job: NewBegunJob): void;
  /** Those last seen from `fromMs` until `untilMs`, both included, oldest first. */
  list(fromMs: number, untilMs: number, limit: number): readonly BegunJob[];
  look(job: BegunJob, nowMs: number): BegunJob | null;
  countRestore(jobId: string): void;
  /** Whatever was seen of it since. */
  settle(jobId: string): void;
  /** Only when it was not seen since. */
  end(job: BegunJob): void;
}

const BEGUN_COLUMNS = `job_id AS jobId, ticket_ref AS ticketRef, ticket_id AS ticketId, deliveries,
  seen_at_ms AS seenAtMs, restores, version`;

export function prepareBegunJobs(sqlite: DatabaseSync): BegunJobRows {
  const note = sqlite.prepare(
    `INSERT INTO begun_jobs (job_id, ticket_ref, ticket_id, deliveries, seen_at_ms)
     SELECT :jobId, :ticketRef, :ticketId, :deliveries, :seenAtMs
     WHERE NOT EXISTS (SELECT 1 FROM settled_jobs WHERE job_id = :jobId)
     ON CONFLICT DO UPDATE SET seen_at_ms = excluded.seen_at_ms, version = version + 1`,
  );
  const list = sqlite.prepare(
    `SELECT ${BEGUN_COLUMNS} FROM begun_jobs WHERE seen_at_ms BETWEEN ? AND ? ORDER BY seen_at_ms LIMIT ?`,
  );
  const look = sqlite.prepare(
    `UPDATE begun_jobs SET seen_at_ms = ?, version = version + 1 WHERE job_id = ? AND version = ?
     RETURNING ${BEGUN_COLUMNS}`,
  );
  const count = sqlite.prepare('UPDATE begun_jobs SET restores = restores + 1 WHERE job_id = ?');
  const settle = sqlite.prepare('DELETE FROM begun_jobs WHERE job_id = ?');
  const end = sqlite.prepare('DELETE FROM begun_jobs WHERE job_id = ? AND version = ?');
  return {
    note: ({ jobId, ticketRef, ticketId, deliveries, seenAtMs }) => {
      note.run({ jobId, ticketRef, ticketId, deliveries, seenAtMs });
    },
    list: (fromMs, untilMs, limit) =>
      list.all(fromMs, untilMs, limit).map((row) => fromStored(begunJobSchema, row)),
    look: ({ jobId, version }, nowMs) => {
      const row = look.get(nowMs, jobId, version);
      return row === undefined ? null : fromStored(begunJobSchema, row);
    },
    countRestore: (jobId) => {
      count.run(jobId);
    },
    settle: (jobId) => {
      settle.run(jobId);
    },
    end: ({ jobId, version }) => {
      end.run(jobId, version);
    },
  };
}
