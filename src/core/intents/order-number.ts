import {
  ORDER_NUMBER,
  replaceEmails,
  replaceSpelledEmails,
  replaceUrls,
} from '../redaction/redact.ts';

const MAX_FOUND = 10;
const ONLY_A_NUMBER = /^#?([A-Za-z]{0,3}-?\d{4,8})[.!]?$/;
/** Digits that go on after a separator belong to a phone, a date or a card. */
const GOES_ON = /^[ .()/-]{1,2}\d{2,}/;
/** Without `#` or "number", three digits after "order" are an amount more often than an order. */
const MIN_DIGITS_WITHOUT_CUE = 4;
const EXPLICIT_CUE = /#|num|nr|no\b|nº|n°|id|code|ref|confirmation|nummer/i;

/**
 * The order numbers that a message names: `#1001`, `order 1001`, `order no. AB-1001`, or a message that is nothing
 * but a number. Upper case, without `#`, without repeats, in order of appearance, at most ten. Never taken from an
 * e-mail address, a link or a phone number. What is found is a claim, not a match (D1).
 */
export function findOrderNumbers(text: string): string[] {
  const bare = replaceUrls(replaceSpelledEmails(replaceEmails(text, ' , '), ' , '), ' , ');
  const alone = ONLY_A_NUMBER.exec(bare.trim());
  if (alone !== null) return [(alone[1] ?? '').toUpperCase()];
  const found = new Set<string>();
  for (const match of bare.matchAll(ORDER_NUMBER)) {
    const [whole, intro = '', number = ''] = match;
    if (GOES_ON.test(bare.slice(match.index + whole.length, match.index + whole.length + 8)))
      continue;
    if (number.replace(/\D/g, '').length < MIN_DIGITS_WITHOUT_CUE && !EXPLICIT_CUE.test(intro))
      continue;
    if (/^(?:19|20)\d{2}$/.test(number) && !EXPLICIT_CUE.test(intro)) continue;
    found.add(number.toUpperCase());
    if (found.size === MAX_FOUND) break;
  }
  return [...found];
}
