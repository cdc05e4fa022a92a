import type { Channel } from '../tickets/ticket.ts';
import type { IntentId } from './taxonomy.ts';

/** What a classifier may see: cleaned, redacted and capped text, never an identity or an order. */
export interface ClassifierInput {
  readonly safeText: string;
  readonly channel: Channel;
}

/** Probabilities over the closed set of intents. Anything outside it is an invalid answer. */
export interface Classification {
  /** Best first; the first is primary. At least one. Probabilities in [0, 1] that sum to at most 1. */
  readonly ranked: readonly { readonly intent: IntentId; readonly probability: number }[];
  /** Further intents that the message carries, at most two, highest priority first. */
  readonly secondary: readonly IntentId[];
  /** BCP 47 primary tag of the language, or `und`. */
  readonly language: string;
  /** True when the classifier refuses to decide; the message then goes to people. */
  readonly hasAbstained: boolean;
}

/** Understands one message. Embedded: deterministic, no network, no effect; never throws on any text. */
export interface Classifier {
  readonly name: string;
  classify(input: ClassifierInput): Classification;
}
