import type { Classifier } from '../intents/classifier.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { isTierZero } from '../intents/taxonomy.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';
import { plan, understandTicket } from '../worker/plan.ts';
import type { DatasetRow } from './dataset.ts';
import {
  type EvaluatedRow,
  type Prediction,
  predictionSchema,
  type RanAdapter,
} from './prediction.ts';
import { assertGateIsOpen, tierBoundOf } from './tier-bound.ts';

interface RouterDeps {
  readonly classifier: Classifier;
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
}

/** Counts the questions where they arrive (incident 24). */
function countCalls(classifier: Classifier): Classifier & { readonly calls: () => number } {
  let calls = 0;
  return {
    name: classifier.name,
    calls: () => calls,
    classify: (input) => {
      calls += 1;
      return classifier.classify(input);
    },
  };
}

function predict(row: DatasetRow, deps: RouterDeps): Prediction {
  const { classifier, routing, templates } = deps;
  const { channel } = row;
  const understood = understandTicket({ subject: null, text: row.text }, channel, {
    classifier,
    routing,
  });
  const planned = plan({
    understood,
    channel,
    requesterName: null,
    isFollowUp: false,
    routing,
    templates,
  });
  const { primary, secondary, confidence, abstained } = planned.understanding;
  return predictionSchema.parse({
    id: row.id,
    intent: primary,
    secondary,
    confidence,
    abstained,
    tier0: [primary, ...secondary].filter(isTierZero),
    tier: tierBoundOf(planned, channel, routing),
  });
}

/**
 * The router of the worker, asked one message at a time: the worker's own steps 3 and 5, the same functions, never a
 * copy. A message on which a step throws has no prediction and counts as invalid output.
 * @throws {InvariantViolationError} `EVALUATION_GATE_CLOSED`
 */
export function createRouter(deps: RouterDeps): {
  readonly evaluate: (row: DatasetRow) => EvaluatedRow;
  readonly ran: () => RanAdapter;
} {
  assertGateIsOpen(deps.routing);
  const classifier = countCalls(deps.classifier);
  let errors = 0;
  return {
    evaluate(row) {
      const { id, labels } = row;
      try {
        return { id, labels, prediction: predict(row, { ...deps, classifier }), invalid: null };
      } catch {
        errors += 1;
        return { id, labels, prediction: null, invalid: 'classifier-failed' };
      }
    },
    ran: () => ({ name: classifier.name, calls: classifier.calls(), errors }),
  };
}
