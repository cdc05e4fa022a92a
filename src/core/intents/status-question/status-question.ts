import type { CleanMessage } from '../clean.ts';
import { findPhrases, type MatchableWords } from '../phrases.ts';
import {
  ANCHORS,
  ASKS,
  BOUND_WORDS,
  CONCERNS,
  COURTESIES,
  DETERMINERS,
  FAREWELLS,
  FREE_WORDS,
  GREETINGS,
  HELP_ASKS,
  INNOCENT,
  KNOWING,
  ORDERISH,
  PURCHASES,
  REQUESTS,
} from './lists.ts';
import { hasDoubtfulForm, readForStatus, type Sentence, type StatusReading } from './reading.ts';

/** How many words of a sentence, and of all of them, may be unknown; measured on the golden set. */
const MAX_IN_ASKING = 4;
const MAX_IN_SETTING = 3;
const MAX_ELSEWHERE = 1;
const MAX_IN_ALL = 6;

export type StatusDoubt = 'OTHER_CONCERN' | 'DOUBTFUL_FORM' | 'NOT_ASKED' | 'UNFAMILIAR_WORDS';

/**
 * Reads a message for one thing: does it ask where an order is or how it stands, and nothing else? It knows nothing of
 * what a classifier said and shares no list with one, so that both are not wrong together. A sign of any other concern
 * counts even where it is denied, quoted or politely put; so does a message that it cannot read. Pure; reads English only.
 *
 * @returns the first reason to doubt, or null for a plain question about an order
 */
export function findStatusDoubt(message: CleanMessage): StatusDoubt | null {
  const reading = readForStatus(message);
  if (findConcerns(reading.everything).length > 0) return 'OTHER_CONCERN';
  if (hasDoubtfulForm(message, reading.safeText)) return 'DOUBTFUL_FORM';
  if (!isAsked(reading.own, reading.sentences)) return 'NOT_ASKED';
  return isReadable(reading) ? null : 'UNFAMILIAR_WORDS';
}

/** A few unknown words in what is asked are the goods or the place; elsewhere they may be another story. */
function isReadable({ sentences }: StatusReading): boolean {
  const counts = sentences.map(({ words }) => {
    const unfamiliar = countUnfamiliar(words);
    return { unfamiliar, isWithin: unfamiliar <= allowedUnfamiliar(words) };
  });
  const total = counts.reduce((sum, { unfamiliar }) => sum + unfamiliar, 0);
  return total <= MAX_IN_ALL && counts.every(({ isWithin }) => isWithin);
}

/** One sentence asks about an order, and no question or request is about anything else. */
function isAsked(own: MatchableWords, sentences: readonly Sentence[]): boolean {
  if (findPhrases(ORDERISH, own).length === 0) return false;
  const asking = sentences.filter(({ words }) => asks(words));
  const others = sentences.filter((sentence) => !asking.includes(sentence));
  return asking.length > 0 && others.every((sentence) => !asksSomethingElse(sentence));
}

function asksSomethingElse({ words, isQuestion }: Sentence): boolean {
  if (isCourtesy(words) || findPhrases(HELP_ASKS, words).length > 0) return false;
  return isQuestion || findPhrases(REQUESTS, words).length > 0;
}

/** "Hello?", "Please. Thanks." */
function isCourtesy({ words }: MatchableWords): boolean {
  return words.every((word) => COURTESIES.has(word));
}

function allowedUnfamiliar(words: MatchableWords): number {
  if (asks(words)) return MAX_IN_ASKING;
  return findPhrases(ANCHORS, words).length > 0 ? MAX_IN_SETTING : MAX_ELSEWHERE;
}

function asks(words: MatchableWords): boolean {
  return findPhrases(ASKS, words).length > 0;
}

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

/** "If it …, then …"; "let me know if it …" sets no condition. */
function hasCondition({ words }: MatchableWords): boolean {
  return words.some((word, place) => {
    if (word !== 'if') return false;
    return !words
      .slice(Math.max(0, place - KNOWING_REACH), place)
      .some((near) => KNOWING.has(near));
  });
}

const MAX_GREETED = 2;
const MAX_SIGNED = 3;
const MAX_PRODUCT_WORDS = 4;
const SMALL_NUMBER = /^\d{1,4}$|^\d{1,2}(?:st|nd|rd|th)$/;
const PURCHASE_REACH = 4;

/**
 * How many words do not belong to a plain question about an order. Unknown words are taken for names only
 * right after a greeting and after a farewell at the end, and for goods only right after "ordered a" and its kin.
 */
function countUnfamiliar(text: MatchableWords): number {
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
