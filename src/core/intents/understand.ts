import type { Channel } from '../tickets/ticket.ts';
import type { Classification } from './classifier.ts';
import type { CleanMessage } from './clean.ts';
import { bookOf, readPhrases } from './lexicon/lexicon.ts';
import { findPhrases } from './lexicon/phrases.ts';
import deliveredFile from './lexicon/status-question/delivered.json' with { type: 'json' };
import { tokenise } from './lexicon/tokens.ts';
import type { RoutingConfig } from './routing-config.ts';
import { findStatusDoubt, type StatusDoubt } from './status-question.ts';
import { type IntentId, isTierZero, type TierZeroIntent } from './taxonomy.ts';

const MAX_SECONDARY = 2;

/** P0 to P2: any of them cancels order facts (Tier 2). */
const LAST_HIGHER_PRIORITY = 2;

/** What one message is about. Holds no text. */
export interface Understanding {
  /** The found intent of the highest priority. */
  readonly primary: IntentId;
  /** At most two further ones, highest priority first. */
  readonly secondary: readonly IntentId[];
  /** In [0, 1]; 1 when the Tier 0 screen spoke. */
  readonly confidence: number;
  readonly isTierZero: boolean;
  /** True when any P0–P2 intent stands beside, or is, the primary one. */
  readonly hasHigherIntent: boolean;
  readonly band: Band;
  /** BCP 47 primary tag, or `und`. */
  readonly language: string;
  /** True when nothing was understood: primary is then `unknown_other`. */
  readonly abstained: boolean;
}

export interface UnderstandInput {
  readonly message: CleanMessage;
  readonly classification: Classification;
  /** What `screenTierZero` found in the same message. */
  readonly screen: readonly TierZeroIntent[];
  readonly config: RoutingConfig;
  readonly channel: Channel;
}

/**
 * Joins the classifier's answer and the Tier 0 screen. Pure. The screen cannot be overruled: its first sign wins
 * with confidence 1. A Tier 0 intent that only the classifier saw is Tier 0 as well. Fails closed: a message without words, or
 * one that was cut before it could be screened, goes to people.
 */
export function understand(input: UnderstandInput): Understanding {
  const { message, screen, config } = input;
  if (screen.length > 0) return describe(input, byPriority([...screen, ...seen(input)], config), 1);
  if (message.isAttachmentOnly || message.wordCount === 0) return nothing(input);
  const found = byPriority(seen(input), config);
  if (found.length === 0) return nothing(input);
  const confidence = adjustedConfidence(
    {
      ranked: input.classification.ranked,
      wordCount: message.wordCount,
      isText: input.channel !== 'phone',
      hasSeveralIntents: found.length > 1,
    },
    config.thresholds,
  );
  return describe(input, found, message.isTruncated ? 0 : confidence);
}

/** The intents with evidence of their own; an intent that a classifier only ranks does not count. */
function seen(input: UnderstandInput): IntentId[] {
  const { message, classification } = input;
  if (message.wordCount === 0 || classification.hasAbstained) return [];
  const top = classification.ranked[0]?.intent;
  const named = top === undefined ? [] : [top];
  return [...named, ...classification.secondary].filter((intent) => intent !== 'unknown_other');
}

/** Highest priority first, without repeats; within one priority in the order given. */
function byPriority(intents: readonly IntentId[], config: RoutingConfig): IntentId[] {
  return [...new Set(intents)].toSorted(
    (one, other) => config.intents[one].priority - config.intents[other].priority,
  );
}

function describe(
  input: UnderstandInput,
  found: readonly IntentId[],
  confidence: number,
): Understanding {
  const { config, classification } = input;
  const tierZeroFirst = [
    ...found.filter((intent) => isTierZero(intent)),
    ...found.filter((intent) => !isTierZero(intent)),
  ];
  const primary = tierZeroFirst[0] ?? 'unknown_other';
  const isZero = tierZeroFirst.some((intent) => isTierZero(intent));
  return {
    primary,
    secondary: tierZeroFirst.slice(1, 1 + MAX_SECONDARY),
    confidence,
    isTierZero: isZero,
    hasHigherIntent:
      isZero || found.some((intent) => config.intents[intent].priority <= LAST_HIGHER_PRIORITY),
    // Doubt about a threat is no reason to send it elsewhere: Tier 0 always goes to its own team.
    band: isZero ? 'route' : bandOf(confidence, config.thresholds),
    language: classification.language,
    abstained: false,
  };
}

function nothing(input: UnderstandInput): Understanding {
  return {
    primary: 'unknown_other',
    secondary: [],
    confidence: 0,
    isTierZero: false,
    hasHigherIntent: false,
    band: 'manual',
    language: input.classification.language,
    abstained: true,
  };
}

interface ConfidenceFacts {
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

/** The languages that verified replies are written in. */
const SUPPORTED_LANGUAGES: ReadonlySet<string> = new Set(['en']);

type VerifierCode =
  | 'VERIFIED'
  | 'HIGHER_INTENT'
  | 'NOT_VERIFIABLE'
  | 'SEVERAL_INTENTS'
  | 'LANGUAGE_UNSUPPORTED'
  | 'DELIVERED_BUT'
  | StatusDoubt;

export interface Verification {
  readonly agrees: boolean;
  readonly code: VerifierCode;
}

const DELIVERY = readPhrases(['delivered', 'to-come'], [deliveredFile]);
const DELIVERED_BUT = bookOf(DELIVERY.filter(({ label }) => label === 'delivered'));
const STILL_TO_COME = bookOf(DELIVERY.filter(({ label }) => label === 'to-come'));

/**
 * The embedded second opinion on a reply with order facts (Tier 2): it agrees only with a sole intent that may be
 * verified, no P0–P2 sign, a supported language, no "delivered but" sign, and words that by `findStatusDoubt` plainly
 * ask about an order and about nothing else, no matter what the router understood. Pure; any doubt disagrees.
 */
export function verifyReply(
  understanding: Understanding,
  message: CleanMessage,
  config: RoutingConfig,
): Verification {
  const code = firstObjection(understanding, message, config);
  return { agrees: code === 'VERIFIED', code };
}

function firstObjection(
  understanding: Understanding,
  message: CleanMessage,
  config: RoutingConfig,
): VerifierCode {
  if (understanding.isTierZero || understanding.hasHigherIntent) return 'HIGHER_INTENT';
  const isVerifiable = config.intents[understanding.primary].mayVerify;
  if (!isVerifiable || understanding.abstained || message.isTruncated) return 'NOT_VERIFIABLE';
  if (understanding.secondary.length > 0) return 'SEVERAL_INTENTS';
  if (!SUPPORTED_LANGUAGES.has(understanding.language)) return 'LANGUAGE_UNSUPPORTED';
  if (hasDeliveredBut(message.text)) return 'DELIVERED_BUT';
  return findStatusDoubt(message) ?? 'VERIFIED';
}

function hasDeliveredBut(text: string): boolean {
  const { words, breaks } = tokenise(text);
  const matchable = { words, breaks, stems: words };
  const toCome = findPhrases(STILL_TO_COME, matchable).map((match) => match.positions.at(-1));
  return findPhrases(DELIVERED_BUT, matchable).some(
    (match) => !toCome.includes(match.positions[0]),
  );
}
