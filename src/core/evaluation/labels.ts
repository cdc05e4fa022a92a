import type { RoutingConfig } from '../intents/routing-config.ts';
import { type IntentId, isTierZero } from '../intents/taxonomy.ts';

/** What a careful person says a message is about. */
export interface Labels {
  /** Empty exactly where the message is out of scope. */
  readonly intents: readonly IntentId[];
  /** True for what is none of our intents and none of a shop's business. */
  readonly isOutOfScope: boolean;
}

/** P0 to P2: any of them cancels order facts. */
const LAST_HIGHER_PRIORITY = 2;

export function isTierZeroLabelled(labels: Labels): boolean {
  return labels.intents.some((intent) => isTierZero(intent));
}

/**
 * The labels that may stand first: those of the highest priority, Tier 0 before everything as in `understand`. More than
 * one where priorities are equal: the taxonomy does not say which comes first, so either is right.
 */
export function topLabels(labels: Labels, routing: RoutingConfig): readonly IntentId[] {
  const zero = labels.intents.filter((intent) => isTierZero(intent));
  const pool = zero.length > 0 ? zero : labels.intents;
  const best = Math.min(...pool.map((intent) => routing.intents[intent].priority));
  return pool.filter((intent) => routing.intents[intent].priority === best);
}

/**
 * The primary intent that is expected. Of equal ones it is the predicted one if it is among them, else the first label.
 * @returns null for a message that is out of scope
 */
export function expectedPrimary(
  labels: Labels,
  predicted: IntentId | null,
  routing: RoutingConfig,
): IntentId | null {
  const top = topLabels(labels, routing);
  return top.find((intent) => intent === predicted) ?? top[0] ?? null;
}

/**
 * True where order facts (Tier 2) must never be the answer: any label of P0–P2 or Tier 0, several intents, or out of
 * scope.
 */
export function forbidsTierTwo(labels: Labels, routing: RoutingConfig): boolean {
  return (
    labels.isOutOfScope ||
    labels.intents.length > 1 ||
    labels.intents.some(
      (intent) => isTierZero(intent) || routing.intents[intent].priority <= LAST_HIGHER_PRIORITY,
    )
  );
}
