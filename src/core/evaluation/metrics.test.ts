import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  labelled,
  OUT_OF_SCOPE_LABELS,
  predicted,
  ROUTING,
  row,
} from '../../../test/support/evaluation/rows.ts';
import { INTENT_IDS, type IntentId } from '../intents/taxonomy.ts';
import { METRIC_NAMES, measure } from './metrics.ts';
import type { EvaluatedRow } from './prediction.ts';

const SOME = ['cancel_order', 'refund_request', 'order_status_tracking', 'legal_threat'] as const;
const anyIntent = fc.constantFrom<IntentId>(...SOME, 'unknown_other');
const anyLabels = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .uniqueArray(anyIntent, { minLength: 1, maxLength: 3 })
      .map((intents) => labelled(...intents)),
  },
  { weight: 1, arbitrary: fc.constant(OUT_OF_SCOPE_LABELS) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const anyPrediction = fc.record({
  intent: anyIntent,
  confidence: fc.integer({ min: 0, max: 10_000 }).map((tenthousandths) => tenthousandths / 10_000),
  abstained: fc.boolean(),
  tier: fc.constantFrom(1 as const, 2 as const, 'route' as const),
});
const anyRows = fc
  .array(fc.tuple(anyLabels, fc.option(anyPrediction, { freq: 8 })), { maxLength: 40 })
  .map((pairs) =>
    pairs.map(([labels, prediction], index): EvaluatedRow => {
      const id = `m${index}`;
      if (prediction === null) return { id, labels, prediction, invalid: 'invalid-line' };
      const { intent, ...rest } = prediction;
      const change = intent === 'legal_threat' ? { ...rest, tier: 0 as const } : rest;
      return { id, labels, prediction: predicted(id, intent, change), invalid: null };
    }),
  );

/** F1 as the textbook counts it, one message and one intent at a time; single labels only. */
function naiveF1(rows: readonly EvaluatedRow[], intent: IntentId): number | null {
  let [both, label, said] = [0, 0, 0];
  for (const { labels, prediction } of rows) {
    if (labels === null || labels.isOutOfScope) continue;
    const isLabel = labels.intents[0] === intent;
    const isSaid = prediction?.intent === intent;
    if (isLabel) label += 1;
    if (isSaid) said += 1;
    if (isLabel && isSaid) both += 1;
  }
  if (label + said === 0) return null;
  if (both === 0) return 0;
  const [precision, recall] = [both / said, both / label];
  return (2 * precision * recall) / (precision + recall);
}

describe('R8.2 metrics', () => {
  it('agree with the textbook on the F1 of every intent', () => {
    const single = anyRows.map((rows) =>
      rows.map(
        (one): EvaluatedRow =>
          one.labels === null || one.labels.isOutOfScope
            ? one
            : { ...one, labels: labelled(one.labels.intents[0] ?? 'unknown_other') },
      ),
    );
    fc.assert(
      fc.property(single, (rows) => {
        const { intents, rates } = measure(rows, ROUTING);
        for (const { intent, f1 } of intents) {
          const expected = naiveF1(rows, intent);
          if (expected === null) expect(f1.value).toBeNull();
          else expect(f1.value).toBeCloseTo(expected, 5);
        }
        const measured = intents.filter(({ support }) => support > 0);
        const mean = measured.reduce((sum, { f1 }) => sum + (f1.value ?? 0), 0) / measured.length;
        if (measured.length > 0) expect(rates.macroF1.value).toBeCloseTo(mean, 5);
      }),
    );
  });

  it('do not depend on the order of the messages', () => {
    fc.assert(
      fc.property(anyRows, fc.infiniteStream(fc.nat()), (rows, keys) => {
        const order = rows.map((one) => ({ one, key: keys.next().value }));
        const shuffled = order.toSorted((a, b) => a.key - b.key).map(({ one }) => one);

        expect(measure(shuffled, ROUTING)).toEqual(measure(rows, ROUTING));
      }),
    );
  });

  it('incident 25 stay between 0 and 1, and are not measured exactly where nothing was there to count', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { rates } = measure(rows, ROUTING);
        for (const name of METRIC_NAMES) {
          const { hits, of, value, ofWhat } = rates[name];
          expect(ofWhat).not.toBe('');
          if (of === 0) expect(value).toBeNull();
          else expect(value).toBeGreaterThanOrEqual(0);
          expect(value ?? 0).toBeLessThanOrEqual(1);
          expect(hits).toBeLessThanOrEqual(of);
        }
      }),
    );
  });

  it('put every labelled message into one cell of the matrix, and every prediction into one bin', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { confusion, calibration } = measure(rows, ROUTING);
        const labelledRows = rows.filter(({ labels }) => labels !== null);
        const scored = labelledRows.filter(
          ({ labels, prediction }) => labels?.isOutOfScope === false && prediction !== null,
        );
        const sum = (counts: readonly { count: number }[]) =>
          counts.reduce((total, { count }) => total + count, 0);

        expect(sum(confusion)).toBe(labelledRows.length);
        expect(sum(calibration)).toBe(scored.length);
        expect(calibration).toHaveLength(10);
      }),
    );
  });

  it('take a primary intent as right when it is a label of the highest priority, either of equal ones', () => {
    const both = labelled('missing_items_in_shipment', 'damaged_item');
    const rows = [
      row('a', labelled('order_status_tracking', 'cancel_order'), { intent: 'cancel_order' }),
      row('b', labelled('order_status_tracking', 'cancel_order'), {
        intent: 'order_status_tracking',
      }),
      row('c', both, { intent: 'damaged_item' }),
      row('d', both, { intent: 'missing_items_in_shipment' }),
      row('e', labelled('cancel_order', 'fraud_suspected'), { intent: 'fraud_suspected' }),
    ];

    expect(measure(rows, ROUTING).rates.accuracy).toMatchObject({ hits: 4, of: 5 });
  });

  it('count the further labels that were named at all', () => {
    const rows = [
      row('a', labelled('cancel_order', 'refund_request', 'damaged_item'), {
        intent: 'cancel_order',
        secondary: ['damaged_item'],
      }),
      row('b', labelled('cancel_order', 'refund_request'), { intent: 'refund_request' }),
      row('c', labelled('refund_request')),
      row('d', labelled('cancel_order', 'refund_request'), null),
    ];

    expect(measure(rows, ROUTING).rates.secondaryRecall).toMatchObject({ hits: 2, of: 4 });
  });

  it('measure what is in scope and what is not apart from each other', () => {
    const rows = [
      row('a', labelled('refund_request')),
      row('b', OUT_OF_SCOPE_LABELS, { intent: 'refund_request' }),
    ];
    const { rates, intents } = measure(rows, ROUTING);
    const refund = intents.find(({ intent }) => intent === 'refund_request');

    expect(rates.accuracy).toMatchObject({ hits: 1, of: 1 });
    expect(refund?.precision).toMatchObject({ hits: 1, of: 1 });
    expect(rates.outOfScopeRecall).toMatchObject({ hits: 0, of: 1 });
    expect(rates.outOfScopeAnswered).toMatchObject({ hits: 1, of: 1 });
  });

  it('take a message that is out of scope as recognised when nobody was sure of it', () => {
    const spam = (id: string, change: Parameters<typeof row>[2]) =>
      row(id, OUT_OF_SCOPE_LABELS, change && { tier: 'route', ...change });
    const rows = [
      spam('abstained', { intent: 'unknown_other', abstained: true, confidence: 0 }),
      spam('other', { intent: 'unknown_other' }),
      spam('unsure', { intent: 'refund_request', confidence: 0.55 }),
      spam('sure', { intent: 'refund_request', confidence: 0.6 }),
      spam('threat', { intent: 'legal_threat', confidence: 0.1, tier: 0 }),
      spam('nothing', null),
    ];

    expect(measure(rows, ROUTING).rates.outOfScopeRecall).toMatchObject({ hits: 3, of: 6 });
  });

  it('count an abstention as false only where there was something to understand', () => {
    const nothing = { intent: 'unknown_other', abstained: true, confidence: 0 } as const;
    const rows = [
      row('a', labelled('unknown_other'), nothing),
      row('b', labelled('refund_request'), nothing),
      row('c', labelled('refund_request')),
      row('d', OUT_OF_SCOPE_LABELS, nothing),
      row('e', null, nothing),
    ];
    const { rates } = measure(rows, ROUTING);

    expect(rates.falseAbstention).toMatchObject({ hits: 1, of: 2 });
    expect(rates.abstention).toMatchObject({ hits: 4, of: 5 });
    expect(rates.coverage).toMatchObject({ hits: 1, of: 3 });
    expect(rates.coveredAccuracy).toMatchObject({ hits: 1, of: 1 });
  });

  it('measure nothing but answers where nobody labelled', () => {
    const { rates, confusion } = measure([row('a', null), row('b', null, null)], ROUTING);

    expect(confusion).toEqual([]);
    expect(rates.macroF1.value).toBeNull();
    expect(rates.tierZeroMisses.value).toBeNull();
    expect(rates.invalidOutput).toMatchObject({ hits: 1, of: 2 });
    expect(INTENT_IDS).toHaveLength(25);
  });

  it('calibrate by tenths: what was right half of the time at 0.9 is off by 0.4', () => {
    const rows = [
      row('a', labelled('refund_request'), { confidence: 0.9 }),
      row('b', labelled('refund_request'), { intent: 'cancel_order', confidence: 0.9 }),
      row('c', labelled('refund_request'), { confidence: 0.3 }),
    ];
    const { rates, calibration } = measure(rows, ROUTING);

    expect(calibration[9]).toMatchObject({ count: 2, accuracy: 0.5, meanConfidence: 0.9 });
    expect(calibration[3]).toMatchObject({ from: 0.3, count: 1, accuracy: 1 });
    // (2 × 0.4 + 1 × 0.7) / 3
    expect(rates.calibrationError.value).toBeCloseTo(0.5, 6);
  });
});
