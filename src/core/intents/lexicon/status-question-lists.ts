import type { LexiconPhrase } from './lexicon.ts';
import { bookOf, readPhrases, readWordLists, wordsOf } from './lexicon.ts';
import type { PhraseBook } from './phrases.ts';
import classes from './status-question/classes.json' with { type: 'json' };
import concernsFile from './status-question/concerns.json' with { type: 'json' };
import questionsFile from './status-question/questions.json' with { type: 'json' };
import wordsFile from './status-question/words.json' with { type: 'json' };

/** What a message may be about besides the whereabouts of an order; each family has its own list of signs. */
const CONCERN_FAMILIES = [
  'cancelling',
  'changing',
  'address',
  'goods',
  'delivered-but',
  'returning',
  'billing',
  'subscription',
  'technical',
  'discount',
  'buying',
  'calling',
  'someone-else',
  'machine',
  'selling',
  'other-business',
  'job',
  'threat',
  'condition',
  'not-asking',
  'further-topic',
  'other-language',
] as const;
export type ConcernFamily = (typeof CONCERN_FAMILIES)[number];

function bookFor<L extends string>(phrases: readonly LexiconPhrase<L>[], label: L): PhraseBook<L> {
  return bookOf(phrases.filter((phrase) => phrase.label === label));
}

const CONCERN_PHRASES = readPhrases([...CONCERN_FAMILIES, 'innocent'], [concernsFile]);
/** Every sign of something else, by family. */
export const CONCERNS = bookOf(CONCERN_PHRASES.filter(({ label }) => label !== 'innocent'));
/** Where a sign of something else is no sign. */
export const INNOCENT = bookFor(CONCERN_PHRASES, 'innocent');

const QUESTIONS = readPhrases(
  ['anchor', 'ask', 'bound', 'help', 'order', 'request'],
  [questionsFile],
  readWordLists(classes),
);
/** The shapes of a question about an order. */
export const ASKS = bookFor(QUESTIONS, 'ask');
/** What makes it the writer's own order. */
export const ORDERISH = bookFor(QUESTIONS, 'order');
/** Asking for help or an answer, which does not say what is wanted. */
export const HELP_ASKS = bookFor(QUESTIONS, 'help');
export const REQUESTS = bookFor(QUESTIONS, 'request');
/** What ties a sentence to an order or to a day. */
export const ANCHORS = bookFor(QUESTIONS, 'anchor');
/** Words that are harmless in these phrases only. */
export const BOUND_WORDS = bookFor(QUESTIONS, 'bound');

const LISTS = readWordLists(wordsFile);
/**
 * The words of a message that only asks about an order. A word that could carry another wish is not among them, and a
 * word that is not here makes the verifier doubt.
 */
export const FREE_WORDS = wordsOf(LISTS, 'free');
export const COURTESIES = wordsOf(LISTS, 'courtesy');
export const DETERMINERS = wordsOf(LISTS, 'determiner');
export const FAREWELLS = wordsOf(LISTS, 'farewell');
export const GREETINGS = wordsOf(LISTS, 'greeting');
export const KNOWING = wordsOf(LISTS, 'knowing');
export const PURCHASES = wordsOf(LISTS, 'purchase');
