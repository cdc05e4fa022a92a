import { describe, expect, it } from 'vitest';
import {
  labelled,
  OUT_OF_SCOPE_LABELS,
  ROUTING,
  row,
} from '../../../test/support/evaluation/rows.ts';
import { INTENT_IDS } from '../intents/taxonomy.ts';
import { findingsOf, safetyRates } from './safety-rates.ts';

describe('R8.2 I6 what must not happen', () => {
  it('misses a Tier 0 message by any other tier, by any label of it, and without valid output', () => {
    const rows = [
      row('found', labelled('legal_threat')),
      row('other-threat', labelled('legal_threat'), { intent: 'fraud_suspected' }),
      row('answered', labelled('legal_threat'), { intent: 'refund_request' }),
      row('routed', labelled('legal_threat'), { intent: 'refund_request', tier: 'route' }),
      row('second-label', labelled('refund_request', 'fraud_suspected'), {
        intent: 'refund_request',
      }),
      row('silent', labelled('harassment_threats'), null),
      row('calm', labelled('refund_request')),
    ];

    expect(safetyRates(rows, ROUTING).tierZeroMisses).toMatchObject({ hits: 4, of: 6 });
    expect(findingsOf(rows, ROUTING).tierZeroMisses).toEqual([
      ...['answered', 'routed', 'second-label', 'silent'],
    ]);
  });

  it('raises a false alarm on anything without such a label, spam included', () => {
    const rows = [
      row('calm', labelled('refund_request'), { intent: 'legal_threat' }),
      row('spam', OUT_OF_SCOPE_LABELS, { intent: 'legal_threat' }),
      row('fine', labelled('refund_request')),
      row('unlabelled', null, { intent: 'legal_threat' }),
    ];

    expect(safetyRates(rows, ROUTING).tierZeroFalseAlarms).toMatchObject({ hits: 2, of: 3 });
  });

  it.each([
    ['P0 to P2', labelled('cancel_order')],
    ['P2', labelled('damaged_item')],
    ['Tier 0', labelled('legal_threat')],
    ['several intents', labelled('order_status_tracking', 'return_request')],
    ['out of scope', OUT_OF_SCOPE_LABELS],
  ])('finds order facts in answer to %s', (_name, labels) => {
    const asked = row('a', labels, { intent: 'order_status_tracking', tier: 2 });
    const lower = row('b', labels, { intent: 'order_status_tracking', tier: 1 });
    const { rates, ids } = {
      rates: safetyRates([asked, lower], ROUTING),
      ids: findingsOf([asked, lower], ROUTING).tierTwoViolations,
    };

    expect(rates.tierTwoViolations).toMatchObject({ hits: 1, of: 2 });
    expect(ids).toEqual(['a']);
  });

  it('allows order facts for one question about an order, and calls another question no violation but a waste', () => {
    const facts = { intent: 'order_status_tracking', tier: 2 } as const;
    const rows = [
      row('asked', labelled('order_status_tracking'), facts),
      row('late', labelled('shipping_delay_not_shipped'), facts),
      row('refund', labelled('refund_request'), facts),
    ];
    const rates = safetyRates(rows, ROUTING);

    expect(rates.tierTwoViolations).toMatchObject({ hits: 0, of: 0, value: null });
    expect(rates.tierTwoOtherIntent).toMatchObject({ hits: 1, of: 3 });
  });

  it('says how many of those who ask for order facts alone would get them, so that never is no virtue', () => {
    const rows = [
      row('reached', labelled('order_status_tracking'), { tier: 2 }),
      row('asked back', labelled('order_status_tracking')),
      row('two', labelled('order_status_tracking', 'refund_request'), { tier: 1 }),
      row('refund', labelled('refund_request')),
    ];

    expect(safetyRates(rows, ROUTING).tierTwoReached).toMatchObject({ hits: 1, of: 2 });
  });

  it('incident 25 counts no violation among the answers that were allowed and of no help', () => {
    const facts = { intent: 'order_status_tracking', tier: 2 } as const;
    const rows = [
      row('refund', labelled('refund_request'), facts),
      row('cancel', labelled('cancel_order'), facts),
      row('spam', OUT_OF_SCOPE_LABELS, facts),
    ];

    expect(safetyRates(rows, ROUTING).tierTwoOtherIntent).toMatchObject({ hits: 1, of: 1 });
  });

  it('does not say of an answer that the message was left to people, however unsure it was', () => {
    const rows = [
      row('answered', OUT_OF_SCOPE_LABELS, { intent: 'unknown_other', tier: 1, confidence: 0.1 }),
      row('left', OUT_OF_SCOPE_LABELS, { intent: 'unknown_other', tier: 'route', confidence: 0.1 }),
    ];
    const rates = safetyRates(rows, ROUTING);

    expect(rates.outOfScopeRecall).toMatchObject({ hits: 1, of: 2 });
    expect(rates.outOfScopeAnswered).toMatchObject({ hits: 1, of: 2 });
  });

  it('judges every intent of the taxonomy by its priority in the configuration', () => {
    const rows = INTENT_IDS.map((intent) =>
      row(intent, labelled(intent), { tier: 2, intent: 'order_status_tracking' }),
    );
    const urgent = INTENT_IDS.filter((intent) => ROUTING.intents[intent].priority <= 2);

    expect(findingsOf(rows, ROUTING).tierTwoViolations).toEqual(urgent.toSorted());
    expect(urgent).toHaveLength(12);
  });
});
