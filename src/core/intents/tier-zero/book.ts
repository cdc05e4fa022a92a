import type { LexiconPhrase } from '../lexicon/lexicon.ts';
import { bookOf, readPhrases, readWordLists, wordsOf } from '../lexicon/lexicon.ts';
import type { PhraseBook } from '../lexicon/phrases.ts';
import classes from '../lexicon/tier-zero/classes.json' with { type: 'json' };
import de from '../lexicon/tier-zero/de.json' with { type: 'json' };
import enDisputes from '../lexicon/tier-zero/en-disputes.json' with { type: 'json' };
import enFraud from '../lexicon/tier-zero/en-fraud.json' with { type: 'json' };
import enLegal from '../lexicon/tier-zero/en-legal.json' with { type: 'json' };
import enMisspelt from '../lexicon/tier-zero/en-misspelt.json' with { type: 'json' };
import enThreats from '../lexicon/tier-zero/en-threats.json' with { type: 'json' };
import es from '../lexicon/tier-zero/es.json' with { type: 'json' };
import fr from '../lexicon/tier-zero/fr.json' with { type: 'json' };
import it from '../lexicon/tier-zero/it.json' with { type: 'json' };
import lifts from '../lexicon/tier-zero/lifts.json' with { type: 'json' };
import nl from '../lexicon/tier-zero/nl.json' with { type: 'json' };
import pt from '../lexicon/tier-zero/pt.json' with { type: 'json' };
import slips from '../lexicon/tier-zero/slips.json' with { type: 'json' };
import threatSigns from '../lexicon/tier-zero/threat-signs.json' with { type: 'json' };
import words from '../lexicon/tier-zero/words.json' with { type: 'json' };
import type { TierZeroIntent } from '../taxonomy.ts';
import { TIER_ZERO_INTENTS } from '../taxonomy.ts';
import { withoutOneLetter } from './disguises.ts';

/** Written to over-trigger: a person reads one message too many rather than one too few. */
const LANGUAGES = [
  ...[enDisputes, enFraud, enLegal, enMisspelt, enThreats],
  ...[de, es, fr, it, nl, pt],
];
const PHRASES = readPhrases(TIER_ZERO_INTENTS, LANGUAGES, readWordLists(classes));

/** By intent, in the order of the intents. A phrase that several languages share is compared once. */
const ENTRIES: readonly LexiconPhrase<TierZeroIntent>[] = TIER_ZERO_INTENTS.flatMap((label) => {
  const own = PHRASES.filter((entry) => entry.label === label);
  return [...new Map(own.map((entry) => [entry.phrase, entry])).values()];
});

/** Every language at once: nobody has to guess the language of a threat. */
export const TIER_ZERO_BOOK: PhraseBook<TierZeroIntent> = bookOf([
  ...ENTRIES,
  ...readPhrases(TIER_ZERO_INTENTS, [threatSigns]),
]);

/** Every whole word of the phrases: what a row of single letters may spell. */
export const VOCABULARY: ReadonlySet<string> = new Set(
  ENTRIES.flatMap(({ phrase }) => phrase.split(/[ |]/)).filter((word) => /^[a-z]+$/.test(word)),
);

export const LIFTING_BOOK: PhraseBook<'denial' | 'idiom'> = bookOf(
  readPhrases(['denial', 'idiom'], [lifts]),
);

const LISTS = readWordLists(words);
export const BANKS = wordsOf(LISTS, 'bank');
export const PLAIN_PAYMENT = wordsOf(LISTS, 'payment');
export const WITHHOLDING_WORDS = wordsOf(LISTS, 'withholding');

/** Single words that are a sign alone; what disguised words are compared with. */
export const STRONG_WORDS: ReadonlyMap<string, TierZeroIntent> = new Map([
  ...ENTRIES.filter((entry) => !entry.phrase.includes(' ')).flatMap((entry) =>
    entry.phrase
      .split('|')
      .map((word): [string, TierZeroIntent] => [word.replace('*', ''), entry.label]),
  ),
  ['fuck', 'harassment_threats'],
]);

const SLIPS = readWordLists(slips);
export const FUZZY_EXACT: ReadonlySet<string> = new Set([...SLIPS.values()].flat());

/** One letter left out of each fuzzy word; two words that share such a rest are at most one slip apart. */
export const FUZZY_RESTS: ReadonlyMap<string, TierZeroIntent> = new Map(
  TIER_ZERO_INTENTS.flatMap((label) =>
    [...wordsOf(SLIPS, label)].flatMap((word) =>
      withoutOneLetter(word).map((rest): [string, TierZeroIntent] => [rest, label]),
    ),
  ),
);

const VOWELS = /[aeiou]/g;
const SKELETON_MIN = 5;

/** `chrgbck`, `frdlnt`: the unmistakable words without their vowels, where enough is left. */
export const SKELETONS: ReadonlyMap<string, TierZeroIntent> = new Map(
  [...STRONG_WORDS]
    .map(([word, label]): [string, TierZeroIntent] => [word.replace(VOWELS, ''), label])
    .filter(([skeleton]) => skeleton.length >= SKELETON_MIN),
);
