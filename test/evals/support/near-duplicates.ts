import { wordsOf } from './words.ts';

export interface Message {
  readonly id: string;
  readonly text: string;
}

/** Two messages that say the same in nearly the same words. */
export interface NearDuplicate {
  readonly ids: readonly [string, string];
  /** What they share: runs of letters, or words in any order. */
  readonly by: 'grams' | 'words';
  /** Share of what could be shared, from 0 to 1. */
  readonly score: number;
}

const GRAM_LENGTH = 5;
/** Jaccard index of the 5-grams. Free messages on one theme stay below 0.2; a template whose words were swapped is above. */
const MOST_GRAMS = 0.35;
/** Share of the shorter message's distinct words that the other one has too. */
const MOST_WORDS = 0.7;
/** With fewer words, or where one message is much longer, everyday words alone would reach that share. */
const FEWEST_WORDS = 6;
const MOST_WORDS_RATIO = 2;

interface Fingerprint {
  readonly id: string;
  readonly grams: Uint32Array;
  readonly words: Uint32Array;
}

/** Numbers strings, so that sets of them become sorted arrays: 200,000 comparisons stay well below a second. */
function createNumbering(): (items: Iterable<string>) => Uint32Array {
  const numbers = new Map<string, number>();
  const numberOf = (item: string): number => {
    const number = numbers.get(item) ?? numbers.size;
    numbers.set(item, number);
    return number;
  };
  return (items) => Uint32Array.from([...new Set(items)].map(numberOf)).sort();
}

function gramsOf(letters: string): readonly string[] {
  const count = Math.max(1, letters.length - GRAM_LENGTH + 1);
  return Array.from({ length: count }, (_, at) => letters.slice(at, at + GRAM_LENGTH));
}

function fingerprintsOf(messages: readonly Message[]): readonly Fingerprint[] {
  const numberGrams = createNumbering();
  const numberWords = createNumbering();
  return messages.map(({ id, text }) => {
    const words = wordsOf(text);
    // Signs alone (emoji, digits) are compared as they are.
    const letters = words.length === 0 ? text : words.join(' ');
    return { id, grams: numberGrams(gramsOf(letters)), words: numberWords(words) };
  });
}

function countShared(left: Uint32Array, right: Uint32Array): number {
  let shared = 0;
  for (let l = 0, r = 0; l < left.length && r < right.length; ) {
    const [a = 0, b = 0] = [left[l], right[r]];
    if (a === b) shared += 1;
    if (a <= b) l += 1;
    if (b <= a) r += 1;
  }
  return shared;
}

function sharedGrams(left: Uint32Array, right: Uint32Array): number {
  const [less, more] = [Math.min(left.length, right.length), Math.max(left.length, right.length)];
  // The index cannot be higher than this.
  if (less / more < MOST_GRAMS) return 0;
  const shared = countShared(left, right);
  return shared / (less + more - shared);
}

function sharedWords(left: Uint32Array, right: Uint32Array): number {
  const less = Math.min(left.length, right.length);
  if (less < FEWEST_WORDS || Math.max(left.length, right.length) > MOST_WORDS_RATIO * less)
    return 0;
  return countShared(left, right) / less;
}

function compare(left: Fingerprint, right: Fingerprint): NearDuplicate | null {
  const ids = [left.id, right.id] as const;
  const grams = sharedGrams(left.grams, right.grams);
  if (grams >= MOST_GRAMS) return { ids, by: 'grams', score: grams };
  const words = sharedWords(left.words, right.words);
  return words >= MOST_WORDS ? { ids, by: 'words', score: words } : null;
}

/** Compares every message with every other one. */
export function findNearDuplicates(messages: readonly Message[]): readonly NearDuplicate[] {
  const prints = fingerprintsOf(messages);
  return prints.flatMap((left, index) =>
    prints.slice(index + 1).flatMap((right) => compare(left, right) ?? []),
  );
}
