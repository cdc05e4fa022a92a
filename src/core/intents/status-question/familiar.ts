import { findPhrases, type MatchableWords } from '../phrases.ts';
import { BOUND_WORDS, DETERMINERS, FAREWELLS, FREE_WORDS, GREETINGS, PURCHASES } from './lists.ts';

const MAX_GREETED = 2;
const MAX_SIGNED = 3;
const MAX_PRODUCT_WORDS = 4;
const SMALL_NUMBER = /^\d{1,4}$|^\d{1,2}(?:st|nd|rd|th)$/;
const PURCHASE_REACH = 4;

/**
 * How many words do not belong to a plain question about an order. Unknown words are taken for names only
 * right after a greeting and after a farewell at the end, and for goods only right after "ordered a" and its kin.
 */
export function countUnfamiliar(text: MatchableWords): number {
  const bound = new Set(findPhrases(BOUND_WORDS, text).flatMap((match) => match.positions));
  const isKnown = (word: string, place: number) =>
    FREE_WORDS.has(word) || SMALL_NUMBER.test(word) || bound.has(place);
  return runsOfUnknown(text.words, isKnown)
    .filter(([start, end]) => !isNameRun(text.words, start, end))
    .reduce((sum, [start, end]) => sum + unexplained(text, start, end), 0);
}

function unexplained(text: MatchableWords, start: number, end: number): number {
  const length = end - start;
  return isProductRun(text, start) ? Math.max(0, length - MAX_PRODUCT_WORDS) : length;
}

function runsOfUnknown(
  words: readonly string[],
  isKnown: (word: string, place: number) => boolean,
): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  words.forEach((word, place) => {
    if (isKnown(word, place)) return;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) last[1] = place + 1;
    else runs.push([place, place + 1]);
  });
  return runs;
}

function isNameRun(words: readonly string[], start: number, end: number): boolean {
  const before = words[start - 1] ?? '';
  if (start === 1 && GREETINGS.has(before)) return end - start <= MAX_GREETED;
  return end === words.length && FAREWELLS.has(before) && end - start <= MAX_SIGNED;
}

/** "ordered a brass lamp", "my order for the planters": a purchase close before, and a small word next to the goods. */
function isProductRun(text: MatchableWords, start: number): boolean {
  if (!DETERMINERS.has(text.words[start - 1] ?? '')) return false;
  for (let place = start - 1; place >= Math.max(0, start - PURCHASE_REACH); place -= 1) {
    if (text.breaks[place] === 2) return false;
    if (PURCHASES.has(text.words[place] ?? '')) return true;
  }
  return false;
}
