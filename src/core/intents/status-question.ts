import {
  ORDER_NUMBER,
  redactText,
  replaceEmails,
  replaceSpelledEmails,
  replaceUrls,
} from '../redaction/redact.ts';
import type { CleanMessage } from './clean.ts';
import { findPhrases, type MatchableWords } from './lexicon/phrases.ts';
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
} from './lexicon/status-question-lists.ts';
import { tokenise } from './lexicon/tokens.ts';

const MAX_FOUND = 10;
const ONLY_A_NUMBER = /^#?([A-Za-z]{0,3}-?\d{4,8})[.!]?$/;

/** Digits that go on after a separator belong to a phone, a date or a card. */
const GOES_ON = /^[ .()/-]{1,2}\d{2,}/;

/** Without `#` or "number", three digits after "order" are an amount more often than an order. */
const MIN_DIGITS_WITHOUT_CUE = 4;
const EXPLICIT_CUE = /#|num|nr|no\b|nº|n°|id|code|ref|confirmation|nummer/i;

/**
 * The order numbers that a message names: `#1001`, `order 1001`, `order no. AB-1001`, or a message that is nothing
 * but a number. Upper case, without `#`, without repeats, in order of appearance, at most ten. Never taken from an
 * e-mail address, a link or a phone number. What is found is a claim, not a match (D1).
 */
export function findOrderNumbers(text: string): string[] {
  const bare = replaceUrls(replaceSpelledEmails(replaceEmails(text, ' , '), ' , '), ' , ');
  const alone = ONLY_A_NUMBER.exec(bare.trim());
  if (alone !== null) return [(alone[1] ?? '').toUpperCase()];
  const found = new Set<string>();
  for (const match of bare.matchAll(ORDER_NUMBER)) {
    const [whole, intro = '', number = ''] = match;
    if (GOES_ON.test(bare.slice(match.index + whole.length, match.index + whole.length + 8)))
      continue;
    if (number.replace(/\D/g, '').length < MIN_DIGITS_WITHOUT_CUE && !EXPLICIT_CUE.test(intro))
      continue;
    if (/^(?:19|20)\d{2}$/.test(number) && !EXPLICIT_CUE.test(intro)) continue;
    found.add(number.toUpperCase());
    if (found.size === MAX_FOUND) break;
  }
  return [...found];
}

/** A capitalised name alone on the last line. */
const NAME_LINE = /\n[ -]{0,3}\p{Lu}[\p{L}'’.-]{0,20}(?: \p{Lu}[\p{L}'’.-]{0,20}){0,2}$/u;
const SENTENCE_END = /(?<=[.!?;])\s+|\n{2,}/;

interface Sentence {
  readonly words: MatchableWords;
  readonly isQuestion: boolean;
}

/** A message as the second opinion reads it: numbers and contacts as placeholders, sentence by sentence. */
export interface StatusReading {
  /** The customer's own words with numbers and contacts as placeholders. */
  readonly safeText: string;
  /** The customer's own words without a name on the last line. */
  readonly own: MatchableWords;
  readonly sentences: readonly Sentence[];
  /** Quoted history and signature included. */
  readonly everything: MatchableWords;
}

export function readForStatus(message: CleanMessage): StatusReading {
  const safeText = redactText(message.text);
  const own = safeText.replace(NAME_LINE, '');
  const sentences = own
    .split(SENTENCE_END)
    .map((text) => ({ words: matchable(text), isQuestion: text.trimEnd().endsWith('?') }))
    .filter(({ words }) => words.words.length > 0);
  const everything = matchable(redactText(message.fullText));
  return { safeText, own: matchable(own), sentences, everything };
}

function matchable(text: string): MatchableWords {
  const { words, breaks } = tokenise(text);
  return { words, breaks, stems: words };
}

const MAX_WORDS = 80;
const MAX_QUESTIONS = 3;
const MAX_SENTENCES = 8;

/**
 * What a plain message is written with: no brackets, no signs of code or money, no other scripts.
 */
const PLAIN = /^[\p{Script=Latin}\p{M}\d\s.,:;!?'"()#&/+–—…’‘“”´`-]*$/u;
const PLACEHOLDER = /\[(?:order|tracking|number|email|phone|name)\]/g;

/** Pictures that add a mood and no word; any other one could say what nobody here reads. */
const HARMLESS_PICTURES =
  /(?:🙏|🙂|😊|😀|😃|😄|😁|☺|❤|♥|👋|📦|🚚|🤞|🤗|🎁|🎂|🥰|😅|😭|😢|😕|🥺|😩|👀|🤔)[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?/gu;

/**
 * Whether the shape of a message alone leaves room for more than one plain question: long, many questions, several
 * orders, other scripts, signs of code or markup, pictures, links, addresses, or own words that stand below or between
 * quoted ones. `safeText` is `text` redacted: what is left of it must be plain.
 */
function hasDoubtfulForm(message: CleanMessage, safeText: string): boolean {
  const { text, fullText, wordCount } = message;
  return (
    wordCount > MAX_WORDS ||
    countOf(text, /\?+/g) > MAX_QUESTIONS ||
    countOf(text, /[.!?;]+(?:\s|$)|\n\n/g) > MAX_SENTENCES ||
    /[[\]]/.test(text) ||
    !PLAIN.test(safeText.replace(PLACEHOLDER, '').replace(HARMLESS_PICTURES, '')) ||
    !fullText.startsWith(text) ||
    findOrderNumbers(text).length > 1
  );
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

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
