import { z } from 'zod';
import { type Band, bandOf } from '../intents/confidence.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, isTierZero, TIER_ZERO_INTENTS } from '../intents/taxonomy.ts';
import { messageIdSchema } from './dataset.ts';
import type { Labels } from './labels.ts';
import { type LineResult, readLine } from './read-line.ts';

/** The most that could become of a message: its tier, or people alone. */
export const TIER_BOUNDS = [0, 1, 2, 'route'] as const;
export type TierBound = (typeof TIER_BOUNDS)[number];

/** What was decided about one message; the shape of a line of a predictions file, of ours or of another system. */
export const predictionSchema = z
  .object({
    id: messageIdSchema,
    intent: z.enum(INTENT_IDS),
    secondary: z.array(z.enum(INTENT_IDS)).max(2),
    confidence: z.number().min(0).max(1),
    abstained: z.boolean(),
    tier0: z.array(z.enum(TIER_ZERO_INTENTS)).describe('Tier 0 intents that were found.'),
    tier: z
      .union(TIER_BOUNDS.map((bound) => z.literal(bound)))
      .describe('The most that could be done about it; "route" is people alone.'),
  })
  .superRefine((line, context) => {
    const isZero = line.tier0.length > 0 || [line.intent, ...line.secondary].some(isTierZero);
    if (!isZero || line.tier === 0) return;
    context.addIssue({ code: 'custom', message: 'it names a Tier 0 intent and "tier" is not 0' });
  });
export type Prediction = z.infer<typeof predictionSchema>;

/** Why a message has no usable prediction. */
export const INVALID_REASONS = [
  'never-predicted',
  'invalid-line',
  'predicted-twice',
  'classifier-failed',
] as const;
type InvalidReason = (typeof INVALID_REASONS)[number];

/** One message with what was expected and what was decided; its text stays behind. */
export type EvaluatedRow = {
  readonly id: string;
  readonly labels: Labels | null;
} & (
  | { readonly prediction: Prediction; readonly invalid: null }
  | { readonly prediction: null; readonly invalid: InvalidReason }
);

/** Reads one line of a predictions file. What is not valid counts as invalid output. */
export function parsePredictionLine(line: string): LineResult<Prediction> {
  return readLine(line, predictionSchema);
}

const idSchema = z.object({ id: messageIdSchema });

/** Whose prediction a bad line was, so that it can be counted; null where nobody can tell. */
export function findIdOf(json: unknown): string | null {
  const parsed = idSchema.safeParse(json);
  return parsed.success ? parsed.data.id : null;
}

/** The band of a prediction, by the thresholds of the router; Tier 0 always goes to its own team. */
export function bandOfPrediction(prediction: Prediction, routing: RoutingConfig): Band {
  return prediction.tier === 0 ? 'route' : bandOf(prediction.confidence, routing.thresholds);
}
