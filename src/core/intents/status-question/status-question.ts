import type { CleanMessage } from '../clean.ts';
import { findPhrases, type MatchableWords } from '../phrases.ts';
import { findConcerns } from './concerns.ts';
import { countUnfamiliar } from './familiar.ts';
import { ANCHORS, ASKS, COURTESIES, HELP_ASKS, ORDERISH, REQUESTS } from './lists.ts';
import { hasDoubtfulForm, readForStatus, type Sentence, type StatusReading } from './reading.ts';

/** How many words of a sentence, and of all of them, may be none of ours; measured on the golden set. */
const MAX_IN_ASKING = 4;
const MAX_IN_SETTING = 3;
const MAX_ELSEWHERE = 1;
const MAX_IN_ALL = 6;
export type StatusDoubt = 'OTHER_CONCERN' | 'DOUBTFUL_FORM' | 'NOT_ASKED' | 'UNFAMILIAR_WORDS';

/**
 * Reads a message for one thing: does it ask where an order is or how it stands, and nothing else? It knows nothing of
 * what a classifier said and shares no list with one, so that both are not wrong together. A sign of any other concern
 * counts even where it is denied, quoted or politely put; so does whatever it cannot read. Pure; reads English only.
 *
 * @returns the first reason to doubt, or null for a plain question about an order
 */
export function findStatusDoubt(message: CleanMessage): StatusDoubt | null {
  const reading = readForStatus(message);
  if (findConcerns(reading.everything).length > 0) return 'OTHER_CONCERN';
  if (hasDoubtfulForm(message, reading.safeText)) return 'DOUBTFUL_FORM';
  if (!isAsked(reading.own, reading.sentences)) return 'NOT_ASKED';
  return isReadable(reading) ? null : 'UNFAMILIAR_WORDS';
}

/** A few unknown words in what is asked are the goods or the place; elsewhere they may be another story. */
function isReadable({ sentences }: StatusReading): boolean {
  const counts = sentences.map(({ words }) => {
    const unfamiliar = countUnfamiliar(words);
    return { unfamiliar, isWithin: unfamiliar <= allowedUnfamiliar(words) };
  });
  const total = counts.reduce((sum, { unfamiliar }) => sum + unfamiliar, 0);
  return total <= MAX_IN_ALL && counts.every(({ isWithin }) => isWithin);
}

/** One sentence asks about an order, and no question or request is about anything else. */
function isAsked(own: MatchableWords, sentences: readonly Sentence[]): boolean {
  if (findPhrases(ORDERISH, own).length === 0) return false;
  const asking = sentences.filter(({ words }) => asks(words));
  const others = sentences.filter((sentence) => !asking.includes(sentence));
  return asking.length > 0 && others.every((sentence) => !asksSomethingElse(sentence));
}

function asksSomethingElse({ words, isQuestion }: Sentence): boolean {
  if (isCourtesy(words) || findPhrases(HELP_ASKS, words).length > 0) return false;
  return isQuestion || findPhrases(REQUESTS, words).length > 0;
}

/** "Hello?", "Please. Thanks." */
function isCourtesy({ words }: MatchableWords): boolean {
  return words.every((word) => COURTESIES.has(word));
}

function allowedUnfamiliar(words: MatchableWords): number {
  if (asks(words)) return MAX_IN_ASKING;
  return findPhrases(ANCHORS, words).length > 0 ? MAX_IN_SETTING : MAX_ELSEWHERE;
}

function asks(words: MatchableWords): boolean {
  return findPhrases(ASKS, words).length > 0;
}
