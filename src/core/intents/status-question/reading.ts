import { redactText } from '../../redaction/redact.ts';
import type { CleanMessage } from '../clean.ts';
import { findOrderNumbers } from '../order-number.ts';
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

const MAX_WORDS = 80;
const MAX_QUESTIONS = 3;
const MAX_SENTENCES = 8;
/**
 * What a plain message is written with: no brackets, no signs of code or money, no other scripts.
 */
const PLAIN = /^[\p{Script=Latin}\p{M}\d\s.,:;!?'"()#&/+–—…’‘“”´`-]*$/u;
const PLACEHOLDER = /\[(?:order|tracking|number|email|phone|name)\]/g;
/** Pictures that add a mood and no word; any other one could say what nobody here reads. */
const HARMLESS_PICTURES =
  /(?:🙏|🙂|😊|😀|😃|😄|😁|☺|❤|♥|👋|📦|🚚|🤞|🤗|🎁|🎂|🥰|😅|😭|😢|😕|🥺|😩|👀|🤔)[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?/gu;

/**
 * Whether the shape of a message alone leaves room for more than one plain question: long, many questions, several
 * orders, other scripts, signs of code or markup, pictures, links, addresses, or own words that stand below or between
 * quoted ones. `safeText` is `text` redacted: what is left of it must be plain.
 */
export function hasDoubtfulForm(message: CleanMessage, safeText: string): boolean {
  const { text, fullText, wordCount } = message;
  return (
    wordCount > MAX_WORDS ||
    countOf(text, /\?+/g) > MAX_QUESTIONS ||
    countOf(text, /[.!?;]+(?:\s|$)|\n\n/g) > MAX_SENTENCES ||
    /[[\]]/.test(text) ||
    !PLAIN.test(safeText.replace(PLACEHOLDER, '').replace(HARMLESS_PICTURES, '')) ||
    !fullText.startsWith(text) ||
    findOrderNumbers(text).length > 1
  );
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
