import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { calibrationBinSchema, calibrationBins, expectedCalibrationError } from './calibration.ts';
import {
  confusionCellSchema,
  confusionOf,
  intentScoreSchema,
  intentScores,
  macroF1,
  weightedF1,
} from './intent-scores.ts';
import { expectedPrimary } from './labels.ts';
import type { EvaluatedRow } from './prediction.ts';
import { rateSchema } from './rate.ts';
import { isInScope, safetyRates } from './safety-rates.ts';
import { understandingRates } from './understanding-rates.ts';

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

function judgedRows(rows: readonly EvaluatedRow[], routing: RoutingConfig) {
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
  const calibration = calibrationBins(judgedRows(rows, routing));
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
