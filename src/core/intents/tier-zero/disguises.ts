import { readWordLists, wordsOf } from '../lexicon/lexicon.ts';
import lookAlikes from '../lexicon/tier-zero/look-alikes.json' with { type: 'json' };
import { foldText } from '../lexicon/tokens.ts';

const LISTS = readWordLists(lookAlikes);
/** Letters of other scripts that look Latin; compatibility forms are folded before (`foldText`). */
const LOOK_ALIKES = pairsOf('letter');
const BOXED_LETTER_STARTS = [0x1f150, 0x1f170, 0x1f1e6] as const;
const NON_ASCII = /[^ -~\n]/;
const NON_ASCII_LETTERS = /[^ -~\n]/gu;

/** `1` is read as l too. */
const LEET = pairsOf('leet');
const LEET_IN_WORD = /[@483€96!|0$57+21](?=[\p{L}@480$5731!])|(?<=\p{L})[@483€96|0$57+21]/gu;
const CHUNK = /\S+/gu;
const HAS_LETTER = /\p{L}/u;
const HAS_LEET = /[@483€96!|0$57+21]/;
/** `Iawyer`: a capital I between or before small letters. */
const CAPITAL_I_FOR_L = /(?<=\p{Ll})I|I(?=\p{Ll}{4})/gu;
const REPEATED = /(\p{L})\1{2,}/gu;
const MAX_MASKED = 40;
const HAS_MASK = /[*#•·]/;
const MASKED = /[a-z*#•·]{4,20}/g;

/** Each pair is the sign that was written and the letter that is meant. */
function pairsOf(list: string): ReadonlyMap<string, string> {
  return new Map(
    [...wordsOf(LISTS, list)].map((pair): [string, string] => {
      const [from = '', to = ''] = [...pair];
      return [from, to];
    }),
  );
}

/**
 * The readings of a text that somebody tried to hide from a word list: look-alike letters, digits and signs for
 * letters, stretched words. Folded; the plain reading is not among them. Linear.
 */
export function disguisedReadings(text: string): readonly string[] {
  const folded = foldText(text);
  const readings: string[] = [];
  const withSmallL = text.replace(CAPITAL_I_FOR_L, 'l');
  if (withSmallL !== text) readings.push(foldText(withSmallL));
  const latin = NON_ASCII.test(folded) ? replaceLookAlikes(folded) : folded;
  if (latin !== folded) readings.push(latin);
  if (HAS_LEET.test(latin)) {
    const asI = readLeet(latin, 'i');
    if (asI !== latin) readings.push(asI);
    const asL = readLeet(latin, 'l');
    if (asL !== asI && asL !== latin) readings.push(asL);
  }
  const stretched = readings.at(-1) ?? folded;
  if (stretched.search(REPEATED) !== -1) {
    readings.push(stretched.replace(REPEATED, '$1'), stretched.replace(REPEATED, '$1$1'));
  }
  return readings;
}

function replaceLookAlikes(folded: string): string {
  return folded.replace(NON_ASCII_LETTERS, (letter) => {
    const known = LOOK_ALIKES.get(letter);
    if (known !== undefined) return known;
    const code = letter.codePointAt(0) ?? 0;
    const start = BOXED_LETTER_STARTS.find((first) => code >= first && code < first + 26);
    return start === undefined ? letter : String.fromCharCode(97 + code - start);
  });
}

/** Only inside words that hold a letter: an order number or a price stays what it is. */
function readLeet(folded: string, one: 'i' | 'l'): string {
  return folded.replace(CHUNK, (chunk) => {
    if (!HAS_LETTER.test(chunk) || !HAS_LEET.test(chunk)) return chunk;
    return chunk.replace(LEET_IN_WORD, (sign) => (sign === '1' ? one : (LEET.get(sign) ?? sign)));
  });
}

/**
 * What a row of single letters spells: `l a w y e r`, `f.r.a.u.d`. Each row of three or more is returned joined,
 * digits read as letters.
 */
export function spelledOut(words: readonly string[]): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of [...words, '']) {
    if (isSingleLetter(word)) {
      row += word === '1' ? 'i' : (LEET.get(word) ?? word);
      continue;
    }
    if (row.length >= 3) rows.push(row);
    row = '';
  }
  return rows;
}

function isSingleLetter(word: string): boolean {
  return word.length === 1 && /[\p{L}0-9]/u.test(word);
}

/**
 * The words of which letters were starred out (`l*wyer`, `sc#m`) or replaced by a sign that no table of ours knows,
 * each as a test for a candidate word.
 */
export function maskedWords(text: string): readonly ((word: string) => boolean)[] {
  const folded = foldText(text);
  const isForeign = NON_ASCII.test(folded);
  if (!isForeign && !HAS_MASK.test(folded)) return [];
  const masked = isForeign ? replaceLookAlikes(folded).replace(NON_ASCII_LETTERS, '*') : folded;
  return (masked.match(MASKED) ?? [])
    .filter((word) => HAS_MASK.test(word) && countLetters(word) * 2 >= word.length)
    .slice(0, MAX_MASKED)
    .map((word) => (candidate) => isUnmasked(word, candidate));
}

function countLetters(word: string): number {
  return word.replace(/[^a-z]/g, '').length;
}

function isUnmasked(masked: string, word: string): boolean {
  if (masked.length !== word.length) return false;
  for (let index = 0; index < masked.length; index += 1) {
    const sign = masked[index] ?? '';
    if (!'*#•·'.includes(sign) && sign !== word[index]) return false;
  }
  return true;
}

/** Every string that is `word` with one letter left out, and `word` itself. */
export function withoutOneLetter(word: string): readonly string[] {
  const shorter = [word];
  for (let index = 0; index < word.length; index += 1) {
    shorter.push(word.slice(0, index) + word.slice(index + 1));
  }
  return shorter;
}

const LETTER_ROW =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ .,_*/|~+'·•-]{1,3}[\p{L}\p{N}](?![\p{L}\p{N}])){2,80}/gu;
const HASHTAG = /#([\p{L}\p{N}_]{6,60})/gu;
const CAPITAL_IN_WORD = /(?<=\p{Ll})(?=\p{Lu})/gu;
const NO_LETTER = /[^\p{L}\p{N}]+/gu;
const LONGEST_ROW = 80;
const LONGEST_WORD = 16;
/** A letter that is part of no word costs more than any word that holds it. */
const STRAY_COST = 3;

/**
 * The text with its rows of single letters (`k i l l y o u`) and its hashtags written as words of the vocabulary, or
 * null where there are no such rows or hashtags. Where one word of a row ends is a guess: the fewest known words win.
 */
export function withJoinedLetters(
  folded: string,
  original: string,
  vocabulary: ReadonlySet<string>,
): string | null {
  const rows = folded.replace(LETTER_ROW, (row) => ` ${inWords(row, vocabulary)} `);
  const tagged = original.includes('#')
    ? original.replace(HASHTAG, (_tag, word: string) => {
        const parts = word.replace(CAPITAL_IN_WORD, ' ').replaceAll('_', ' ');
        return ` ${parts === word ? inWords(word.toLowerCase(), vocabulary) : parts} `;
      })
    : original;
  if (rows === folded) return tagged === original ? null : tagged;
  return tagged === original ? rows : `${rows}\n\n${tagged}`;
}

function inWords(row: string, vocabulary: ReadonlySet<string>): string {
  const letters = row.replace(NO_LETTER, '').slice(0, LONGEST_ROW);
  const costs: number[] = [0];
  const starts: number[] = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = (costs[end - 1] ?? 0) + STRAY_COST;
    let from = end - 1;
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start += 1) {
      const cost = (costs[start] ?? 0) + 1;
      if (cost < best && vocabulary.has(letters.slice(start, end))) [best, from] = [cost, start];
    }
    costs.push(best);
    starts.push(from);
  }
  return cutAt(letters, starts).join(' ');
}

function cutAt(letters: string, starts: readonly number[]): readonly string[] {
  const words: string[] = [];
  for (let end = letters.length; end > 0; end = starts[end] ?? 0) {
    words.unshift(letters.slice(starts[end] ?? 0, end));
  }
  return words;
}
