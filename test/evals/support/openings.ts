import type { Message } from './near-duplicates.ts';
import { wordsOf } from './words.ts';

const OPENING_WORDS = 3;

/** Openings of three words that more than `most` messages begin with, and the ids of these. */
export function crowdedOpenings(
  messages: readonly Message[],
  most: number,
): readonly { readonly opening: string; readonly ids: readonly string[] }[] {
  const byOpening = Map.groupBy(messages, ({ text }) =>
    wordsOf(text).slice(0, OPENING_WORDS).join(' '),
  );
  return [...byOpening]
    .filter(([opening, group]) => opening !== '' && group.length > most)
    .map(([opening, group]) => ({ opening, ids: group.map(({ id }) => id) }));
}
