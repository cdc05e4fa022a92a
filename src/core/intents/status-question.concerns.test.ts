import { describe, expect, it } from 'vitest';
import { tokenise } from './lexicon/tokens.ts';
import { findConcerns } from './status-question.ts';

function concerns(text: string): readonly string[] {
  const { words, breaks } = tokenise(text);
  return findConcerns({ words, breaks, stems: words });
}

describe('the signs of another concern', () => {
  it('are found in capitals, with typographic apostrophes and with accents', () => {
    expect(concerns('CANCEL IT')).toContain('cancelling');
    expect(concerns('I don’t want it')).toContain('cancelling');
    expect(concerns('I want a réfund')).toContain('returning');
  });

  it('count where they are denied', () => {
    expect(concerns('I do not ask for a refund')).toContain('returning');
  });

  it('do not cross the end of a sentence', () => {
    expect(concerns('It took long. Off it went.')).toEqual([]);
  });

  it('are words, not parts of words or of names', () => {
    expect(concerns('Thanks, Edith Brandt-Chang from Banksia')).toEqual([]);
  });

  it('lift only the words of an innocent phrase', () => {
    expect(concerns('I paid for express delivery')).toEqual([]);
    expect(concerns('I paid for express delivery and was charged again')).toContain('billing');
  });

  it.each([
    ['Let me know if it left', false],
    ['Can you check if my order left', false],
    ['If it left, fine', true],
    ['Fine if it left', true],
  ])('hear a condition in %j: %s', (text, isCondition) => {
    expect(concerns(text).includes('condition')).toBe(isCondition);
  });
});
