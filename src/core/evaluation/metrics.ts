import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { expectedPrimary } from './dataset.ts';
import { bandOfPrediction, type EvaluatedRow } from './prediction.ts';
import { type InScopeRow, isInScope, safetyRates } from './safety-rates.ts';
import {
  calibrationBinSchema,
  calibrationBins,
  confusionCellSchema,
  confusionOf,
  expectedCalibrationError,
  intentScoreSchema,
  intentScores,
  macroF1,
  type Rate,
  rateOf,
  rateSchema,
  shareOf,
  weightedF1,
} from './scores.ts';

/** Every single figure, each with its denominator. */
export const METRIC_NAMES = [
  'accuracy',
  'macroF1',
  'weightedF1',
  'secondaryRecall',
  'tierZeroMisses',
  'tierZeroFalseAlarms',
  'tierTwoViolations',
  'tierTwoOtherIntent',
  'tierTwoReached',
  'outOfScopeRecall',
  'outOfScopeAnswered',
  'coverage',
  'coveredAccuracy',
  'abstention',
  'falseAbstention',
  'calibrationError',
  'invalidOutput',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

export const metricsSchema = z.strictObject({
  rates: z.record(z.enum(METRIC_NAMES), rateSchema),
  intents: z.array(intentScoreSchema),
  confusion: z.array(confusionCellSchema),
  calibration: z.array(calibrationBinSchema),
});

export type Metrics = z.infer<typeof metricsSchema>;

function scoredRows(rows: readonly EvaluatedRow[], routing: RoutingConfig) {
  return rows.flatMap(({ labels, prediction }) => {
    if (labels === null || labels.isOutOfScope || prediction === null) return [];
    const isRight = expectedPrimary(labels, prediction.intent, routing) === prediction.intent;
    return [{ confidence: prediction.confidence, isRight }];
  });
}

/** Measures everything there is to measure. The order of the rows changes nothing. */
export function measure(rows: readonly EvaluatedRow[], routing: RoutingConfig): Metrics {
  const confusion = confusionOf(rows, routing);
  const intents = intentScores(confusion);
  const calibration = calibrationBins(scoredRows(rows, routing));
  const inScope = rows.filter(isInScope);
  const rates = {
    ...understandingRates(inScope, rows, routing),
    macroF1: macroF1(intents),
    weightedF1: weightedF1(intents),
    ...safetyRates(rows, routing),
    calibrationError: expectedCalibrationError(calibration),
  };
  return { rates, intents: [...intents], confusion: [...confusion], calibration: [...calibration] };
}

/** True when the primary intent is one of the labels of the highest priority. */
function isPrimaryRight(row: InScopeRow, routing: RoutingConfig): boolean {
  const predicted = row.prediction?.intent ?? null;
  return predicted !== null && expectedPrimary(row.labels, predicted, routing) === predicted;
}

function isCovered(row: EvaluatedRow, routing: RoutingConfig): boolean {
  return row.prediction !== null && bandOfPrediction(row.prediction, routing) === 'route';
}

/** Of the labels beside the expected primary one: how many did the prediction name at all? */
function secondaryRecall(inScope: readonly InScopeRow[], routing: RoutingConfig): Rate {
  const further = inScope.flatMap(({ labels, prediction }) => {
    const named = prediction === null ? [] : [prediction.intent, ...prediction.secondary];
    const primary = expectedPrimary(labels, prediction?.intent ?? null, routing);
    return labels.intents
      .filter((intent) => intent !== primary)
      .map((intent) => named.includes(intent));
  });
  return rateOf(
    further.filter(Boolean).length,
    further.length,
    'further labels of messages with several intents',
  );
}

/** How well messages were understood, and how often the router would not decide. */
function understandingRates(
  inScope: readonly InScopeRow[],
  all: readonly EvaluatedRow[],
  routing: RoutingConfig,
) {
  const covered = inScope.filter((row) => isCovered(row, routing));
  const meaningful = inScope.filter(({ labels }) => !labels.intents.includes('unknown_other'));
  const isRight = (row: InScopeRow) => isPrimaryRight(row, routing);
  const hasAbstained = ({ prediction }: EvaluatedRow) => prediction?.abstained === true;
  return {
    accuracy: shareOf(inScope, isRight, 'labelled messages in scope'),
    secondaryRecall: secondaryRecall(inScope, routing),
    coverage: shareOf(
      inScope,
      (row) => isCovered(row, routing),
      'labelled messages in scope; hits went straight to a team',
    ),
    coveredAccuracy: shareOf(
      covered,
      isRight,
      'labelled messages in scope that went straight to a team',
    ),
    abstention: shareOf(all, hasAbstained, 'messages'),
    falseAbstention: shareOf(
      meaningful,
      hasAbstained,
      'labelled messages in scope that are not unknown_other',
    ),
    invalidOutput: shareOf(all, ({ prediction }) => prediction === null, 'messages'),
  };
}
