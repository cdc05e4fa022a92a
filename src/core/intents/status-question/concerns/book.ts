import type { MatchableWords, PhraseBook } from '../../phrases.ts';
import { compilePhrases, findPhrases } from '../../phrases.ts';
import type { ConcernFamily } from './family.ts';
import { GOODS_CONCERNS } from './goods-concerns.ts';
import { INNOCENT_PHRASES } from './innocent-phrases.ts';
import { MONEY_CONCERNS } from './money-concerns.ts';
import { ORDER_CONCERNS } from './order-concerns.ts';
import { PEOPLE_CONCERNS } from './people-concerns.ts';
import { TALK_CONCERNS } from './talk-concerns.ts';

/** Every sign of something else, by family. */
export const CONCERNS: Readonly<Record<ConcernFamily, readonly string[]>> = {
  ...ORDER_CONCERNS,
  ...GOODS_CONCERNS,
  ...MONEY_CONCERNS,
  ...PEOPLE_CONCERNS,
  ...TALK_CONCERNS,
};

const BOOK: PhraseBook<string> = compilePhrases(
  Object.entries(CONCERNS).flatMap(([label, phrases]) =>
    phrases.map((phrase) => ({ phrase, label, weight: 1 })),
  ),
);
const INNOCENT: PhraseBook<'innocent'> = compilePhrases(
  INNOCENT_PHRASES.map((phrase) => ({ phrase, label: 'innocent' as const, weight: 1 })),
);
/** Stands for a word that is no sign where it stands; no phrase of a lexicon holds it. */
const LEFT_OUT = '-';
const KNOWING: ReadonlySet<string> = new Set(
  'know see check checking tell wonder wondering ask asking sure confirm find figure idea'.split(
    ' ',
  ),
);
const KNOWING_REACH = 3;

/** The families of which a sign stands in the text, without repeats; a negated sign is a sign all the same. */
export function findConcerns(text: MatchableWords): readonly string[] {
  const innocent = new Set(findPhrases(INNOCENT, text).flatMap((match) => match.positions));
  const words = text.words.map((word, place) => (innocent.has(place) ? LEFT_OUT : word));
  const found = findPhrases(BOOK, { words, stems: words, breaks: text.breaks });
  const families = found.map((match) => match.label);
  return [...new Set(hasCondition(text) ? [...families, 'condition'] : families)];
}

/** "If it …, then …"; "let me know if it …" is none. */
function hasCondition({ words }: MatchableWords): boolean {
  return words.some((word, place) => {
    if (word !== 'if') return false;
    return !words
      .slice(Math.max(0, place - KNOWING_REACH), place)
      .some((near) => KNOWING.has(near));
  });
}
