import { redactText } from '../../redaction/redact.ts';
import type { CleanMessage } from '../clean.ts';
import type { MatchableWords } from '../phrases.ts';
import { tokenise } from '../tokens.ts';

/** A capitalised name alone on the last line. */
const NAME_LINE = /\n[ -]{0,3}\p{Lu}[\p{L}'’.-]{0,20}(?: \p{Lu}[\p{L}'’.-]{0,20}){0,2}$/u;
const SENTENCE_END = /(?<=[.!?;])\s+|\n{2,}/;

export interface Sentence {
  readonly words: MatchableWords;
  readonly isQuestion: boolean;
}

/** A message as the second opinion reads it: numbers and contacts as placeholders, sentence by sentence. */
export interface StatusReading {
  /** The customer's own words with numbers and contacts as placeholders. */
  readonly safeText: string;
  /** The customer's own words without a name on the last line. */
  readonly own: MatchableWords;
  readonly sentences: readonly Sentence[];
  /** Quoted history and signature included. */
  readonly everything: MatchableWords;
}

export function readForStatus(message: CleanMessage): StatusReading {
  const safeText = redactText(message.text);
  const own = safeText.replace(NAME_LINE, '');
  const sentences = own
    .split(SENTENCE_END)
    .map((text) => ({ words: matchable(text), isQuestion: text.trimEnd().endsWith('?') }))
    .filter(({ words }) => words.words.length > 0);
  const everything = matchable(redactText(message.fullText));
  return { safeText, own: matchable(own), sentences, everything };
}

function matchable(text: string): MatchableWords {
  const { words, breaks } = tokenise(text);
  return { words, breaks, stems: words };
}
