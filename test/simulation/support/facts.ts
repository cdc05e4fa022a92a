import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** What the stores hold, read past all adapters. */
const effectFactSchema = z.object({
  ticket_ref: z.string(),
  message_ref: z.string(),
  kind: z.enum(['talk', 'close']),
  state: z.string(),
});
export type EffectFact = z.infer<typeof effectFactSchema>;

const itemSchema = z.object({
  ticket_ref: z.string(),
  message_ref: z.string(),
  outcome: z.string(),
  codes: z.string(),
  settled_at_ms: z.number(),
});
const countSchema = z.object({ count: z.number() });
const deadSchema = z.object({
  job_id: z.string(),
  group_ref: z.string(),
  code: z.string(),
  deliveries: z.number(),
  attempts: z.number(),
});
const idSchema = z.object({ id: z.string() });

export type Facts = ReturnType<typeof prepareFacts>;

export function prepareFacts(sqlite: DatabaseSync) {
  const effects = sqlite.prepare('SELECT ticket_ref, message_ref, kind, state FROM effects');
  const effect = sqlite.prepare(
    'SELECT ticket_ref, message_ref, kind, state FROM effects WHERE ticket_ref = ? AND message_ref = ? AND kind = ?',
  );
  const items = sqlite.prepare(
    'SELECT ticket_ref, message_ref, outcome, codes, settled_at_ms FROM work_items',
  );
  const allows = sqlite.prepare(
    `SELECT count(*) AS count FROM ledger_entries WHERE chain = ? AND json_extract(facts, '$.outcome') = 'allow'
       AND json_extract(facts, '$.requestHash') = ?`,
  );
  const handled = sqlite.prepare('SELECT ifnull(sum(deliveries), 0) AS count FROM settled_jobs');
  const dead = sqlite.prepare(
    'SELECT job_id, group_ref, code, deliveries, attempts FROM dead_letters',
  );
  const settled = sqlite.prepare('SELECT job_id AS id FROM settled_jobs');
  const deadById = sqlite.prepare('SELECT job_id AS id FROM dead_letters WHERE job_id = ?');
  const live = sqlite.prepare('SELECT count(*) AS count FROM jobs');
  const blocked = sqlite.prepare('SELECT ticket_ref AS id FROM conversations WHERE is_blocked = 1');
  return {
    effects: () => effects.all().map((row) => effectFactSchema.parse(row)),
    effect: (ticketRef: string, messageRef: string, kind: 'talk' | 'close'): EffectFact | null => {
      const row = effect.get(ticketRef, messageRef, kind);
      return row === undefined ? null : effectFactSchema.parse(row);
    },
    items: () => items.all().map((row) => itemSchema.parse(row)),
    /** How often exactly this request was allowed. */
    allows: (chain: string, requestHash: string) =>
      countSchema.parse(allows.get(chain, requestHash)).count,
    /** Deliveries whose work item is settled. */
    handled: () => countSchema.parse(handled.get()).count,
    dead: () => dead.all().map((row) => deadSchema.parse(row)),
    settledJobs: () => new Set(settled.all().map((row) => idSchema.parse(row).id)),
    isDead: (jobId: string): boolean => deadById.get(jobId) !== undefined,
    liveJobs: () => countSchema.parse(live.get()).count,
    blocked: () => new Set(blocked.all().map((row) => idSchema.parse(row).id)),
  };
}
