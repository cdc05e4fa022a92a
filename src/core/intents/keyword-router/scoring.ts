import type { PhraseMatch } from '../phrases.ts';
import type { IntentId } from '../taxonomy.ts';
import { IMPLIED } from './lexicon/implications.ts';

/** Each further phrase for the same intent adds this share of its weight. */
const FURTHER_SHARE = 0.25;
const MAX_SCORE = 5;
/** What "none of these" scores, and how sharply scores become probabilities. Tuned on our own sample messages. */
const FLOOR = 1.2;
const TEMPERATURE = 0.75;
/** From here on an intent is more than a stray word. */
const REAL_EVIDENCE = 2.9;
const MAX_SECONDARY = 2;

/** A long text meets some phrase by chance: from here on each hundred words cost most of a point, up to a limit. */
const LONG_TEXT_WORDS = 80;
const LONG_TEXT_COST_PER_WORD = 0.008;
const MAX_LONG_TEXT_COST = 1.2;

export interface Scored {
  readonly intent: IntentId;
  readonly score: number;
}

/** The score of each intent with evidence: its best phrase and a share of the others, best first. */
export function scoreIntents(
  matches: readonly PhraseMatch<IntentId>[],
  wordCount: number,
): readonly Scored[] {
  const cost = longTextCost(wordCount);
  const byIntent = new Map<IntentId, Map<number, number>>();
  for (const match of matches) {
    const phrases = byIntent.get(match.label) ?? new Map<number, number>();
    phrases.set(match.entry, match.weight + Math.min(match.positions.length, 4) * 0.05);
    byIntent.set(match.label, phrases);
  }
  return [...byIntent]
    .map(([intent, phrases]) => ({ intent, score: combine([...phrases.values()]) - cost }))
    .toSorted((one, other) => other.score - one.score);
}

function longTextCost(wordCount: number): number {
  const extra = Math.max(0, wordCount - LONG_TEXT_WORDS);
  return Math.min(MAX_LONG_TEXT_COST, extra * LONG_TEXT_COST_PER_WORD);
}

function combine(weights: readonly number[]): number {
  const best = Math.max(...weights);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Math.min(MAX_SCORE, best + (sum - best) * FURTHER_SHARE);
}

/** Takes out the intents that another one speaks for. */
export function withoutImplied(scored: readonly Scored[]): readonly Scored[] {
  const strongEnough = scored.filter((one) => one.score >= REAL_EVIDENCE);
  const implied = new Set(strongEnough.flatMap((one) => IMPLIED[one.intent] ?? []));
  return scored.filter((one) => !implied.has(one.intent));
}

/** Further intents with real evidence of their own, at most two. */
export function pickSecondary(scored: readonly Scored[]): readonly IntentId[] {
  return scored
    .slice(1)
    .filter((one) => one.score >= REAL_EVIDENCE)
    .slice(0, MAX_SECONDARY)
    .map((one) => one.intent);
}

/**
 * Softmax over the scores with a floor for "none of these", which becomes `unknown_other`. An intent that is named as secondary is a
 * second wish, not a rival: it does not lower the first one's probability but takes its share of what is left.
 */
export function toProbabilities(
  scored: readonly Scored[],
  secondary: readonly IntentId[],
): readonly { readonly intent: IntentId; readonly probability: number }[] {
  const rivals = scored.filter((one) => !secondary.includes(one.intent));
  const floor = Math.exp(FLOOR / TEMPERATURE);
  const sum = rivals.reduce((total, one) => total + Math.exp(one.score / TEMPERATURE), floor);
  const ranked = rivals.map((one) => ({
    intent: one.intent,
    probability: Math.exp(one.score / TEMPERATURE) / sum,
  }));
  const rest = floor / sum;
  const share = rest / (secondary.length + 1);
  return [
    ...ranked,
    ...secondary.map((intent) => ({ intent, probability: share })),
    { intent: 'unknown_other' as const, probability: share },
  ].toSorted((one, other) => other.probability - one.probability);
}
