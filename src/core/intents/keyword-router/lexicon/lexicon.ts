import type { IntentId } from '../../taxonomy.ts';

/**
 * The phrases of one intent by how much they prove, in the notation of core/intents/phrases.ts.
 * `strong`: enough alone, even in a short message. `clear`: enough alone. `weak`: only beside others.
 */
export interface IntentPhrases {
  readonly strong?: readonly string[];
  readonly clear?: readonly string[];
  readonly weak?: readonly string[];
}

export type Lexicon = Readonly<Partial<Record<IntentId, IntentPhrases>>>;
