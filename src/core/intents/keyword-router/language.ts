import languagesFile from '../lexicon/keyword-router/languages.json' with { type: 'json' };
import { readWordLists } from '../lexicon.ts';

/** Small words that tell a language, each with the languages that have it. */
const LANGUAGES_OF: ReadonlyMap<string, readonly string[]> = invert();

function invert(): ReadonlyMap<string, readonly string[]> {
  const languages = new Map<string, string[]>();
  for (const [language, words] of readWordLists(languagesFile)) {
    for (const word of words) languages.set(word, [...(languages.get(word) ?? []), language]);
  }
  return languages;
}

/** Latin letters only count: a text in another script has no language of ours. */
const OTHER_SCRIPT = /[\p{L}--\p{Script=Latin}]/v;
const MAX_WORDS = 300;

/**
 * Guesses the language from its small words: a BCP 47 primary tag, or `und` when nothing points anywhere, when two
 * languages tie, or when much of the text is written in another script. A word shared by n languages counts 1/n.
 */
export function detectLanguage(words: readonly string[]): string {
  const scores = new Map<string, number>();
  let foreign = 0;
  for (const word of words.slice(0, MAX_WORDS)) {
    const languages = LANGUAGES_OF.get(word) ?? [];
    for (const language of languages) {
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
    }
    if (languages.length === 0 && word.charCodeAt(0) > 0x24f && OTHER_SCRIPT.test(word))
      foreign += 1;
  }
  const [best, second] = [...scores].toSorted((one, other) => other[1] - one[1]);
  if (best === undefined || foreign > best[1]) return 'und';
  return second !== undefined && best[1] - second[1] < 0.25 ? 'und' : best[0];
}
