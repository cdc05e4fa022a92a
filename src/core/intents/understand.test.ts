import { describe, expect, it } from 'vitest';
import routing from '../../../config/routing.json' with { type: 'json' };
import type { Classification } from './classifier.ts';
import { cleanMessage } from './clean.ts';
import { routingConfigSchema } from './routing-config.ts';
import type { IntentId, TierZeroIntent } from './taxonomy.ts';
import { adjustedConfidence, bandOf, understand, verifyReply } from './understand.ts';

const config = routingConfigSchema.parse(routing);
const message = cleanMessage('I would like to know about this thing please');

function classified(
  top: IntentId,
  probability: number,
  secondary: IntentId[] = [],
  second = 0,
): Classification {
  return {
    ranked: [
      { intent: top, probability },
      { intent: 'unknown_other', probability: second },
    ],
    secondary,
    language: 'en',
    hasAbstained: false,
  };
}

const joined = (classification: Classification, screen: TierZeroIntent[] = [], raw = message) =>
  understand({ message: raw, classification, screen, config, channel: 'email' });

describe('adjustedConfidence', () => {
  const sure = {
    ranked: [{ intent: 'cancel_order' as const, probability: 0.9 }],
    wordCount: 8,
    isText: true,
    hasSeveralIntents: false,
  };
  const confidence = (change: Partial<Parameters<typeof adjustedConfidence>[0]>) =>
    adjustedConfidence({ ...sure, ...change }, config.thresholds);

  it('starts from the top probability', () => {
    expect(confidence({})).toBe(0.9);
  });

  it('takes one penalty for a near second', () => {
    const near = [...sure.ranked, { intent: 'refund_request' as const, probability: 0.801 }];
    expect(confidence({ ranked: near })).toBe(0.8);
    expect(
      confidence({
        ranked: [...sure.ranked, { intent: 'refund_request', probability: 0.8 - 0.001 }],
      }),
    ).toBe(0.9);
  });

  it('takes one penalty under five words or without text, never two', () => {
    expect(confidence({ wordCount: 4 })).toBe(0.8);
    expect(confidence({ wordCount: 5 })).toBe(0.9);
    expect(confidence({ isText: false, wordCount: 2 })).toBe(0.8);
  });

  it('takes one penalty for several intents, and adds up', () => {
    expect(confidence({ hasSeveralIntents: true })).toBe(0.8);
    expect(confidence({ hasSeveralIntents: true, wordCount: 1 })).toBe(0.7);
  });

  it('is 0 for nothing ranked and for nonsense', () => {
    expect(confidence({ ranked: [] })).toBe(0);
    expect(confidence({ ranked: [{ intent: 'cancel_order', probability: Number.NaN }] })).toBe(0);
  });

  it.each([
    [0.6, 'route'],
    [0.5999, 'uncertain'],
    [0.5, 'uncertain'],
    [0.4999, 'manual'],
  ] as const)('%d is %s', (value, band) => {
    expect(bandOf(value, config.thresholds)).toBe(band);
  });
});

describe('understand', () => {
  it('makes the highest priority primary, at most two others secondary', () => {
    const found = joined(
      classified('order_status_tracking', 0.9, ['refund_request', 'cancel_order', 'damaged_item']),
    );
    expect(found).toMatchObject({
      primary: 'cancel_order',
      secondary: ['damaged_item', 'refund_request'],
      hasHigherIntent: true,
    });
  });

  it('does not count what was only ranked', () => {
    const classification = {
      ...classified('order_status_tracking', 0.8),
      ranked: [
        { intent: 'order_status_tracking' as const, probability: 0.8 },
        { intent: 'cancel_order' as const, probability: 0.2 },
      ],
    };
    expect(joined(classification)).toMatchObject({
      primary: 'order_status_tracking',
      secondary: [],
      hasHigherIntent: false,
    });
  });

  it('I6 I8: a screen sign wins with confidence 1, whatever the classifier says', () => {
    for (const classification of [
      classified('order_status_tracking', 1),
      { ...classified('unknown_other', 1), hasAbstained: true },
    ]) {
      expect(joined(classification, ['legal_threat', 'fraud_suspected'])).toMatchObject({
        primary: 'legal_threat',
        isTierZero: true,
        hasHigherIntent: true,
        confidence: 1,
        band: 'route',
      });
    }
  });

  it('I6: a Tier 0 intent that only the classifier saw is Tier 0 too, however unsure', () => {
    expect(joined(classified('order_status_tracking', 0.3, ['fraud_suspected']))).toMatchObject({
      primary: 'fraud_suspected',
      isTierZero: true,
      band: 'route',
    });
  });

  it.each(['', '[image: x]', '👍', '...'])('fails closed without words: %j', (raw) => {
    expect(joined(classified('order_status_tracking', 1), [], cleanMessage(raw))).toMatchObject({
      primary: 'unknown_other',
      band: 'manual',
      confidence: 0,
      abstained: true,
      isTierZero: false,
    });
  });

  it('fails closed when the classifier abstains, knows nothing, or the message was cut', () => {
    expect(joined({ ...classified('cancel_order', 1), hasAbstained: true })).toMatchObject({
      band: 'manual',
      abstained: true,
    });
    expect(joined(classified('unknown_other', 1))).toMatchObject({
      primary: 'unknown_other',
      band: 'manual',
    });
    expect(
      joined(classified('cancel_order', 1), [], cleanMessage('word '.repeat(9_000))),
    ).toMatchObject({ band: 'manual', confidence: 0 });
  });

  it('incident 33: no answer of a classifier lifts its own confidence', () => {
    expect(joined(classified('order_status_tracking', 0.55)).band).toBe('uncertain');
    expect(joined(classified('order_status_tracking', 0.55, [], 0.5)).band).toBe('manual');
  });
});

describe('verifyReply', () => {
  const ask = cleanMessage('Where is my parcel, when will it be delivered?');
  const verify = (classification: Classification, raw = ask) =>
    verifyReply(joined(classification, [], raw), raw, config);

  it('agrees with a sole tracking question in English', () => {
    expect(verify(classified('order_status_tracking', 0.95))).toEqual({
      agrees: true,
      code: 'VERIFIED',
    });
  });

  it.each([
    ['HIGHER_INTENT', classified('order_status_tracking', 0.95, ['cancel_order'])],
    ['HIGHER_INTENT', classified('order_status_tracking', 0.95, ['legal_threat'])],
    ['SEVERAL_INTENTS', classified('order_status_tracking', 0.95, ['pre_purchase_question'])],
    ['NOT_VERIFIABLE', classified('refund_request', 0.95)],
    ['NOT_VERIFIABLE', { ...classified('order_status_tracking', 1), hasAbstained: true }],
    ['LANGUAGE_UNSUPPORTED', { ...classified('order_status_tracking', 0.95), language: 'es' }],
    ['LANGUAGE_UNSUPPORTED', { ...classified('order_status_tracking', 0.95), language: 'und' }],
  ] as const)('disagrees with %s', (code, classification) => {
    expect(verify(classification)).toEqual({ agrees: false, code });
  });

  it.each([
    'It says delivered but I have nothing',
    'Marked as delivered yesterday',
    'Dice entregado',
  ])('disagrees with a "delivered but" sign: %j', (raw) => {
    expect(verify(classified('order_status_tracking', 0.95), cleanMessage(raw)).code).toBe(
      'DELIVERED_BUT',
    );
  });
});
