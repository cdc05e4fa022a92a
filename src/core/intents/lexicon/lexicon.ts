import { z } from 'zod';
import type { PhraseBook } from './phrases.ts';
import { compilePhrases } from './phrases.ts';

const TEST = String.raw`(?:=?(?:\[[a-z]+\]|[a-z0-9]+)\*?|\{[a-z-]+\})`;
const OPTIONS = String.raw`${TEST}(?:\|${TEST})*`;
const PHRASE = new RegExp(`^${OPTIONS}(?: (?:[~]\\d |<\\d> )?${OPTIONS})*$`);

/** How much a phrase of the router proves alone: enough in a short message, enough, or only beside others. */
const STRENGTHS = ['strong', 'clear', 'weak'] as const;
export type Strength = (typeof STRENGTHS)[number];

const remarks = {
  /** One way to say it; many lists hold several. */
  family: z.string().min(1).optional(),
  /** Why a phrase is there, or is left out. */
  note: z.string().min(1).optional(),
};

function fileSchema<F extends z.ZodType>(family: F) {
  return z.strictObject({ note: remarks.note, families: z.array(family).min(1) });
}

/** A file of phrases in the notation of phrases.ts, each family with what it is a sign of. */
export function phraseFileSchema<L extends z.ZodType<string>>(means: L) {
  return fileSchema(
    z.strictObject({
      means,
      ...remarks,
      strength: z.enum(STRENGTHS).optional(),
      phrases: z.array(z.string().regex(PHRASE)).min(1),
    }),
  );
}

/** A file of lists of single words, written with spaces between. */
export function wordFileSchema<L extends z.ZodType<string>>(means: L) {
  return fileSchema(
    z.strictObject({ means, ...remarks, words: z.string().regex(/^\S+(?: \S+)*$/) }),
  );
}

/** Words that a phrase names in braces, by name. */
export type WordClasses = ReadonlyMap<string, readonly string[]>;

export interface LexiconPhrase<L> {
  /** Written out: without classes and without `<n>`. */
  readonly phrase: string;
  readonly label: L;
  readonly strength: Strength | undefined;
}

/**
 * The phrases of some files in their order, written out.
 * @throws {z.ZodError} when a file is not what it should be
 * @throws {TypeError} when a phrase names an unknown class
 */
export function readPhrases<const L extends string>(
  labels: readonly L[],
  files: readonly unknown[],
  classes: WordClasses = new Map(),
): readonly LexiconPhrase<L>[] {
  const schema = phraseFileSchema(z.enum(labels));
  return files
    .flatMap((file) => schema.parse(file).families)
    .flatMap(({ means, strength, phrases }) =>
      phrases
        .flatMap((phrase) => writeOut(phrase, classes))
        .map((phrase) => ({ phrase, label: means, strength })),
    );
}

/** Phrases of equal weight as a book. */
export function bookOf<L extends string>(phrases: readonly LexiconPhrase<L>[]): PhraseBook<L> {
  return compilePhrases(phrases.map(({ phrase, label }) => ({ phrase, label, weight: 1 })));
}

/**
 * A phrase without abbreviations: `{order}` becomes the words of the class, `a <3> b` the two phrases `a ~3 b` and
 * `b ~3 a`.
 */
export function writeOut(phrase: string, classes: WordClasses): readonly string[] {
  const plain = phrase.replace(/\{([a-z-]+)\}/g, (_whole, name: string) => {
    const words = classes.get(name);
    if (words === undefined) throw new TypeError(`the lexicon names an unknown class {${name}}`);
    return words.join('|');
  });
  const [one = '', gap, other] = plain.split(/ <(\d)> /);
  return other === undefined ? [one] : [`${one} ~${gap} ${other}`, `${other} ~${gap} ${one}`];
}

/** The lists of a file by name, each in its order. */
export function readWordLists(file: unknown): WordClasses {
  const lists = new Map<string, readonly string[]>();
  for (const { means, words } of wordFileSchema(z.string()).parse(file).families) {
    lists.set(means, [...(lists.get(means) ?? []), ...words.split(' ')]);
  }
  return lists;
}

/**
 * The words of one list.
 * @throws {TypeError} when there is no such list: an empty one would hide that it was renamed
 */
export function wordsOf(lists: WordClasses, name: string): ReadonlySet<string> {
  const words = lists.get(name);
  if (words === undefined) throw new TypeError(`the lexicon has no list ${name}`);
  return new Set(words);
}
