import { cutTo } from '../redaction/redact.ts';
import { findPhrases, type MatchableWords, type PhraseMatch } from './lexicon/phrases.ts';
import { foldText, tokenise } from './lexicon/tokens.ts';
import { TIER_ZERO_INTENTS, type TierZeroIntent } from './taxonomy.ts';
import {
  BANKS,
  FUZZY_EXACT,
  FUZZY_RESTS,
  LIFTING_BOOK,
  PLAIN_PAYMENT,
  SKELETONS,
  STRONG_WORDS,
  TIER_ZERO_BOOK,
  VOCABULARY,
  WITHHOLDING_WORDS,
} from './tier-zero/book.ts';
import {
  disguisedReadings,
  maskedWords,
  spelledOut,
  withJoinedLetters,
  withoutOneLetter,
} from './tier-zero/disguises.ts';
import { inTheirSense, withoutNameSue, withThreatSigns } from './tier-zero/senses.ts';

const SCREEN_LIMIT = 20_000;
const FUZZY_MIN = 7;
const FUZZY_MAX = 15;
const SPLIT_WORD_MIN = 6;
const SPLIT_MAX = 24;
/** `char-ge-ba-ck`: so many pieces beside the first. */
const SPLIT_PIECES = 4;
const SPELLED_WORD_MIN = 5;
const LIFT_REACH = 3;
/** Two words in a row that withhold as well: "I do not want to have to sue". */
const WITHHOLDING_PAIRS = [
  ['have', 'to'],
  ['make', 'me'],
] as const;

/**
 * Looks for the signs that a message must never be automated, in seven languages at once and through common
 * disguises. Give it `CleanMessage.fullText`: at most 20,000 characters are read. It compares words, never
 * substrings, and rather finds too much than too little: only the explicit denials of lexicon/tier-zero/lifts.json lift
 * a sign. Nothing that a model says overrules it.
 *
 * @returns the intents found, without repeats, in the order of `TIER_ZERO_INTENTS`; empty when there is no sign
 */
export function screenTierZero(text: string): readonly TierZeroIntent[] {
  const bounded = withoutNameSue(cutTo(text, SCREEN_LIMIT).normalize('NFKC'));
  const plain = toWords(bounded);
  const found = new Set<TierZeroIntent>(unlifted(plain));
  if (speaksOfBank(plain)) found.add('chargeback_dispute');
  addDisguisedWords(found, plain.words);
  for (const reading of otherReadings(bounded)) {
    const words = toWords(reading);
    for (const intent of unlifted(words)) found.add(intent);
    addDisguisedWords(found, words.words);
  }
  for (const isUnmasked of maskedWords(bounded)) {
    for (const [word, intent] of STRONG_WORDS) if (isUnmasked(word)) found.add(intent);
  }
  return TIER_ZERO_INTENTS.filter((intent) => found.has(intent));
}

/**
 * True when some sentence speaks of a bank, an issuer or a wallet without a word of plain payment. A customer who tells
 * a shop about their bank, and not about paying, is about to take money back.
 */
function speaksOfBank({ words, breaks }: MatchableWords): boolean {
  let hasBank = false;
  let isOrdinary = false;
  for (const [index, word] of words.entries()) {
    hasBank ||= BANKS.has(word);
    isOrdinary ||= PLAIN_PAYMENT.has(word);
    if (breaks[index] !== 2 && index < words.length - 1) continue;
    if (hasBank && !isOrdinary) return true;
    hasBank = false;
    isOrdinary = false;
  }
  return false;
}

function otherReadings(text: string): readonly string[] {
  const disguised = disguisedReadings(text);
  const signs = withThreatSigns(text);
  const clearest = disguised.at(-1) ?? foldText(text);
  const joined = withJoinedLetters(clearest, text, VOCABULARY);
  return [...disguised, ...[signs, joined].filter((reading) => reading !== null)];
}

function toWords(text: string): MatchableWords {
  const { words: written, breaks } = tokenise(text);
  const words = inTheirSense(written);
  return { words, breaks, stems: words };
}

function unlifted(words: MatchableWords): readonly TierZeroIntent[] {
  const signs = findPhrases(TIER_ZERO_BOOK, words);
  if (signs.length === 0) return [];
  const lifts = liftsOf(words);
  const isLifted = (sign: PhraseMatch<unknown>) => lifts.some((lift) => covers(lift, sign, words));
  return signs.filter((sign) => !isLifted(sign)).map((sign) => sign.label);
}

function liftsOf(words: MatchableWords): readonly PhraseMatch<'denial' | 'idiom'>[] {
  const withheld = isWithheld(words.words);
  return findPhrases(LIFTING_BOOK, words).filter((lift) => lift.label === 'idiom' || !withheld);
}

function isWithheld(words: readonly string[]): boolean {
  return words.some(
    (word, index) =>
      WITHHOLDING_WORDS.has(word) ||
      WITHHOLDING_PAIRS.some(([first, second]) => word === first && words[index + 1] === second),
  );
}

/** From the first word of the lift to a few words past its last, within the same part of the sentence. */
function covers(
  lift: PhraseMatch<unknown>,
  sign: PhraseMatch<unknown>,
  words: MatchableWords,
): boolean {
  const from = lift.positions[0] ?? 0;
  let to = lift.positions.at(-1) ?? 0;
  for (let more = 0; more < LIFT_REACH && (words.breaks[to] ?? 2) === 0; more += 1) to += 1;
  return sign.positions.every((position) => position >= from && position <= to);
}

/** Words that are split, spelled out letter by letter, or one slip away from an unmistakable one. */
function addDisguisedWords(found: Set<TierZeroIntent>, words: readonly string[]): void {
  words.forEach((word, index) => {
    addSplit(found, words, index);
    addSkeleton(found, word);
    if (word.length >= FUZZY_MIN && word.length <= FUZZY_MAX) addFuzzy(found, word);
  });
  for (const row of spelledOut(words)) addSpelled(found, row);
}

/** Whole words were compared with the phrases; this adds only what several of them make together. */
function addSplit(found: Set<TierZeroIntent>, words: readonly string[], start: number): void {
  let joined = words[start] ?? '';
  for (
    let next = start + 1;
    next <= start + SPLIT_PIECES && joined.length <= SPLIT_MAX;
    next += 1
  ) {
    const word = words[next];
    if (word === undefined) return;
    joined += word;
    addStrong(found, joined);
  }
}

function addSkeleton(found: Set<TierZeroIntent>, word: string): void {
  const intent = SKELETONS.get(word);
  if (intent !== undefined) found.add(intent);
}

function addStrong(found: Set<TierZeroIntent>, word: string): void {
  if (word.length < SPLIT_WORD_MIN || word.length > SPLIT_MAX) return;
  const intent = STRONG_WORDS.get(word);
  if (intent !== undefined) found.add(intent);
}

function addFuzzy(found: Set<TierZeroIntent>, word: string): void {
  // The word itself was compared with its phrase, where a denial may have lifted it.
  if (FUZZY_EXACT.has(word)) return;
  for (const rest of withoutOneLetter(word)) {
    const near = FUZZY_RESTS.get(rest);
    if (near !== undefined) found.add(near);
  }
}

/** A row of single letters is no accident, so words are looked for anywhere in it. */
function addSpelled(found: Set<TierZeroIntent>, row: string): void {
  const bounded = row.slice(0, 400);
  for (const [word, intent] of STRONG_WORDS) {
    const isLong = word.length >= SPELLED_WORD_MIN;
    if (isLong ? bounded.includes(word) : startsOrEnds(bounded, word)) found.add(intent);
  }
}

function startsOrEnds(row: string, word: string): boolean {
  if (word.length < 3) return false;
  const withoutArticle = row.replace(/^(?:i|a|iwill|ill|we|wewill)/, '');
  return row.startsWith(word) || withoutArticle.startsWith(word) || row.endsWith(word);
}
