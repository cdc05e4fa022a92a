import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type {
  EffectKey,
  EffectRow,
  EffectRowState,
  EffectStore,
  IntendResult,
  NewEffect,
  ReplyCounts,
  ReplyLimits,
} from '../../core/worker/effect-store.ts';
import type { LocalDatabase } from './database.ts';
import {
  countSchema,
  fromStored,
  instantSchema,
  jsonColumnSchema,
  storedCodesSchema,
  storedRefSchema,
  storedRefsSchema,
  toStored,
} from './stored-values.ts';

const STATES = [
  'intended',
  'sending',
  'unsent',
  'confirmed',
  'withdrawn',
  'refused',
  'unconfirmed',
] as const satisfies readonly EffectRowState[];

const keyFields = {
  ticketRef: storedRefSchema,
  messageRef: storedRefSchema,
  kind: z.enum(['talk', 'close']),
} as const;

const effectKeySchema: z.ZodType<EffectKey> = z.object(keyFields);
const newEffectSchema: z.ZodType<NewEffect> = z.object({
  ...keyFields,
  templateId: storedRefSchema,
  customerRef: storedRefSchema.nullable(),
  nowMs: instantSchema,
});
const outcomeSchema = z.enum(['hold', 'deny']);
const endingSchema = z.object({ outcome: outcomeSchema, codes: storedCodesSchema });

/** What a move may change, checked before it is stored. */
const effectChangeSchema = z.object({
  nowMs: instantSchema,
  outcome: outcomeSchema.optional(),
  codes: storedCodesSchema.optional(),
  baselineRefs: storedRefsSchema.optional(),
  looks: countSchema.optional(),
});
const effectStateSchema = z.enum(STATES);
export const effectRowSchema: z.ZodType<EffectRow> = z.strictObject({
  ...keyFields,
  state: effectStateSchema,
  outcome: outcomeSchema.nullable(),
  version: z.int().positive(),
  templateId: storedRefSchema,
  codes: jsonColumnSchema.pipe(storedCodesSchema),
  baselineRefs: jsonColumnSchema.pipe(storedRefsSchema),
  looks: countSchema,
  customerRef: storedRefSchema.nullable(),
  createdAtMs: instantSchema,
  changedAtMs: instantSchema,
});

/** The columns of `effects` under the names of an `EffectRow`. */
const EFFECT_COLUMNS = `ticket_ref AS ticketRef, message_ref AS messageRef, kind, state, outcome, version,
  template_id AS templateId, codes, baseline_refs AS baselineRefs, looks, customer_ref AS customerRef,
  created_at_ms AS createdAtMs, changed_at_ms AS changedAtMs`;

type Ending = z.infer<typeof endingSchema>;
type EffectChange = z.infer<typeof effectChangeSchema>;

/**
 * The effect rows on the embedded store. A value that is no reference, code or whole number is refused with an
 * `InvariantViolationError` `STORE_VALUE_INVALID`, so that no text can get in.
 */
export function createSqliteEffectStore({ db }: { readonly db: LocalDatabase }): EffectStore {
  const rows = prepareRows(db.sqlite);
  const countReplies = prepareReplyCounts(db.sqlite);

  function intend(effect: NewEffect, limits: ReplyLimits): IntendResult {
    const existing = rows.find(effect);
    if (existing !== null) return { outcome: 'exists', row: existing };
    const code =
      effect.kind === 'close'
        ? null
        : findBrokenCap(countReplies({ ...effect, except: effect }), limits);
    if (code !== null) return { outcome: 'capped', code };
    rows.insert(effect, 'intended', null);
    return { outcome: 'intended', row: rows.get(effect) };
  }

  return {
    find: async (key) => rows.find(key),
    intend: async (effect, limits) => {
      const checked = toStored(newEffectSchema, effect);
      return db.write(() => intend(checked, limits));
    },
    refuse: async (effect, ending) => {
      const checked = toStored(newEffectSchema, effect);
      const checkedEnding = toStored(endingSchema, ending);
      return db.write(() => rows.insert(checked, 'refused', checkedEnding));
    },
    move: async (row, to, change) => {
      const key = toStored(effectKeySchema, row);
      const state = toStored(effectStateSchema, to);
      const checked = toStored(effectChangeSchema, change);
      return db.write(() => rows.move({ ...row, ...key }, state, checked));
    },
    countReplies: async (query) => countReplies(query),
    ...createWriteCounts(db),
    findOpen: async (ticketRef) => rows.findOpen(ticketRef),
    listUnconfirmed: async (limit) => rows.listUnconfirmed(limit),
  };
}

const THIS_ROW = 'ticket_ref = ? AND message_ref = ? AND kind = ?';

function prepareRows(sqlite: DatabaseSync) {
  const select = sqlite.prepare(`SELECT ${EFFECT_COLUMNS} FROM effects WHERE ${THIS_ROW}`);
  const insert = sqlite.prepare(
    `INSERT INTO effects (ticket_ref, message_ref, kind, state, outcome, version, template_id, codes, baseline_refs,
       looks, customer_ref, created_at_ms, changed_at_ms, counted_at_ms)
     VALUES (:ticketRef, :messageRef, :kind, :state, :outcome, 1, :templateId, :codes, '[]',
       0, :customerRef, :nowMs, :nowMs, :nowMs)
     ON CONFLICT DO NOTHING`,
  );
  // A reply that is reserved anew, or really goes out now, counts from now: its first reservation may be long ago.
  const update = sqlite.prepare(
    `UPDATE effects SET state = :to, version = version + 1, changed_at_ms = :nowMs,
       outcome = coalesce(:outcome, outcome), codes = coalesce(:codes, codes), baseline_refs = coalesce(:baselineRefs, baseline_refs),
       looks = coalesce(:looks, looks),
       counted_at_ms = iif(:to IN ('intended', 'sending'), max(counted_at_ms, :nowMs), counted_at_ms)
     WHERE ticket_ref = :ticketRef AND message_ref = :messageRef AND kind = :kind
       AND version = :version AND state = :state
     RETURNING ${EFFECT_COLUMNS}`,
  );
  const selectUnconfirmed = sqlite.prepare(
    `SELECT ${EFFECT_COLUMNS} FROM effects WHERE state = 'unconfirmed'
     ORDER BY created_at_ms, ticket_ref, message_ref, kind LIMIT ?`,
  );
  // By the primary key's prefix: a ticket has few rows.
  const selectOpen = sqlite.prepare(
    `SELECT ${EFFECT_COLUMNS} FROM effects
     WHERE ticket_ref = ? AND state IN ('intended', 'sending', 'unsent')
     ORDER BY created_at_ms, message_ref, kind`,
  );
  const parse = (row: unknown): EffectRow | null =>
    row === undefined ? null : fromStored(effectRowSchema, row);
  const parseAll = (found: readonly unknown[]): readonly EffectRow[] =>
    found.map((row) => fromStored(effectRowSchema, row));
  const json = (list: readonly string[] | undefined): string | null =>
    list === undefined ? null : JSON.stringify(list);

  return {
    find: ({ ticketRef, messageRef, kind }: EffectKey): EffectRow | null =>
      parse(select.get(ticketRef, messageRef, kind)),
    get: ({ ticketRef, messageRef, kind }: EffectKey): EffectRow =>
      fromStored(effectRowSchema, select.get(ticketRef, messageRef, kind)),
    /** @returns false when there is a row already */
    insert: (effect: NewEffect, state: EffectRowState, ending: Ending | null): boolean => {
      const outcome = ending?.outcome ?? null;
      const codes = json(ending?.codes ?? []);
      return insert.run({ ...effect, state, outcome, codes }).changes === 1;
    },
    move: (row: EffectRow, to: EffectRowState, change: EffectChange): EffectRow | null => {
      const { ticketRef, messageRef, kind, version, state } = row;
      const { nowMs, outcome = null, looks = null } = change;
      const lists = { codes: json(change.codes), baselineRefs: json(change.baselineRefs) };
      const key = { ticketRef, messageRef, kind, version, state };
      return parse(update.get({ ...key, to, nowMs, outcome, looks, ...lists }));
    },
    findOpen: (ticketRef: string) => parseAll(selectOpen.all(ticketRef)),
    listUnconfirmed: (limit: number) => parseAll(selectUnconfirmed.all(limit)),
  };
}

function createWriteCounts(
  db: LocalDatabase,
): Pick<EffectStore, 'countWrite' | 'uncountWrite' | 'readWrites'> {
  const add = db.sqlite.prepare(
    `INSERT INTO message_writes (ticket_ref, message_ref, writes, first_at_ms) VALUES (?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET writes = writes + 1
     RETURNING writes - 1 AS before`,
  );
  const select = db.sqlite.prepare(
    'SELECT writes FROM message_writes WHERE ticket_ref = ? AND message_ref = ?',
  );
  const takeBack = db.sqlite.prepare(
    `UPDATE message_writes SET writes = writes - 1
     WHERE ticket_ref = ? AND message_ref = ? AND writes > 0`,
  );
  return {
    countWrite: async (ticketRef, messageRef, nowMs) => {
      toStored(storedRefSchema, ticketRef);
      toStored(storedRefSchema, messageRef);
      toStored(instantSchema, nowMs);
      return db.write(() => Number(add.get(ticketRef, messageRef, nowMs)?.['before']));
    },
    uncountWrite: async (ticketRef, messageRef) => {
      await db.write(() => takeBack.run(ticketRef, messageRef));
    },
    readWrites: async (ticketRef, messageRef) =>
      Number(select.get(ticketRef, messageRef)?.['writes'] ?? 0),
  };
}

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

/** Reserved, under way, done, or perhaps done: everything that was not provably unsent. */
const COUNTED = `kind = 'talk' AND state IN ('intended', 'sending', 'confirmed', 'unconfirmed')`;
const NOT_THIS_ONE = 'NOT (ticket_ref = ? AND message_ref = ? AND kind = ?)';

const ticketCountsSchema = z.object({ repliesTicket10Min: z.int(), repliesTicket24h: z.int() });
const customerCountSchema = z.object({ repliesCustomer24h: z.int() });

type ReplyQuery = Parameters<EffectStore['countReplies']>[0];

/**
 * Makes the function that counts replies. A reply counts from its reservation, and again from its send, for ten
 * minutes and a day; one of the future counts as well, for a clock that was put back must not open the caps.
 */
function prepareReplyCounts(sqlite: DatabaseSync): (query: ReplyQuery) => ReplyCounts {
  const countTicket = sqlite.prepare(
    `SELECT count(*) FILTER (WHERE counted_at_ms > ?) AS repliesTicket10Min, count(*) AS repliesTicket24h
     FROM effects WHERE ticket_ref = ? AND ${COUNTED} AND counted_at_ms > ? AND ${NOT_THIS_ONE}`,
  );
  const countCustomer = sqlite.prepare(
    `SELECT count(*) AS repliesCustomer24h
     FROM effects WHERE customer_ref = ? AND ${COUNTED} AND counted_at_ms > ? AND ${NOT_THIS_ONE}`,
  );
  return ({ ticketRef, customerRef, except, nowMs }) => {
    const notThis = [except.ticketRef, except.messageRef, except.kind] as const;
    const tenMinutesAgo = nowMs - TEN_MINUTES_MS;
    const dayAgo = nowMs - DAY_MS;
    const byTicket = countTicket.get(tenMinutesAgo, ticketRef, dayAgo, ...notThis);
    const byCustomer =
      customerRef === null
        ? { repliesCustomer24h: 0 }
        : countCustomer.get(customerRef, dayAgo, ...notThis);
    return {
      ...fromStored(ticketCountsSchema, byTicket),
      ...fromStored(customerCountSchema, byCustomer),
    };
  };
}

/** The cap that the next reply would break, or null. */
function findBrokenCap(
  counts: ReplyCounts,
  limits: ReplyLimits,
): 'CAP_TICKET' | 'CAP_CUSTOMER' | null {
  const isTicketFull =
    counts.repliesTicket10Min >= limits.repliesTicket10Min ||
    counts.repliesTicket24h >= limits.repliesTicket24h;
  if (isTicketFull) return 'CAP_TICKET';
  return counts.repliesCustomer24h >= limits.repliesCustomer24h ? 'CAP_CUSTOMER' : null;
}
