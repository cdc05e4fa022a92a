import { z } from 'zod';
import type {
  EffectKey,
  EffectRow,
  EffectRowState,
  NewEffect,
} from '../../core/worker/effect-store.ts';
import {
  countSchema,
  instantSchema,
  jsonColumnSchema,
  storedCodesSchema,
  storedRefSchema,
  storedRefsSchema,
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

export const effectKeySchema: z.ZodType<EffectKey> = z.object(keyFields);

export const newEffectSchema: z.ZodType<NewEffect> = z.object({
  ...keyFields,
  templateId: storedRefSchema,
  customerRef: storedRefSchema.nullable(),
  nowMs: instantSchema,
});

const outcomeSchema = z.enum(['hold', 'deny']);

export const endingSchema = z.object({ outcome: outcomeSchema, codes: storedCodesSchema });

/** What a move may change, checked before it is stored. */
export const effectChangeSchema = z.object({
  nowMs: instantSchema,
  outcome: outcomeSchema.optional(),
  codes: storedCodesSchema.optional(),
  baselineRefs: storedRefsSchema.optional(),
  looks: countSchema.optional(),
});

export const effectStateSchema = z.enum(STATES);

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
export const EFFECT_COLUMNS = `ticket_ref AS ticketRef, message_ref AS messageRef, kind, state, outcome, version,
  template_id AS templateId, codes, baseline_refs AS baselineRefs, looks, customer_ref AS customerRef,
  created_at_ms AS createdAtMs, changed_at_ms AS changedAtMs`;
