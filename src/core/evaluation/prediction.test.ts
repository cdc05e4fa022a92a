import { describe, expect, it } from 'vitest';
import { predicted } from '../../../test/support/evaluation/rows.ts';
import { createPredictionBook } from './prediction.ts';

const FILE = 'p.jsonl';
function bookOf(...lines: readonly (object | string)[]) {
  const book = createPredictionBook();
  for (const [index, line] of lines.entries()) {
    book.add(typeof line === 'string' ? line : JSON.stringify(line), FILE, index + 1);
  }
  return book;
}
const evaluate = (book: ReturnType<typeof bookOf>, id: string) =>
  book.evaluate({ id, labels: null });

describe('R8.2 a file of predictions', () => {
  it('is joined with the messages by id', () => {
    const line = predicted('m1', 'refund_request');

    expect(evaluate(bookOf(line), 'm1')).toMatchObject({ prediction: line, invalid: null });
  });

  it.each<[string, object | string]>([
    [
      'an intent that there is none of',
      { ...predicted('m1', 'refund_request'), intent: 'refunds' },
    ],
    ['a confidence over 1', predicted('m1', 'refund_request', { confidence: 1.2 })],
    [
      'three further intents',
      predicted('m1', 'cancel_order', {
        secondary: ['refund_request', 'damaged_item', 'billing_issue'],
      }),
    ],
    ['Tier 3', { ...predicted('m1', 'refund_request'), tier: 3 }],
    ['a threat that may be answered', predicted('m1', 'legal_threat', { tier: 1 })],
    [
      'a sign of Tier 0 and order facts',
      predicted('m1', 'order_status_tracking', { tier0: ['legal_threat'], tier: 2 }),
    ],
    ['nothing but an id', { id: 'm1' }],
  ])('counts %s as invalid output of its message, with the line', (_name, line) => {
    const book = bookOf(line);

    expect(evaluate(book, 'm1')).toMatchObject({ prediction: null, invalid: 'invalid-line' });
    expect(book.faults()).toMatchObject([{ file: FILE, lineNumber: 1 }]);
  });

  it('incident 24 loses nothing: a message without a line, a line without a message, a line twice, no JSON', () => {
    const line = predicted('twice', 'refund_request');
    const book = bookOf(line, line, predicted('stray', 'refund_request'), '{"id":');

    expect(evaluate(book, 'm1')).toMatchObject({ invalid: 'never-predicted' });
    expect(evaluate(book, 'twice')).toMatchObject({ prediction: null, invalid: 'predicted-twice' });
    expect(book.faults()).toEqual([
      { file: FILE, lineNumber: 2, cause: 'its id was predicted before' },
      { file: FILE, lineNumber: 4, cause: 'it is not JSON' },
      { file: FILE, lineNumber: 3, cause: 'no message of the dataset has its id' },
    ]);
    expect(book.ran()).toMatchObject({ name: 'predictions file', calls: 0 });
  });
});
