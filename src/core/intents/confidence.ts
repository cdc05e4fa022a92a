import type { Classification } from './classifier.ts';
import type { RoutingConfig } from './routing-config.ts';

export interface ConfidenceFacts {
  /** Best first, as the classifier ranked them. */
  readonly ranked: Classification['ranked'];
  readonly wordCount: number;
  /** False for a message that holds no text of the customer's own: attachments, a transcribed call. */
  readonly isText: boolean;
  readonly hasSeveralIntents: boolean;
}

/**
 * How sure we are: the top probability, less one penalty each for a near second, a short or textless message, and
 * several intents. In [0, 1]; 0 when there is nothing ranked. Rounded to four places, so
 * that 0.8 − 0.1 meets a threshold of 0.7.
 */
export function adjustedConfidence(
  facts: ConfidenceFacts,
  thresholds: RoutingConfig['thresholds'],
): number {
  const top = facts.ranked[0]?.probability ?? 0;
  const second = facts.ranked[1]?.probability ?? 0;
  const penalties = [
    top - second < thresholds.margin,
    facts.wordCount < thresholds.shortTextWords || !facts.isText,
    facts.hasSeveralIntents,
  ].filter(Boolean).length;
  const adjusted = top - penalties * thresholds.penalty;
  return Number.isFinite(adjusted) ? Math.round(clamp(adjusted) * 10_000) / 10_000 : 0;
}

/** What the confidence allows: own team, Email Support with a mark, or triage by hand. */
export type Band = 'route' | 'uncertain' | 'manual';

export function bandOf(confidence: number, thresholds: RoutingConfig['thresholds']): Band {
  if (confidence >= thresholds.route) return 'route';
  return confidence >= thresholds.uncertain ? 'uncertain' : 'manual';
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
