import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFirstName } from './render.ts';

describe('safeFirstName (untrusted input)', () => {
  it.each([
    ['Ana', 'Ana'],
    ['Jean-Luc Moreau', 'Jean-Luc'],
    ["D'Arcy", "D'Arcy"],
    ['  Zoë ', 'Zoë'],
    ['Łukasz', 'Łukasz'],
  ])('keeps %j as %j', (name, expected) => {
    expect(safeFirstName(name)).toBe(expected);
  });

  it.each([
    [null],
    [undefined],
    [''],
    ['   '],
    ['4nna'],
    ['<b>Ana</b>'],
    ['Ana http://x.test'],
    ['Ana\nBcc: x'],
    ['{{name}}'],
    ['a'.repeat(31)],
    ['Ana\u202E'],
    ['ana@example.test'],
    ["'Ana"],
    ['-'],
  ])('leaves out %j', (name) => {
    expect(safeFirstName(name)).toBeNull();
  });

  it('gives nothing but letters, apostrophes and hyphens, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const kept = safeFirstName(name);
        expect(kept === null || /^\p{L}[\p{L}'-]{0,29}$/u.test(kept)).toBe(true);
      }),
    );
  });
});
