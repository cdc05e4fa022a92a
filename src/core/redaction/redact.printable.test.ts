import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from './redact.ts';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('printable (untrusted input)', () => {
  it('takes out ANSI sequences whole', () => {
    expect(printable('\u001B[31mred\u001B[0m \u009B2Jcleared')).toBe('red cleared');
  });

  it('takes out bidi and zero-width characters and joins lines', () => {
    expect(printable('in\u202Evoice\u200B\r\nnext\u2028line\tend')).toBe('invoice next line end');
  });

  it('cuts with an ellipsis and never in the middle of a pair', () => {
    expect(printable('abcdef', 4)).toBe('abc…');
    expect(printable('ab😀😀', 4).isWellFormed()).toBe(true);
    expect(printable('abcd', 4)).toBe('abcd');
  });

  it('is bounded, well formed, on one line and idempotent for any text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('\u001B[', 'm', '\u202E', '\n', 'a', '\uD83D', '7'), {
          maxLength: 60,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 250 }), (text, maxLength) => {
        const shown = printable(text, maxLength);
        expect(shown.length).toBeLessThanOrEqual(maxLength);
        expect(UNSAFE.test(shown)).toBe(false);
        expect(shown.isWellFormed()).toBe(true);
        expect(printable(shown, maxLength)).toBe(shown);
      }),
    );
  });
});
