import { replaceEmails, replaceSpelledEmails, replaceUrls } from './contact-patterns.ts';
import { replaceNumbers, replaceOrderNumbers } from './number-patterns.ts';
import { replaceAddresses, replaceNames } from './person-patterns.ts';

/** A replacement can bring two leftovers together, so passes repeat until nothing changes. */
const MAX_PASSES = 4;

/**
 * Replaces what points at a person or an order by typed placeholders: `[email]`, `[url]`, `[order]`, `[phone]`,
 * `[card]`, `[account]`, `[tracking]`, `[number]`, `[address]`, `[postcode]`, `[name]`. Idempotent, linear in the
 * length of the text, never throws.
 *
 * Addresses and names are best effort: redacted text is still not fit for logs or stores, only for understanding.
 */
export function redactText(text: string): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = redactOnce(current);
    if (next === current) return current;
    current = next;
  }
  return current;
}

function redactOnce(text: string): string {
  const withoutContacts = replaceUrls(
    replaceSpelledEmails(replaceEmails(text, '[email]'), '[email]'),
    '[url]',
  );
  return replaceNumbers(replaceAddresses(replaceOrderNumbers(replaceNames(withoutContacts))));
}
