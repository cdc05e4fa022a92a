import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelled, ROUTING, row } from '../../../test/support/evaluation/rows.ts';
import { createBaseline, decisionsOf } from './baseline.ts';
import { changesBetween, decisionOfRow, sortById } from './decisions.ts';
import { measure } from './metrics.ts';
import type { EvaluatedRow } from './prediction.ts';

const decide = (one: EvaluatedRow) => decisionOfRow(one, ROUTING);
const ROWS: readonly EvaluatedRow[] = [
  row('b', labelled('refund_request', 'cancel_order'), {
    secondary: ['cancel_order', 'damaged_item'],
  }),
  row('a', labelled('legal_threat')),
  row('c', labelled('refund_request'), null),
  row('d', null, { intent: 'unknown_other', abstained: true, confidence: 0, tier: 'route' }),
];
const baseline = (rows: readonly EvaluatedRow[]) =>
  createBaseline({
    reason: 'planted',
    classifier: 'planted',
    dataset: { digest: '0'.repeat(64), messages: rows.length },
    metrics: measure(rows, ROUTING),
    decisions: rows.map(decide),
  });

describe('R8.2 decisions', () => {
  it('come back from a baseline as they were, one line each', () => {
    expect(decisionsOf(baseline(ROWS))).toEqual(sortById(ROWS.map(decide)));
  });

  it('make the same bytes of a baseline in whatever order they were made', () => {
    expect(JSON.stringify(baseline(ROWS.toReversed()))).toBe(JSON.stringify(baseline(ROWS)));
  });

  it.each<[string, Parameters<typeof row>[2]]>([
    ['intent', { intent: 'cancel_order' }],
    ['secondary', { secondary: ['damaged_item'] }],
    ['tier', { tier: 2 }],
    ['abstained', { abstained: true }],
    ['band', { confidence: 0.55 }],
  ])('differ by their %s', (field, change) => {
    const before = decide(row('m', null, { intent: 'refund_request' }));
    const after = decide(row('m', null, { intent: 'refund_request', ...change }));

    expect(changesBetween([before], [after])).toEqual([
      { id: 'm', before, after, fields: [field] },
    ]);
  });

  it('differ where a message is new, gone, or lost its valid output, and nowhere else', () => {
    const [one, two] = [decide(row('one', null)), decide(row('two', null))];
    const invalid = decide(row('one', null, null));

    expect(changesBetween([one], [one, two])).toMatchObject([{ id: 'two', before: null }]);
    expect(changesBetween([one, two], [one])).toMatchObject([{ id: 'two', after: null }]);
    expect(changesBetween([one], [invalid])).toMatchObject([
      { id: 'one', after: { intent: 'invalid' } },
    ]);
    expect(changesBetween([one, two], [two, one])).toEqual([]);
  });

  it('are not called changed by a confidence that stays in its band', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.6, max: 1, noNaN: true }), (confidence) => {
        const [before, after] = [row('m', null), row('m', null, { confidence })].map(decide);
        expect(
          changesBetween(
            [before].flatMap((one) => one ?? []),
            [after].flatMap((one) => one ?? []),
          ),
        ).toEqual([]);
      }),
    );
  });
});
