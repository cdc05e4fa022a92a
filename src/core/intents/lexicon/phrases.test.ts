import { describe, expect, it } from 'vitest';
import { compilePhrases, findPhrases } from './phrases.ts';
import { tokenise } from './tokens.ts';

function finds(phrase: string, text: string): boolean {
  const book = compilePhrases([{ phrase, label: 'x', weight: 1 }]);
  const { words, breaks } = tokenise(text);
  return findPhrases(book, { words, breaks, stems: words }).length > 0;
}

describe('findPhrases', () => {
  it.each([
    ['where is', 'Where, is it?', true],
    ['where is', 'where it is', false],
    ['cancel ~2 order', 'cancel my big order', true],
    ['cancel ~2 order', 'cancel my very big order', false],
    ['a|b c', 'b c', true],
    ['estafa*', 'estafadores', true],
    ['estafa*', 'una estafa', true],
    ['late', 'chocolate', false],
    ['eta', 'retail', false],
    ['stop ~3 order', 'Stop. My order', false],
    ['stop ~3 order', 'stop\nmy order', true],
    ['a ~2 b c', 'a b x b c', true],
  ])('%j in %j: %j', (phrase, text, expected) => {
    expect(finds(phrase, text)).toBe(expected);
  });
});

describe('tokenise', () => {
  it('folds case and accents, joins contractions and splits elsewhere', () => {
    expect(tokenise("Don't — l’Avocat É-mail [order] 12b").words).toEqual([
      'dont',
      'l',
      'avocat',
      'e',
      'mail',
      '[order]',
      '12b',
    ]);
  });

  it('marks where clauses and sentences end', () => {
    expect(tokenise('one, two. three\nfour\n\nfive').breaks).toEqual([1, 2, 0, 2, 0]);
  });
});
