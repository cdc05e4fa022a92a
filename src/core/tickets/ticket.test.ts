import { describe, expect, it } from 'vitest';
import { isTicketId } from './ticket.ts';

describe('isTicketId (incident 1, untrusted input)', () => {
  it.each([
    ['a plain id', 'b0c1d2'],
    ['an RFC message id', '<CAF+abc=1@mail.example.com>'],
    ['a slash and a percent sign', 'a/b%2e'],
    ['letters outside ASCII', 'tïckét-票'],
    ['an inner space', 'a b'],
    ['three dots', '...'],
    ['512 characters', 'x'.repeat(512)],
  ])('accepts %s', (_name, id) => {
    expect(isTicketId(id)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['one dot', '.'],
    ['two dots', '..'],
    ['513 characters', 'x'.repeat(513)],
    ['a line feed', 'a\nb'],
    ['a final line feed', 'a\n'],
    ['a NUL', 'a\u0000'],
    ['an escape sequence', '\u001b[31m'],
    ['a bidi override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['a no-break space', 'a\u00a0b'],
    ['a leading space', ' a'],
    ['a trailing space', 'a '],
    ['a lone surrogate', 'a\ud800'],
    ['a number', 12],
    ['null', null],
  ])('refuses %s', (_name, id) => {
    expect(isTicketId(id)).toBe(false);
  });
});
