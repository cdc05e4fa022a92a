import { describe, expect, it } from 'vitest';
import { findOrderNumbers } from './status-question.ts';

describe('findOrderNumbers', () => {
  it.each([
    ['where is #1001?', ['1001']],
    ['order 20417 is late', ['20417']],
    ['Order number: ab-20417', ['AB-20417']],
    ['orders #1001 and #1002, again #1001', ['1001', '1002']],
    ['Bestellung Nr. 55443', ['55443']],
    ['pedido nº 77001', ['77001']],
    ['10417', ['10417']],
    ['order no 2025', ['2025']],
  ])('%j names %j', (text, expected) => {
    expect(findOrderNumbers(text)).toEqual(expected);
  });

  it.each([
    'order1001@example.test',
    'see https://shop.test/order/1001#1002',
    'order 555-010-1234',
    'call +1 555 010 1234',
    'I ordered 3 days ago',
    'order 300 pieces',
    'my order in 2024',
    'an order from 2024-05-01',
    '&#1001;',
    'page#1001',
    'nothing here',
    '',
  ])('D2: %j names none', (text) => {
    expect(findOrderNumbers(text)).toEqual([]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 40 }, (_, index) => `#${2_000 + index}`).join(' ');
    expect(findOrderNumbers(many)).toHaveLength(10);
  });
});
