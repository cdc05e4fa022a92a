import { z } from 'zod';
import { INTENT_IDS } from '../intents/taxonomy.ts';
import { messageIdSchema, shownSchema } from './dataset.ts';
import { type Decision, decisionSchema, sortById } from './decisions.ts';
import { METRIC_NAMES, type Metrics } from './metrics.ts';
import { rateSchema } from './rate.ts';

/** Six words; anything else was written by hand, and `decode` would make something up. */
const DECISION_LINE = /^\S+ (?:-|[01](?:\.\d+)?) \S+ \S+ \S+ \S+$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What was accepted last, with who ran and why it was accepted: evals/baseline.json. No time and no machine stands in
 * it, so the same router on the same messages gives the same bytes.
 */
export const baselineSchema = z.strictObject({
  kind: z.literal('evaluation-baseline'),
  schemaVersion: z.literal(1),
  reason: z.string().min(1).max(300),
  classifier: shownSchema,
  dataset: z.strictObject({ digest: sha256, messages: z.int() }),
  rates: z.record(z.enum(METRIC_NAMES), rateSchema),
  intents: z.record(z.enum(INTENT_IDS), z.strictObject({ support: z.int(), f1: z.number() })),
  /** By message id: intents joined by `+`, then confidence, tier, band, whether it abstained, Tier 0 intents. */
  decisions: z.record(messageIdSchema, shownSchema.regex(DECISION_LINE)),
});
export type Baseline = z.infer<typeof baselineSchema>;

export interface BaselineFacts {
  readonly reason: string;
  readonly classifier: string;
  readonly dataset: { readonly digest: string; readonly messages: number };
  readonly metrics: Metrics;
  readonly decisions: readonly Decision[];
}

/** One decision on one line, so that a change of it is one line of a diff. */
function encode(decision: Decision): string {
  const { intent, secondary, confidence, tier, band, abstained, tier0 } = decision;
  const fields = [confidence === null ? '-' : String(confidence), tier, band, abstained, tier0];
  return [[intent, secondary].filter(Boolean).join('+'), ...fields.map((one) => one || '-')].join(
    ' ',
  );
}

function decode(id: string, line: string): Decision {
  const parts = line.split(' ').map((part) => (part === '-' ? '' : part));
  const [intents = '', confidence = '', tier = '', band = '', abstained = '', tier0 = ''] = parts;
  const [intent = '', ...secondary] = intents.split('+');
  return decisionSchema.parse({
    id,
    intent,
    secondary: secondary.join('+'),
    confidence: confidence === '' ? null : Number(confidence),
    tier0,
    tier,
    abstained,
    band,
  });
}

export function createBaseline(facts: BaselineFacts): Baseline {
  const { reason, classifier, dataset, metrics, decisions } = facts;
  const scores = metrics.intents.map(
    ({ intent, support, f1 }) => [intent, { support, f1: f1.value ?? 0 }] as const,
  );
  return baselineSchema.parse({
    kind: 'evaluation-baseline',
    schemaVersion: 1,
    reason,
    classifier,
    dataset,
    rates: metrics.rates,
    intents: Object.fromEntries(scores),
    decisions: Object.fromEntries(sortById(decisions).map((one) => [one.id, encode(one)])),
  });
}

/** The decisions of a baseline, sorted by id. */
export function decisionsOf(baseline: Baseline): readonly Decision[] {
  return sortById(Object.entries(baseline.decisions).map(([id, line]) => decode(id, line)));
}
