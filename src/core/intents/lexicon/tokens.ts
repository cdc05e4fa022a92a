/** 0 = the next word follows directly; 1 = a comma or its kin stands between; 2 = a sentence ends. */
export type BreakStrength = 0 | 1 | 2;

/**
 * A text as words: lower case, without accents, split at everything that is no letter or digit. `breaks[i]` says
 * what stands between word i and the next. A placeholder of `redactText` is one word: `[order]`.
 */
export interface Tokens {
  readonly words: readonly string[];
  readonly breaks: readonly BreakStrength[];
}

const TOKEN = /\[[a-z]{2,12}\]|[\p{L}\p{N}]+|[.!?;\n,:()]+/gu;
const ASCII = /^[ -~\n]*$/;
const MARKS = /\p{M}+/gu;
/** Letters that NFKD does not take apart. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
]);
const SPECIAL_LETTER = /[ßæœøłđðþı]/g;
const APOSTROPHES = /[’‘ʼ´`＇]/g;
/** don't, it's, I'm, we'll, you've, they're, I'd: one word. */
const ENGLISH_CONTRACTION = /'(?=(?:s|t|d|m|ll|ve|re)(?![\p{L}\p{N}']))/gu;
const WORDLIKE = /[\p{L}\p{N}[]/u;

/** Folds case, accents and compatibility forms, so that a lexicon needs one spelling per word. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/\p{Cf}+/gu, '')
    .replace(SPECIAL_LETTER, (letter) => LETTERS.get(letter) ?? letter)
    .replace(APOSTROPHES, "'");
}

/**
 * Splits into words. English contractions lose their apostrophe (`don't` → `dont`), elsewhere it separates
 * (`l'avocat` → `l`, `avocat`). Hyphens separate (`charge-back` → `charge`, `back`). Linear, never throws.
 */
export function tokenise(text: string): Tokens {
  const folded = foldText(text);
  const joined = folded.includes("'") ? folded.replace(ENGLISH_CONTRACTION, '') : folded;
  const words: string[] = [];
  const breaks: BreakStrength[] = [];
  for (const piece of joined.match(TOKEN) ?? []) {
    if (isWord(piece)) {
      words.push(piece);
      breaks.push(0);
    } else if (words.length > 0) {
      const last = breaks.length - 1;
      breaks[last] = strongerBreak(breaks[last] ?? 0, piece);
    }
  }
  return { words, breaks };
}

function isWord(piece: string): boolean {
  const code = piece.charCodeAt(0);
  if (code >= 97 && code <= 122) return true;
  return WORDLIKE.test(piece[0] ?? '') || code > 127;
}

function strongerBreak(known: BreakStrength, mark: string): BreakStrength {
  if (known === 2 || /[.!?;]|\n\n/.test(mark)) return 2;
  return /[,:()]/.test(mark) ? 1 : known;
}
