import { readFileSync } from 'node:fs';
import type { Labels } from '../../../src/core/evaluation/dataset.ts';
import type { EvaluatedRow, Prediction } from '../../../src/core/evaluation/prediction.ts';
import { routingConfigSchema } from '../../../src/core/intents/routing-config.ts';
import { type IntentId, isTierZero } from '../../../src/core/intents/taxonomy.ts';
import { templatesConfigSchema } from '../../../src/core/replies/template-config.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../config/${file}`, import.meta.url), 'utf8'));
export const ROUTING = routingConfigSchema.parse(read('routing.json'));
export const TEMPLATES = templatesConfigSchema.parse(read('templates.json'));

export function labelled(...intents: readonly IntentId[]): Labels {
  return { intents, isOutOfScope: false };
}

export const OUT_OF_SCOPE_LABELS: Labels = { intents: [], isOutOfScope: true };

/** A valid prediction: sure, of one intent, to people where it is Tier 0. */
export function predicted(
  id: string,
  intent: IntentId,
  change: Partial<Prediction> = {},
): Prediction {
  const isZero = isTierZero(intent);
  return {
    id,
    intent,
    secondary: [],
    confidence: 0.9,
    abstained: false,
    tier0: isZero ? [intent] : [],
    tier: isZero ? 0 : 1,
    ...change,
  };
}

/** One evaluated message, by default understood as its first label. */
export function row(
  id: string,
  labels: Labels | null,
  prediction: Partial<Prediction> | null = {},
): EvaluatedRow {
  if (prediction === null) return { id, labels, prediction, invalid: 'never-predicted' };
  const intent = prediction.intent ?? labels?.intents[0] ?? 'unknown_other';
  return { id, labels, prediction: predicted(id, intent, prediction), invalid: null };
}
