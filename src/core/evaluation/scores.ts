import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { INTENT_IDS, type IntentId } from '../intents/taxonomy.ts';
import { expectedPrimary } from './dataset.ts';
import type { EvaluatedRow } from './prediction.ts';

/**
 * A share that says what it is a share of (incident 25). `value` is `hits / of`, and null where there was nothing to
 * count: an empty denominator is "not measured", never 0 and never 1.
 */
export const rateSchema = z.strictObject({
  hits: z.number(),
  of: z.number(),
  value: z.number().nullable(),
  ofWhat: z.string().describe('What `of` counts, in words.'),
});

export type Rate = z.infer<typeof rateSchema>;

/** Six places: sums of the same numbers in another order then give the same bytes. */
function rounded(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}

export function rateOf(hits: number, of: number, ofWhat: string): Rate {
  return { hits: rounded(hits), of, value: of === 0 ? null : rounded(hits / of), ofWhat };
}

/** How many of the items there are, of all of them. */
export function shareOf<T>(items: readonly T[], isHit: (item: T) => boolean, ofWhat: string): Rate {
  return rateOf(items.filter(isHit).length, items.length, ofWhat);
}

/** The columns and rows that are no intent. */
export const NO_OUTPUT = 'no valid output';

export const OUT_OF_SCOPE = 'out of scope';

/** How one intent was told from the others, over labelled messages that are in scope. */
export const intentScoreSchema = z.strictObject({
  intent: z.enum(INTENT_IDS),
  /** Messages of which it is the expected primary intent. */
  support: z.int(),
  precision: rateSchema,
  recall: rateSchema,
  f1: rateSchema,
});

type IntentScore = z.infer<typeof intentScoreSchema>;

/** One cell of the confusion matrix that is not empty. */
export const confusionCellSchema = z.strictObject({
  expected: z.union([z.enum(INTENT_IDS), z.literal(OUT_OF_SCOPE)]),
  predicted: z.union([z.enum(INTENT_IDS), z.literal(NO_OUTPUT)]),
  count: z.int(),
});

export type ConfusionCell = z.infer<typeof confusionCellSchema>;

/** Every labelled message in one cell: in order of the taxonomy, out of scope and without valid output last. */
export function confusionOf(
  rows: readonly EvaluatedRow[],
  routing: RoutingConfig,
): readonly ConfusionCell[] {
  const counts = new Map<string, number>();
  for (const { labels, prediction } of rows) {
    if (labels === null) continue;
    const predicted = prediction?.intent ?? null;
    const expected = expectedPrimary(labels, predicted, routing) ?? OUT_OF_SCOPE;
    const key = `${expected}|${predicted ?? NO_OUTPUT}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...INTENT_IDS, OUT_OF_SCOPE].flatMap((expected) =>
    [...INTENT_IDS, NO_OUTPUT].flatMap((predicted) => {
      const count = counts.get(`${expected}|${predicted}`);
      return count === undefined ? [] : [{ expected, predicted, count } as ConfusionCell];
    }),
  );
}

function sum(cells: readonly ConfusionCell[]): number {
  return cells.reduce((total, { count }) => total + count, 0);
}

function scoreOf(intent: IntentId, cells: readonly ConfusionCell[]): IntentScore {
  const support = sum(cells.filter(({ expected }) => expected === intent));
  const predicted = sum(cells.filter((cell) => cell.predicted === intent));
  const right = sum(cells.filter((cell) => cell.expected === intent && cell.predicted === intent));
  return {
    intent,
    support,
    precision: rateOf(right, predicted, `in-scope messages predicted as ${intent}`),
    recall: rateOf(right, support, `messages labelled ${intent} first`),
    f1: rateOf(2 * right, support + predicted, 'labels and predictions of it together'),
  };
}

/**
 * Precision, recall and F1 of every intent, in the order of the taxonomy. Over messages that are in scope: out-of-scope recall
 * measures the others, and mixing the two would make either look like the other (incident 25).
 */
export function intentScores(cells: readonly ConfusionCell[]): readonly IntentScore[] {
  const inScope = cells.filter(({ expected }) => expected !== OUT_OF_SCOPE);
  return INTENT_IDS.map((intent) => scoreOf(intent, inScope));
}

/** The mean F1 of the intents that have messages; an intent without any is no part of it. */
export function macroF1(scores: readonly IntentScore[]): Rate {
  const measured = scores.filter(({ support }) => support > 0);
  const total = measured.reduce((sumSoFar, { f1 }) => sumSoFar + (f1.value ?? 0), 0);
  return rateOf(total, measured.length, 'intents with at least one labelled message');
}

/** The mean F1 weighted by how many messages an intent has. */
export function weightedF1(scores: readonly IntentScore[]): Rate {
  const messages = scores.reduce((total, { support }) => total + support, 0);
  const total = scores.reduce((soFar, { f1, support }) => soFar + (f1.value ?? 0) * support, 0);
  return rateOf(total, messages, 'labelled messages in scope, each with the F1 of its intent');
}

const BINS = 10;

/** One tenth of the scale of confidence. The last one includes 1. */
export const calibrationBinSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  count: z.int(),
  /** Null in an empty bin. */
  meanConfidence: z.number().nullable(),
  accuracy: z.number().nullable(),
});

export type CalibrationBin = z.infer<typeof calibrationBinSchema>;

/** One prediction: how sure, and whether the primary intent was right. */
interface Scored {
  readonly confidence: number;
  readonly isRight: boolean;
}

function binOf({ confidence }: Scored): number {
  // 0.3 × 10 is 3 and not 2.999…: confidences have four places.
  return Math.min(BINS - 1, Math.floor(rounded(confidence * BINS)));
}

/** Ten bins of equal width, with how many predictions fell into each. */
export function calibrationBins(scored: readonly Scored[]): readonly CalibrationBin[] {
  return Array.from({ length: BINS }, (_, index) => {
    const inside = scored.filter((one) => binOf(one) === index);
    const count = inside.length;
    const confidence = inside.reduce((total, one) => total + one.confidence, 0);
    const right = inside.filter(({ isRight }) => isRight).length;
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      count,
      meanConfidence: count === 0 ? null : rounded(confidence / count),
      accuracy: count === 0 ? null : rounded(right / count),
    };
  });
}

/** Expected calibration error: how far confidence and accuracy lie apart, bin by bin, weighted by the counts. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): Rate {
  const count = bins.reduce((total, bin) => total + bin.count, 0);
  const apart = bins.reduce(
    (total, bin) => total + bin.count * Math.abs((bin.accuracy ?? 0) - (bin.meanConfidence ?? 0)),
    0,
  );
  return rateOf(apart, count, 'labelled messages in scope with valid output, by 10 bins');
}
