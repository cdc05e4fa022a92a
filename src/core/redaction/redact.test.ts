import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/support/cpu-time.ts';
import { redactText } from './redact.ts';

const LIMIT_MS = 1_000;

describe('redactText (D10, incidents 6 and 34)', () => {
  it.each([
    ['write to mia.lund+shop@example.co.uk today', 'write to [email] today'],
    ['mia (at) example (dot) com', '[email]'],
    ['see https://example.test/t?id=9 or www.example.test', 'see [url] or [url]'],
    ['call +44 20 7946 0958 please', 'call [phone] please'],
    ['(555) 010-9988 is mine', '[phone] is mine'],
    ['card 4000 0000 0000 0002', 'card [card]'],
    ['IBAN DE12 5001 0517 0648 4898 90', 'IBAN [account]'],
    ['where is #20417?', 'where is [order]?'],
    ['my order number: AB-20417 is late', 'my order number: [order] is late'],
    ['Bestellung 998877', 'Bestellung [order]'],
    ['UPS 1Z12345E0205271688', 'UPS [tracking]'],
    ['my name is Mia Lund and I wait', 'my name is [name] and I wait'],
    ['My name is mia lund.', 'My name is [name].'],
    ['ich heiße Uwe', 'ich heiße [name]'],
    ['I live at 77 Birch Tree Road, Leeds LS1 4AP', 'I live at [address], Leeds [postcode]'],
    ['Lindenstraße 7 in Köln', '[address] in Köln'],
  ])('%j becomes %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it('leaves what points at nobody', () => {
    const harmless = 'I ordered 2 mugs in 2024, 5 days on the way, and paid 30 dollars';
    expect(redactText(harmless)).toBe(harmless);
  });

  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`));
  const canary = fc.oneof(
    fc
      .tuple(word, digits(6))
      .map(([name, code]) => ({ text: `${name}.${code}@mail.test`, secret: code })),
    digits(9).map((code) => ({ text: `+1 ${code}`, secret: code })),
    digits(8).map((code) => ({ text: `#${code}`, secret: code })),
    digits(7).map((code) => ({ text: `order no. ${code}`, secret: code })),
    digits(16).map((code) => ({ text: code, secret: code })),
    digits(12).map((code) => ({ text: `TBA${code}`, secret: code })),
    digits(6).map((code) => ({
      text: `https://shop.test/orders/${code}?key=${code}`,
      secret: code,
    })),
  );

  it('lets no canary through, wherever it stands', () => {
    const separator = fc.constantFrom(' ', '\n', ', ', ' (', ') ', ': ', '. ');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, separator, canary, separator), { minLength: 1, maxLength: 6 }),
        (parts) => {
          const text = parts
            .map(([before, left, { text: secret }, right]) => before + left + secret + right)
            .join('');
          const redacted = redactText(text);
          for (const [, , { secret }] of parts) expect(redacted).not.toContain(secret);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is idempotent for any text', () => {
    const pieces = fc.constantFrom(
      'order ',
      '#',
      '12',
      '345',
      '6789',
      '@',
      'a.b',
      ' my name is ',
      'Jo ',
      ' 5 Oak St',
      '+',
      '-',
      '.com',
      '[order]',
      'https://',
      '\n',
    );
    const anything = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['letters', 'a'],
    ['digits', '1'],
    ['at signs', '@'],
    ['letters and digits', 'a1-'],
    ['dots', 'a.'],
    ['introductions', 'my name is '],
    ['order words', 'order number '],
    ['half streets', '12 aa '],
    ['spaced digits', '1 '],
  ])('stays linear on 40,000 characters of %s', (_what, piece) => {
    const hostile = piece.repeat(Math.ceil(40_000 / piece.length));

    expect(cpuMsOf(() => redactText(hostile))).toBeLessThan(LIMIT_MS);
  });
});
