import type { MatchableWords, PhraseEntry, PhraseMatch } from '../phrases.ts';
import { compilePhrases, findPhrases } from '../phrases.ts';
import type { IntentId } from '../taxonomy.ts';
import { INTENT_IDS } from '../taxonomy.ts';
import { OTHER_PHRASES } from './lexicon/channels-and-sales.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { CLAUSE_STARTS, NEGATION_REACH, NEGATIONS } from './lexicon/negations.ts';
import { ORDER_PHRASES } from './lexicon/orders.ts';
import { OTHER_LANGUAGE_PHRASES } from './lexicon/other-languages.ts';
import { PARCEL_PHRASES } from './lexicon/parcels.ts';
import { RETURN_PHRASES } from './lexicon/returns.ts';
import { WORD_CLASSES } from './lexicon/words.ts';
import { lightStem } from './stem.ts';

/** How much each kind of phrase adds; tuned together with the floor and temperature of scoring.ts. */
const WEIGHTS = { strong: 3, clear: 2, weak: 0.8 } as const;
const KINDS = ['strong', 'clear', 'weak'] as const;

const LEXICONS: readonly Lexicon[] = [
  ORDER_PHRASES,
  PARCEL_PHRASES,
  RETURN_PHRASES,
  OTHER_PHRASES,
  OTHER_LANGUAGE_PHRASES,
];

const BOOK = compilePhrases(
  LEXICONS.flatMap((lexicon) => INTENT_IDS.flatMap((intent) => entriesOf(lexicon, intent))),
  WORD_CLASSES,
  lightStem,
);
const NEGATION_BOOK = compilePhrases(
  NEGATIONS.map((phrase) => ({ phrase, label: 'negation', weight: 1 })),
  {},
  lightStem,
);

function entriesOf(lexicon: Lexicon, intent: IntentId): PhraseEntry<IntentId>[] {
  return KINDS.flatMap((kind) =>
    (lexicon[intent]?.[kind] ?? []).map((phrase) => ({
      phrase,
      label: intent,
      weight: WEIGHTS[kind],
    })),
  );
}

/** The phrases that speak for an intent and are not taken back. */
export function findEvidence(text: MatchableWords): readonly PhraseMatch<IntentId>[] {
  const matches = findPhrases(BOOK, text);
  if (matches.length === 0) return matches;
  const negated = negatedWords(text);
  return withoutEclipsed(matches.filter((match) => !match.positions.some((at) => negated.has(at))));
}

/** Positions that a negation reaches: from its last word to the end of its part of the sentence. */
function negatedWords(text: MatchableWords): ReadonlySet<number> {
  const negated = new Set<number>();
  for (const match of findPhrases(NEGATION_BOOK, text)) {
    const last = match.positions.at(-1) ?? 0;
    for (let at = last + 1; at <= last + NEGATION_REACH && at < text.words.length; at += 1) {
      if ((text.breaks[at - 1] ?? 0) > 0 || CLAUSE_STARTS.has(text.words[at] ?? '')) break;
      negated.add(at);
    }
  }
  return withoutOwnWish(negated, text);
}

/** "I no longer want the order": the object of a wish that is given up is the wish itself. */
function withoutOwnWish(negated: ReadonlySet<number>, text: MatchableWords): ReadonlySet<number> {
  const acts = [...negated].filter((at) => ACTS.has(text.stems[at] ?? '') || isForeign(text, at));
  return acts.length === 0 ? new Set() : negated;
}

/** What can be asked for; only a negation that reaches one of these takes something back. */
const ACTS: ReadonlySet<string> = new Set(
  'cancel return refund exchange replace replacement unsubscribe change modify track swap cancellation discount call'
    .split(' ')
    .map((word) => lightStem(word)),
);
const FOREIGN_ACT =
  /^(?:cancel|anul|annul|storn|kundig|kuendig|devol|reembols|rembours|retour|echang|umtausch|ruckerstatt|rimbors|reso|restitu|terug|ruil|troc|cambi)/;

function isForeign(text: MatchableWords, at: number): boolean {
  return FOREIGN_ACT.test(text.words[at] ?? '');
}

/**
 * Drops a phrase when the same words say more as part of another intent's longer or stronger phrase: `cancel` in "cancel my
 * subscription", `order` in "wrong order". Equal claims on the same words both stay.
 */
function withoutEclipsed(
  matches: readonly PhraseMatch<IntentId>[],
): readonly PhraseMatch<IntentId>[] {
  const best: number[] = [];
  for (const match of matches) {
    for (const at of match.positions) best[at] = Math.max(best[at] ?? 0, claim(match));
  }
  return matches.filter((match) => match.positions.some((at) => claim(match) >= (best[at] ?? 0)));
}

/** Strength first, then the number of words; more than four words prove no more. */
function claim(match: PhraseMatch<IntentId>): number {
  return match.weight + Math.min(match.positions.length, 4) * 0.1;
}
