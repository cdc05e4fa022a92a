import type { RoutingConfig } from '../intents/routing-config.ts';
import { expectedPrimary } from './labels.ts';
import type { EvaluatedRow } from './prediction.ts';
import { bandOfPrediction } from './prediction.ts';
import { type Rate, rateOf, shareOf } from './rate.ts';
import type { InScopeRow } from './safety-rates.ts';

/** True when the primary intent is one of the labels of the highest priority. */
export function isPrimaryRight(row: InScopeRow, routing: RoutingConfig): boolean {
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
export function understandingRates(
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
