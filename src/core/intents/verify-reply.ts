import type { CleanMessage } from './clean.ts';
import deliveredFile from './lexicon/status-question/delivered.json' with { type: 'json' };
import { bookOf, readPhrases } from './lexicon.ts';
import { findPhrases } from './phrases.ts';
import type { RoutingConfig } from './routing-config.ts';
import { findStatusDoubt, type StatusDoubt } from './status-question/status-question.ts';
import { tokenise } from './tokens.ts';
import type { Understanding } from './understand.ts';

/** The languages that verified replies are written in. */
const SUPPORTED_LANGUAGES: ReadonlySet<string> = new Set(['en']);

export type VerifierCode =
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
