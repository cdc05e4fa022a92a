import { foldText } from '../tokens.ts';

/** Letters of other scripts that look Latin; compatibility forms are folded before (`foldText`). */
const LOOK_ALIKES: ReadonlyMap<string, string> = pairs(
  'аa вb сc ԁd еe ғf ԍg һh іi ӏl јj кk ӄk мm нh оo рp ԛq гr ѕs тt уy ѵv ԝw шw хx ʏy зz єe эe лn пn яr иn бb ьb ъb фo ',
  'αa βb ςs εe ηn ιi κk νv μu οo ρp τt υu χx γy ωw σo θo δd λl πn ',
  'աw եe հh ոn սu օo յj գq ցg զq ѡw ꞓc ',
  'ɑa ʙb ᴄc ᴅd ᴇe ꜰf ɡg ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ǫq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ',
  'ɐa ɔc ǝe ɟf ɓb ɗd ɛe ɦh ɨi ʝj ƙk ɭl ɱm ɲn ɵo ƥp ɽr ʂs ƭt ʉu ʋv ɯm ʍm ʌv ʎy ƶz ŀl ħh ŧt ',
);
const BOXED_LETTER_STARTS = [0x1f150, 0x1f170, 0x1f1e6] as const;
const NON_ASCII = /[^ -~\n]/;
const NON_ASCII_LETTERS = /[^ -~\n]/gu;

const LEET: ReadonlyMap<string, string> = pairs('@a 4a 8b 3e €e 9g 6g !i |l 0o $s 5s 7t +t 2z ');
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

function pairs(...lists: readonly string[]): ReadonlyMap<string, string> {
  const words = lists.join('').split(' ');
  return new Map(
    words
      .filter((pair) => pair.length >= 2)
      .map((pair): [string, string] => {
        const [from = '', ...to] = [...pair];
        return [from, to.at(-1) ?? ''];
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
