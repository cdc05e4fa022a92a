import type { PhraseBook, PhraseEntry } from '../phrases.ts';
import { compilePhrases } from '../phrases.ts';
import type { TierZeroIntent } from '../taxonomy.ts';
import { TIER_ZERO_INTENTS } from '../taxonomy.ts';
import { FUZZY_WORDS, IDIOMS, LIFTING_PHRASES } from './common.ts';
import { TIER_ZERO_DE } from './de.ts';
import { withoutOneLetter } from './disguises.ts';
import { TIER_ZERO_EN } from './en.ts';
import { TIER_ZERO_ES } from './es.ts';
import { TIER_ZERO_FR } from './fr.ts';
import { TIER_ZERO_IT } from './it.ts';
import { TIER_ZERO_NL } from './nl.ts';
import { TIER_ZERO_PT } from './pt.ts';
import { THREAT_SIGNS } from './threat-signs.ts';

const LEXICONS = [
  TIER_ZERO_EN,
  TIER_ZERO_ES,
  TIER_ZERO_FR,
  TIER_ZERO_DE,
  TIER_ZERO_IT,
  TIER_ZERO_PT,
  TIER_ZERO_NL,
] as const;

/** A phrase that several languages share is compared once. */
const ENTRIES: readonly PhraseEntry<TierZeroIntent>[] = TIER_ZERO_INTENTS.flatMap((label) =>
  [...new Set(LEXICONS.flatMap((lexicon) => lexicon[label]))].map((phrase) => ({
    phrase,
    label,
    weight: 1,
  })),
);

const SIGN_ENTRIES: readonly PhraseEntry<TierZeroIntent>[] = THREAT_SIGNS.map((phrase) => ({
  phrase,
  label: 'harassment_threats',
  weight: 1,
}));

/** Every language at once: nobody has to guess the language of a threat. */
export const TIER_ZERO_BOOK: PhraseBook<TierZeroIntent> = compilePhrases([
  ...ENTRIES,
  ...SIGN_ENTRIES,
]);

/** Every whole word of the phrases: what a row of single letters may spell. */
export const VOCABULARY: ReadonlySet<string> = new Set(
  ENTRIES.flatMap(({ phrase }) => phrase.split(/[ |]/)).filter((word) => /^[a-z]+$/.test(word)),
);

export type Lift = 'denial' | 'idiom';
export const LIFTING_BOOK: PhraseBook<Lift> = compilePhrases<Lift>([
  ...LIFTING_PHRASES.map((phrase) => ({ phrase, label: 'denial' as const, weight: 1 })),
  ...IDIOMS.map((phrase) => ({ phrase, label: 'idiom' as const, weight: 1 })),
]);

/** Single words that are a sign alone; what disguised words are compared with. */
export const STRONG_WORDS: ReadonlyMap<string, TierZeroIntent> = new Map([
  ...ENTRIES.filter((entry) => !entry.phrase.includes(' ')).flatMap((entry) =>
    entry.phrase
      .split('|')
      .map((word): [string, TierZeroIntent] => [word.replace('*', ''), entry.label]),
  ),
  ['fuck', 'harassment_threats'],
]);

export const FUZZY_EXACT: ReadonlySet<string> = new Set(
  TIER_ZERO_INTENTS.flatMap((label): readonly string[] => FUZZY_WORDS[label]),
);

/** One letter left out of each fuzzy word; two words that share such a rest are at most one slip apart. */
export const FUZZY_RESTS: ReadonlyMap<
  string,
  { readonly word: string; readonly label: TierZeroIntent }
> = new Map(
  TIER_ZERO_INTENTS.flatMap((label) =>
    FUZZY_WORDS[label].flatMap((word) =>
      withoutOneLetter(word).map((rest): [string, { word: string; label: TierZeroIntent }] => [
        rest,
        { word, label },
      ]),
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
