import type { BreakStrength } from './tokens.ts';

/**
 * A phrase of a lexicon, compared word by word, never by substring:
 *
 * - `where is` – these words, next to each other
 * - `cancel|annul` – one of these words
 * - `estafa*` – any word that begins so (for languages without a stemmer)
 * - `=shipping` – exactly this word, not its stem
 * - `cancel ~3 order` – up to three other words between
 *
 * A phrase never crosses the end of a sentence.
 */
export interface PhraseEntry<L> {
  readonly phrase: string;
  readonly label: L;
  readonly weight: number;
}

export interface PhraseMatch<L> {
  readonly label: L;
  readonly weight: number;
  /** Index of the entry, so that one phrase can be counted once. */
  readonly entry: number;
  /** Positions of the words that matched, in order; words in a gap are not among them. */
  readonly positions: readonly number[];
}

interface WordTest {
  readonly stems: ReadonlySet<string>;
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  /** How many other words may stand before this one. */
  readonly gap: number;
}

interface CompiledPhrase<L> {
  readonly label: L;
  readonly weight: number;
  readonly entry: number;
  readonly tests: readonly WordTest[];
}

/** A compiled lexicon; build it once. */
export interface PhraseBook<L> {
  readonly byStem: ReadonlyMap<string, readonly CompiledPhrase<L>[]>;
  readonly byExact: ReadonlyMap<string, readonly CompiledPhrase<L>[]>;
  readonly byPrefix: ReadonlyMap<string, readonly CompiledPhrase<L>[]>;
  readonly prefixLengths: readonly number[];
}

/** Words to match: what was written and its stem, of equal length. */
export interface MatchableWords {
  readonly words: readonly string[];
  readonly stems: readonly string[];
  readonly breaks: readonly BreakStrength[];
}

const identity = (word: string): string => word;

/** Compiles a lexicon. `stem` must be the function that made `MatchableWords.stems`. */
export function compilePhrases<L>(
  entries: readonly PhraseEntry<L>[],
  stem: (word: string) => string = identity,
): PhraseBook<L> {
  const byStem = new Map<string, CompiledPhrase<L>[]>();
  const byExact = new Map<string, CompiledPhrase<L>[]>();
  const byPrefix = new Map<string, CompiledPhrase<L>[]>();
  entries.forEach(({ phrase, label, weight }, entry) => {
    const tests = compileTests(phrase, stem);
    const compiled = { label, weight, entry, tests };
    const first = tests[0];
    if (first === undefined) return;
    for (const word of first.stems) append(byStem, word, compiled);
    for (const word of first.exact) append(byExact, word, compiled);
    for (const word of first.prefixes) append(byPrefix, word, compiled);
  });
  const prefixLengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))];
  return { byStem, byExact, byPrefix, prefixLengths };
}

function compileTests(phrase: string, stem: (word: string) => string): WordTest[] {
  const tests: WordTest[] = [];
  let gap = 0;
  for (const part of phrase.split(' ').filter((word) => word !== '')) {
    if (/^~\d$/.test(part)) {
      gap = Number(part.slice(1));
      continue;
    }
    const options = part.split('|');
    tests.push({
      gap,
      stems: new Set(options.filter((word) => !/^=|\*$/.test(word)).map((word) => stem(word))),
      exact: new Set(options.filter((word) => word.startsWith('=')).map((word) => word.slice(1))),
      prefixes: options.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)),
    });
    gap = 0;
  }
  return tests;
}

function append<L>(map: Map<string, L[]>, key: string, value: L): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Every phrase that stands in the text, at most once per starting word. Linear in the number of words. */
export function findPhrases<L>(book: PhraseBook<L>, text: MatchableWords): PhraseMatch<L>[] {
  const found: PhraseMatch<L>[] = [];
  const tryAll = (candidates: readonly CompiledPhrase<L>[] | undefined, start: number): void => {
    if (candidates === undefined) return;
    for (const candidate of candidates) {
      const positions = matchFrom(candidate.tests, text, start);
      if (positions !== null) {
        found.push({
          label: candidate.label,
          weight: candidate.weight,
          entry: candidate.entry,
          positions,
        });
      }
    }
  };
  for (let start = 0; start < text.words.length; start += 1) {
    const word = text.words[start] ?? '';
    tryAll(book.byStem.get(text.stems[start] ?? ''), start);
    if (book.byExact.size > 0) tryAll(book.byExact.get(word), start);
    for (const length of book.prefixLengths) {
      if (length <= word.length) tryAll(book.byPrefix.get(word.slice(0, length)), start);
    }
  }
  return found;
}

function matchFrom(
  tests: readonly WordTest[],
  text: MatchableWords,
  start: number,
): number[] | null {
  if (tests.length === 1) return [start];
  return matchRest(tests, 1, text, start, [start]);
}

/** Tries each place within the gap; a lexicon has few gaps of few words, so the work per word is bounded. */
function matchRest(
  tests: readonly WordTest[],
  next: number,
  text: MatchableWords,
  previous: number,
  positions: readonly number[],
): number[] | null {
  const test = tests[next];
  if (test === undefined) return [...positions];
  for (let place = previous + 1; place <= previous + 1 + test.gap; place += 1) {
    if (place >= text.words.length || text.breaks[place - 1] === 2) return null;
    if (!isMatch(test, text, place)) continue;
    const rest = matchRest(tests, next + 1, text, place, [...positions, place]);
    if (rest !== null) return rest;
  }
  return null;
}

function isMatch(test: WordTest, text: MatchableWords, place: number): boolean {
  const word = text.words[place] ?? '';
  if (test.stems.has(text.stems[place] ?? '')) return true;
  if (test.exact.size > 0 && test.exact.has(word)) return true;
  return test.prefixes.some((prefix) => word.startsWith(prefix));
}
