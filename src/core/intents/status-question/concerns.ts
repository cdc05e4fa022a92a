import type { MatchableWords } from '../phrases.ts';
import { findPhrases } from '../phrases.ts';
import { CONCERNS, INNOCENT, KNOWING } from './lists.ts';

/** Stands for a word that is no sign where it stands; no phrase of a lexicon holds it. */
const LEFT_OUT = '-';
const KNOWING_REACH = 3;

/** The families of which a sign stands in the text, without repeats; a negated sign is a sign all the same. */
export function findConcerns(text: MatchableWords): readonly string[] {
  const innocent = new Set(findPhrases(INNOCENT, text).flatMap((match) => match.positions));
  const words = text.words.map((word, place) => (innocent.has(place) ? LEFT_OUT : word));
  const found = findPhrases(CONCERNS, { words, stems: words, breaks: text.breaks });
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
