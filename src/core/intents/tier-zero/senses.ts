import { z } from 'zod';
import sensesFile from '../lexicon/tier-zero/senses.json' with { type: 'json' };

const OPTIONS = z
  .string()
  .regex(/^[a-z]+(?:\|[a-z]+)*$/)
  .transform((options) => new Set(options.split('|')));

/** No word of a lexicon, and no letter, so that it joins no row of spelled letters. */
const NEUTRAL = '[sense]';

/** What some words mean beside others; see the file's note. */
export const sensesSchema = z.strictObject({
  note: z.string(),
  senses: z.array(
    z.strictObject({
      words: OPTIONS,
      before: OPTIONS.optional(),
      after: OPTIONS.optional(),
      reading: z.string().default(NEUTRAL),
    }),
  ),
});
type Sense = z.infer<typeof sensesSchema>['senses'][number];

const SENSES: ReadonlyMap<string, readonly Sense[]> = byWord(sensesSchema.parse(sensesFile).senses);

function byWord(senses: readonly Sense[]): ReadonlyMap<string, readonly Sense[]> {
  const found = new Map<string, Sense[]>();
  for (const sense of senses) {
    for (const word of sense.words) found.set(word, [...(found.get(word) ?? []), sense]);
  }
  return found;
}

/** The words in the sense that their neighbours give them; as many as before, so that positions stay. */
export function inTheirSense(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const senses = SENSES.get(word);
    if (senses === undefined) return word;
    const [before, after] = [words[index - 1] ?? ' ', words[index + 1] ?? ' '];
    const sense = senses.find((one) => one.before?.has(before) || one.after?.has(after));
    return sense?.reading ?? word;
  });
}

/**
 * Pictures that threaten a person when they stand beside one, each as a word that no language has. A skull and a
 * flame are left out: both mostly mean laughter and praise.
 */
const SIGNS: readonly (readonly [signs: RegExp, word: string])[] = [
  [/[🔪🗡⚔🪓]/gu, ' signblade '],
  [/[🔫💣🧨]/gu, ' signgun '],
  [/[⚰🪦🩸]/gu, ' signgrave '],
];
const ANY_SIGN = /[🔪🗡⚔🪓🔫💣🧨⚰🪦🩸]/u;

/** The text with its threatening pictures as words, or null where it has none. */
export function withThreatSigns(text: string): string | null {
  if (!ANY_SIGN.test(text)) return null;
  return SIGNS.reduce((read, [signs, word]) => read.replace(signs, word), text);
}

const SUE = /\bSue\b/gu;
const NAME_BEFORE =
  /(?:my name is|name's|i am|i'm|this is|it's|it is|called|thanks|thank you|thx|regards|wishes|cheers|best|love|sincerely|yours|truly|hi|hello|hey|dear|aunt|auntie|mrs\.?|ms\.?|miss)[\s,.!:–-]{1,4}$/iu;
const NAME_AFTER = /^(?:'s\b)?(?:\s+\p{Lu}\p{Ll}+|\s*[,.!?;:)]|\s*$|\s*\n| (?:and|here|again)\b)/u;
const OBJECT_AFTER =
  /^\s+(?:you|your|u|ya|yall|them|the|this|that|him|her|us|everyone|for|over)\b/iu;

/**
 * Takes out `Sue` where it can only be a first name: written so, introduced or signed as a name ("my name is Sue",
 * "Thanks, Sue"), and followed by a surname or the end of the sentence. Everywhere else "sue" stays, a bare "Sue" on
 * a line of its own included: a person may read that one.
 */
export function withoutNameSue(text: string): string {
  if (!text.includes('Sue')) return text;
  return text.replace(SUE, (word, offset: number) => {
    const before = text.slice(Math.max(0, offset - 24), offset);
    const after = text.slice(offset + word.length, offset + word.length + 24);
    const isName = NAME_BEFORE.test(before) && NAME_AFTER.test(after) && !OBJECT_AFTER.test(after);
    return isName ? '[name]' : word;
  });
}
