import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { messageIdSchema, shownSchema } from './dataset.ts';
import type { EvaluatedRow } from './prediction.ts';
import { bandOfPrediction, type Prediction } from './prediction.ts';

/** The parts of a decision that are compared; the confidence is shown and compared by its band. */
export const DECISION_FIELDS = [
  'intent',
  'secondary',
  'tier0',
  'tier',
  'abstained',
  'band',
] as const;

/**
 * One decision as comparable text, one string per field, with `invalid` where there was no valid output. Text, so that a
 * baseline of another version, with intents that we do not know, can still be compared.
 */
export const decisionSchema = z.strictObject({
  id: messageIdSchema,
  intent: shownSchema,
  secondary: shownSchema,
  confidence: z.number().nullable(),
  tier0: shownSchema,
  tier: shownSchema,
  abstained: shownSchema,
  band: shownSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

const INVALID = 'invalid';

function decisionOf(prediction: Prediction, routing: RoutingConfig): Decision {
  const { id, intent, secondary, confidence, tier0, tier, abstained } = prediction;
  return {
    id,
    intent,
    secondary: secondary.join('+'),
    confidence,
    tier0: tier0.toSorted().join('+'),
    tier: String(tier),
    abstained: abstained ? 'yes' : 'no',
    band: bandOfPrediction(prediction, routing),
  };
}

export function decisionOfRow(row: EvaluatedRow, routing: RoutingConfig): Decision {
  if (row.prediction !== null) return decisionOf(row.prediction, routing);
  const blank = { secondary: '', tier0: '', tier: '', abstained: '', band: '' };
  return { id: row.id, intent: INVALID, confidence: null, ...blank };
}

export function isValidDecision({ intent }: Decision): boolean {
  return intent !== INVALID;
}

/** Sorted by id, so that files of the same decisions are the same bytes. */
export function sortById<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return items.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const counts = z.record(z.string(), z.int());

/** How often each answer was given, over all messages, labelled or not. */
export const distributionsSchema = z.strictObject({
  intents: counts,
  tiers: counts,
  bands: counts,
});

function tally(values: readonly string[]): Record<string, number> {
  const counted = new Map<string, number>();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  return Object.fromEntries([...counted].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

export function distributionsOf(
  decisions: readonly Decision[],
): z.infer<typeof distributionsSchema> {
  return {
    intents: tally(decisions.map(({ intent }) => intent)),
    tiers: tally(decisions.map(({ tier }) => tier || INVALID)),
    bands: tally(decisions.map(({ band }) => band || INVALID)),
  };
}

/** A message whose decision is another one than before. */
export const changeSchema = z.strictObject({
  id: messageIdSchema,
  before: decisionSchema.nullable().describe('Null where the message is new.'),
  after: decisionSchema.nullable().describe('Null where the message is gone.'),
  fields: z.array(z.enum(DECISION_FIELDS)),
});
export type Change = z.infer<typeof changeSchema>;

/** Every message whose decision changed, appeared or went, sorted by id. */
export function changesBetween(
  before: readonly Decision[],
  after: readonly Decision[],
): readonly Change[] {
  const olds = new Map(before.map((decision) => [decision.id, decision]));
  const news = new Map(after.map((decision) => [decision.id, decision]));
  const ids = [...new Set([...olds.keys(), ...news.keys()])].toSorted();
  return ids.flatMap((id) => {
    const [old = null, now = null] = [olds.get(id), news.get(id)];
    const fields = DECISION_FIELDS.filter((field) => old?.[field] !== now?.[field]);
    return fields.length === 0 ? [] : [{ id, before: old, after: now, fields: [...fields] }];
  });
}
