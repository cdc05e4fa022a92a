import { describe, expect, it } from 'vitest';
import { foreignAddresses, foreignNumbers } from './support/contacts.ts';

describe('R2.3 the search for contacts of real people', () => {
  it('finds addresses outside the reserved names', () => {
    const text =
      'ann@example.com, b.b@mail.example.com, c+d@shop.invalid, e@example.com.co, f@gmail.com.';

    expect(foreignAddresses(text)).toEqual(['e@example.com.co', 'f@gmail.com.'.slice(0, -1)]);
  });

  it.each([
    '555-0142',
    '(212) 555-0142',
    '212-555-0199',
    '+1 212 555 0142',
    '07700 900123',
    '+44 20 7946 0018',
  ])('accepts %s, which is kept for fiction', (number) => {
    expect(foreignNumbers(`call ${number} please`)).toEqual([]);
  });

  it.each([
    '555-1142',
    '(212) 867-5309',
    '212.555.2368',
    '+1 212 555 2368',
    '+49 30 901820',
    '020 7219 3000',
  ])('finds %s, which somebody may answer', (number) => {
    expect(foreignNumbers(`call ${number} please`)).toEqual([number]);
  });

  it.each(['#10482', '2026-11-26', '$1,150.00', '4-6 working days', 'order 28114', '14 May 2026'])(
    'takes %s for no number to call',
    (text) => {
      expect(foreignNumbers(`it says ${text} here`)).toEqual([]);
    },
  );
});
