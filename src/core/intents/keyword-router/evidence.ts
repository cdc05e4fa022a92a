import channelsAndSales from '../lexicon/keyword-router/channels-and-sales.json' with {
  type: 'json',
};
import classes from '../lexicon/keyword-router/classes.json' with { type: 'json' };
import negationWords from '../lexicon/keyword-router/negation-words.json' with { type: 'json' };
import negations from '../lexicon/keyword-router/negations.json' with { type: 'json' };
import orders from '../lexicon/keyword-router/orders.json' with { type: 'json' };
import otherLanguages from '../lexicon/keyword-router/other-languages.json' with { type: 'json' };
import parcels from '../lexicon/keyword-router/parcels.json' with { type: 'json' };
import returns from '../lexicon/keyword-router/returns.json' with { type: 'json' };
import type { Strength } from '../lexicon/lexicon.ts';
import { readPhrases, readWordLists, wordsOf } from '../lexicon/lexicon.ts';
import type { MatchableWords, PhraseMatch } from '../lexicon/phrases.ts';
import { compilePhrases, findPhrases } from '../lexicon/phrases.ts';
import type { IntentId } from '../taxonomy.ts';
import { INTENT_IDS } from '../taxonomy.ts';

const DOUBLED = /([bdfgklmnprt])\1$/;
const VOWEL = /[aeiouy]/;
const KEPT_ENDINGS = /(?:ss|us|is|as|os)$/;

/** How much each kind of phrase adds; tuned together with the floor and temperature of scoring.ts. */
const WEIGHTS: Readonly<Record<Strength, number>> = { strong: 3, clear: 2, weak: 0.8 };

/** Two intents of equal score stand in the order of these files. */
const FILES = [orders, parcels, returns, channelsAndSales, otherLanguages];
const BOOK = compilePhrases(
  readPhrases(INTENT_IDS, FILES, readWordLists(classes)).map(({ phrase, label, strength }) => ({
    phrase,
    label,
    weight: WEIGHTS[strength ?? 'clear'],
  })),
  lightStem,
);
const NEGATION_BOOK = compilePhrases(
  readPhrases(['negation'], [negations]).map((entry) => ({ ...entry, weight: 1 })),
  lightStem,
);
const LISTS = readWordLists(negationWords);
const CLAUSE_STARTS = wordsOf(LISTS, 'clause-start');
/** What can be asked for; only a negation that reaches one of these takes something back. */
const ACTS = new Set([...wordsOf(LISTS, 'act')].map((word) => lightStem(word)));
/** How many words after a negation it reaches, unless a comma, "but" or the end of the sentence comes first. */
const NEGATION_REACH = 5;

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

/**
 * A light English stem: plural, -ing, -ed and the silent -e go, nothing else. `cancelled`, `cancelling` and `cancel`
 * meet; `charger` and `charge`, `later` and `late` do not. The same function stems the lexicon.
 */
export function lightStem(word: string): string {
  if (word.length <= 3 || word.startsWith('[')) return word;
  return withoutSilentE(withoutSuffix(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || KEPT_ENDINGS.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutSuffix(word: string): string {
  const cut = word.endsWith('ing') ? 3 : word.endsWith('ied') ? 0 : word.endsWith('ed') ? 2 : 0;
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  const root = word.slice(0, word.length - cut);
  if (cut === 0 || root.length < 3 || !VOWEL.test(root)) return word;
  return DOUBLED.test(root) ? root.slice(0, -1) : root;
}

function withoutSilentE(word: string): string {
  if (word.endsWith('ll') && word.length > 5) return word.slice(0, -1);
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word;
}
