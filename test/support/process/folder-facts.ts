import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { createNodeDigest } from '../../../src/adapters/node/platform.ts';
import { createReferences } from '../../../src/core/runtime/references.ts';

const keySchema = z.object({ key: z.instanceof(Uint8Array) });
const idSchema = z.object({ id: z.string() });
const effectSchema = z.object({ ticketRef: z.string(), kind: z.string(), state: z.string() });
const workItemSchema = z.object({ ticketRef: z.string(), outcome: z.string() });
const countedSchema = z.object({ id: z.string(), count: z.int() });
const totalsSchema = z.object({ total: z.int() });
const ticketSchema = z.object({ id: z.string(), body: z.string() });
const tagsSchema = z.object({ tags: z.array(z.string()) });

const REPLIES = `SELECT ticket_id AS id, count(*) AS count FROM journal
  WHERE kind IN ('message', 'comment') GROUP BY ticket_id`;
const ALLOWED = `SELECT chain AS id, count(*) AS count FROM ledger_entries
  WHERE json_extract(facts, '$.kind') = 'decision' AND json_extract(facts, '$.outcome') = 'allow'
    AND json_extract(facts, '$.effect') IN ('reply.send', 'comment.add') GROUP BY chain`;
const TOTAL = `SELECT ifnull(sum(deliveries), 0) + (SELECT ifnull(sum(deliveries), 0) FROM dead_letters
  WHERE job_id NOT IN (SELECT job_id FROM settled_jobs)) AS total FROM settled_jobs`;

export type FolderFacts = ReturnType<typeof readFolderFacts>;

function open(dataDir: string, file: string): DatabaseSync {
  return new DatabaseSync(join(dataDir, file), { readOnly: true });
}

function readOwn(store: DatabaseSync) {
  const all = <S extends z.ZodType>(schema: S, sql: string) =>
    z.array(schema).parse(store.prepare(sql).all());
  const idsOf = (sql: string) => new Set(all(idSchema, sql).map(({ id }) => id));
  const [key] = all(keySchema, 'SELECT key FROM reference_keys');
  const [totals] = all(totalsSchema, TOTAL);
  return {
    ticketRefOf: createReferences(key?.key ?? new Uint8Array(), createNodeDigest()).ticketRef,
    spent: idsOf('SELECT job_id AS id FROM spent_job_ids'),
    live: idsOf('SELECT job_id AS id FROM jobs'),
    settled: idsOf('SELECT job_id AS id FROM settled_jobs'),
    dead: idsOf('SELECT job_id AS id FROM dead_letters'),
    deadGroups: idsOf('SELECT group_ref AS id FROM dead_letters'),
    /** Deliveries that the settled jobs and the dead letters stand for. */
    deliveries: totals?.total ?? 0,
    effects: all(effectSchema, 'SELECT ticket_ref AS ticketRef, kind, state FROM effects'),
    workItems: all(workItemSchema, 'SELECT ticket_ref AS ticketRef, outcome FROM work_items'),
    /** How often the ledger allowed a reply, by ticket reference. */
    allowed: new Map(all(countedSchema, ALLOWED).map(({ id, count }) => [id, count])),
  };
}

function readStub(fixture: DatabaseSync) {
  const tickets = z
    .array(ticketSchema)
    .parse(fixture.prepare('SELECT id, body FROM tickets').all())
    .map(({ id, body }) => [id, tagsSchema.parse(JSON.parse(body)).tags] as const);
  const replies = z.array(countedSchema).parse(fixture.prepare(REPLIES).all());
  return {
    /** What customers really got, by ticket. */
    replies: new Map(replies.map(({ id, count }) => [id, count])),
    tags: new Map(tickets),
  };
}

/** What stands on the disk of a data folder, read past all adapters: our own store, and the truth of the stub. */
export function readFolderFacts(dataDir: string) {
  const store = open(dataDir, 'rpmw.db');
  const fixture = open(dataDir, 'stub-richpanel.db');
  try {
    return { ...readOwn(store), ...readStub(fixture) };
  } finally {
    store.close();
    fixture.close();
  }
}
