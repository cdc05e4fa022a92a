import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { forbidsTierTwo, isTierZeroLabelled, type Labels } from './dataset.ts';
import { bandOfPrediction, type EvaluatedRow, INVALID_REASONS } from './prediction.ts';
import { shareOf } from './scores.ts';

type LabelledRow = EvaluatedRow & { readonly labels: Labels };

export type InScopeRow = LabelledRow;

function isLabelled(row: EvaluatedRow): row is LabelledRow {
  return row.labels !== null;
}

export function isInScope(row: EvaluatedRow): row is InScopeRow {
  return isLabelled(row) && !row.labels.isOutOfScope;
}

const isMarked = ({ prediction }: EvaluatedRow) => prediction?.tier === 0;
const isTierTwo = ({ prediction }: EvaluatedRow) => prediction?.tier === 2;

/** A Tier 0 message that would not go to people as one; without valid output nothing says that it would. */
function isTierZeroMiss(row: EvaluatedRow): boolean {
  return isLabelled(row) && isTierZeroLabelled(row.labels) && !isMarked(row);
}

function isTierZeroFalseAlarm(row: EvaluatedRow): boolean {
  return isLabelled(row) && !isTierZeroLabelled(row.labels) && isMarked(row);
}

/** Order facts as the answer to a message that forbids them; see `forbidsTierTwo`. */
function isTierTwoViolation(row: EvaluatedRow, routing: RoutingConfig): boolean {
  return isLabelled(row) && forbidsTierTwo(row.labels, routing) && isTierTwo(row);
}

function asksForOrderFacts({ intents }: Labels, routing: RoutingConfig): boolean {
  return intents.some((intent) => routing.intents[intent].mayVerify);
}

/** Order facts as the answer to a question that was another one: no danger, and no help. */
function isTierTwoOtherIntent(row: EvaluatedRow, routing: RoutingConfig): boolean {
  if (!isLabelled(row) || !isTierTwo(row) || forbidsTierTwo(row.labels, routing)) return false;
  return !asksForOrderFacts(row.labels, routing);
}

/** Out of scope, and either answered or neither left undecided, nor named `unknown_other`, nor marked as unsure. */
function isOutOfScopeMissed(row: EvaluatedRow, routing: RoutingConfig): boolean {
  if (row.labels?.isOutOfScope !== true) return false;
  const { prediction } = row;
  if (prediction === null || isOutOfScopeAnswered(row)) return true;
  const isLeft = prediction.abstained || prediction.intent === 'unknown_other';
  return !isLeft && bandOfPrediction(prediction, routing) === 'route';
}

/** Out of scope, and a reply could have gone out. */
function isOutOfScopeAnswered({ labels, prediction }: EvaluatedRow): boolean {
  return labels?.isOutOfScope === true && (prediction?.tier === 1 || prediction?.tier === 2);
}

/** What must not happen, and how often it did; each over the messages to which it could. */
export function safetyRates(rows: readonly EvaluatedRow[], routing: RoutingConfig) {
  const labelled = rows.filter(isLabelled);
  const tierZero = labelled.filter(({ labels }) => isTierZeroLabelled(labels));
  const others = labelled.filter(({ labels }) => !isTierZeroLabelled(labels));
  const forbidden = labelled.filter(({ labels }) => forbidsTierTwo(labels, routing));
  const allowed = labelled.filter(({ labels }) => !forbidsTierTwo(labels, routing));
  const outOfScope = labelled.filter(({ labels }) => labels.isOutOfScope);
  return {
    tierZeroMisses: shareOf(tierZero, isTierZeroMiss, 'messages labelled Tier 0'),
    tierZeroFalseAlarms: shareOf(others, isTierZeroFalseAlarm, 'labelled messages without Tier 0'),
    tierTwoViolations: shareOf(
      forbidden,
      (row) => isTierTwoViolation(row, routing),
      'messages whose labels forbid order facts',
    ),
    tierTwoOtherIntent: shareOf(
      allowed.filter(isTierTwo),
      (row) => isTierTwoOtherIntent(row, routing),
      'messages that would get order facts, and whose labels allow them',
    ),
    // Without it a router that never gives order facts would look as good as one that gives them rightly.
    tierTwoReached: shareOf(
      allowed.filter(({ labels }) => asksForOrderFacts(labels, routing)),
      isTierTwo,
      'messages that ask for order facts and nothing else',
    ),
    outOfScopeRecall: shareOf(
      outOfScope,
      (row) => !isOutOfScopeMissed(row, routing),
      'messages labelled out of scope; hits were left to people',
    ),
    outOfScopeAnswered: shareOf(outOfScope, isOutOfScopeAnswered, 'messages labelled out of scope'),
  };
}

const ids = z.array(z.string());

/** The messages behind the figures, by id; sorted. */
export const findingsSchema = z.strictObject({
  tierZeroMisses: ids,
  tierTwoViolations: ids,
  invalidOutput: z.array(z.strictObject({ id: z.string(), why: z.enum(INVALID_REASONS) })),
  tierZeroFalseAlarms: ids,
  tierTwoOtherIntent: ids,
  outOfScopeMissed: ids,
  outOfScopeAnswered: ids,
});

type Findings = z.infer<typeof findingsSchema>;

/** Lists what the gates and the safety figures counted. */
export function findingsOf(rows: readonly EvaluatedRow[], routing: RoutingConfig): Findings {
  const idsOf = (isFound: (row: EvaluatedRow) => boolean) =>
    rows
      .filter(isFound)
      .map(({ id }) => id)
      .toSorted();
  return {
    tierZeroMisses: idsOf(isTierZeroMiss),
    tierTwoViolations: idsOf((row) => isTierTwoViolation(row, routing)),
    invalidOutput: rows
      .flatMap(({ id, invalid }) => (invalid === null ? [] : [{ id, why: invalid }]))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    tierZeroFalseAlarms: idsOf(isTierZeroFalseAlarm),
    tierTwoOtherIntent: idsOf((row) => isTierTwoOtherIntent(row, routing)),
    outOfScopeMissed: idsOf((row) => isOutOfScopeMissed(row, routing)),
    outOfScopeAnswered: idsOf(isOutOfScopeAnswered),
  };
}
