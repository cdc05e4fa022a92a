import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../../test/support/cpu-time.ts';
import { INTENT_IDS, type IntentId } from '../taxonomy.ts';
import { createKeywordClassifier } from './keyword-classifier.ts';

const { classify } = createKeywordClassifier();
const read = (safeText: string) => classify({ safeText, channel: 'email' });
const top = (text: string): IntentId | undefined => read(text).ranked[0]?.intent;

const SAMPLES: readonly (readonly [IntentId, string])[] = [
  ['chargeback_dispute', 'I started a chargeback this morning'],
  ['legal_threat', 'my solicitor has been informed'],
  ['harassment_threats', 'we know where you live'],
  ['fraud_suspected', 'your website is a scam'],
  ['cancel_order', 'Kindly cancel the order I made an hour ago'],
  ['address_change_order_edit', 'I typed the wrong address at checkout, could you correct it'],
  ['cancel_subscription', 'stop my monthly subscription from renewing'],
  ['billing_issue', 'my card was charged twice for one lamp'],
  ['delivered_not_received', 'the carrier says it was delivered and there is nothing on my porch'],
  ['missing_items_in_shipment', 'two of the candles were missing from the box'],
  ['wrong_item_received', 'you sent the wrong color'],
  ['damaged_item', 'the vase arrived shattered'],
  ['return_request', 'how do I send these boots back'],
  ['exchange_request', 'could I swap this for a bigger size'],
  ['refund_request', 'I would like my money back'],
  ['order_status_tracking', 'any idea where my parcel is right now'],
  ['shipping_delay_not_shipped', 'it has been three weeks and it still has not shipped'],
  ['technical_support', 'I cannot log in to my account, the page shows an error'],
  ['phone_support_request', 'please have somebody call me'],
  ['tiktok_support_request', 'I bought this through TikTok'],
  ['social_media_support_request', 'you never answered my message on Instagram'],
  ['promo_discount_issue', 'the coupon is not accepted'],
  ['pre_purchase_question', 'do you ship to Norway'],
  ['influencer_marketing_inquiry', 'I am a content creator and would love a collaboration'],
];

describe('the keyword router', () => {
  it.each(SAMPLES)('%s: %s', (intent, text) => {
    expect(top(text)).toBe(intent);
    expect(read(text).hasAbstained).toBe(false);
  });

  it.each([
    ['order_status_tracking', '¿Dónde está mi paquete?'],
    ['order_status_tracking', 'Où est mon colis ?'],
    ['order_status_tracking', 'Wann kommt mein Paket an?'],
    ['cancel_order', 'Quisiera cancelar mi pedido'],
    ['cancel_order', 'Je souhaite annuler ma commande'],
    ['cancel_order', 'Bitte stornieren Sie meine Bestellung'],
    ['refund_request', 'Quiero un reembolso'],
    ['refund_request', 'Je demande un remboursement'],
    ['refund_request', 'Ich hätte gern mein Geld zurück'],
    ['damaged_item', 'La taza llegó rota'],
    ['damaged_item', 'Der Becher ist kaputt'],
    ['order_status_tracking', 'Il pacco non è arrivato'],
    ['order_status_tracking', 'A encomenda não chegou'],
    ['order_status_tracking', 'Waar blijft mijn pakket?'],
  ] as const)('understands %s in other languages: %s', (intent, text) => {
    expect(top(text)).toBe(intent);
  });
});

describe('no substring falls (substring lesson)', () => {
  it('"eta" in "retail" is no tracking question', () => {
    expect(top('is this sold in retail')).not.toBe('order_status_tracking');
  });

  it('"late" in "chocolate" is no delay', () => {
    expect(top('which chocolate is vegan')).not.toBe('shipping_delay_not_shipped');
  });

  it('"charge" in "charger" is no bill', () => {
    expect(top('does the charger fit the old model')).not.toBe('billing_issue');
  });

  it('"return" does not hide a cancellation, and the other way round', () => {
    expect(top('I want to return the lamp, do not cancel anything else')).toBe('return_request');
    expect(top('please cancel the order before I have to return it')).toBe('cancel_order');
  });

  it('"phone" as a placeholder is no wish for a call', () => {
    expect(top('where is my parcel, reach me on [phone]')).toBe('order_status_tracking');
  });
});

describe('negation, several intents, nothing', () => {
  it('does not count what is not wanted', () => {
    const found = read("I don't want to cancel, I want to change the address");
    expect(found.ranked[0]?.intent).toBe('address_change_order_edit');
    expect(found.secondary).toEqual([]);
    expect(top('I do not want a refund, just an exchange')).toBe('exchange_request');
    expect(top('Ich will nicht stornieren, sondern die Adresse ändern')).toBe(
      'address_change_order_edit',
    );
  });

  it('still counts a complaint that holds a "not"', () => {
    expect(top('I no longer want this order')).toBe('cancel_order');
    expect(top('I did not receive my parcel')).toBe('order_status_tracking');
  });

  it('names a second wish, at most two, only with evidence', () => {
    expect(read('the vase arrived broken, and I was charged twice').secondary).toHaveLength(1);
    expect(read('where is my parcel').secondary).toEqual([]);
    const many = read(
      'cancel my order, refund me, change my address, call me, and the site shows an error',
    );
    expect(many.secondary.length).toBeLessThanOrEqual(2);
  });

  it.each(['', 'hello there', 'asdf qwer', 'the weather is lovely in spring', '12 34', '你好吗'])(
    'abstains on %j',
    (text) => {
      expect(read(text)).toMatchObject({ hasAbstained: true, secondary: [] });
      expect(top(text)).toBe('unknown_other');
    },
  );

  it('sends a bare message to those who look after its channel', () => {
    expect(classify({ safeText: 'love it', channel: 'tiktok' }).ranked[0]?.intent).toBe(
      'tiktok_support_request',
    );
    expect(classify({ safeText: 'love it', channel: 'instagram' }).ranked[0]?.intent).toBe(
      'social_media_support_request',
    );
    expect(classify({ safeText: 'where is my parcel', channel: 'tiktok' }).ranked[0]?.intent).toBe(
      'order_status_tracking',
    );
  });

  it('names the language, or says that it does not know', () => {
    const languages = [
      'where is my order please',
      '¿dónde está mi pedido?',
      'où est ma commande',
      'wo ist meine Bestellung',
      '訂單在哪裡',
    ];
    expect(languages.map((text) => read(text).language)).toEqual(['en', 'es', 'fr', 'de', 'und']);
  });
});

describe('the contract of the port', () => {
  it('gives a distribution over the closed set, the same every time, for any text', () => {
    const words = fc.constantFrom(
      'cancel',
      'order',
      'not',
      'refund',
      'where',
      'is',
      'my',
      'sue',
      ',',
      '.',
      'broken',
      '[order]',
      'TikTok',
      'ñ',
      '😀',
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { ranked, secondary, hasAbstained } = read(text);
        const probabilities = ranked.map((one) => one.probability);
        const sum = probabilities.reduce((total, value) => total + value, 0);
        expect(ranked.length).toBeGreaterThan(0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        expect(probabilities).toEqual(probabilities.toSorted((one, other) => other - one));
        expect(new Set(ranked.map((one) => one.intent)).size).toBe(ranked.length);
        expect(
          [...ranked.map((one) => one.intent), ...secondary].every((intent) =>
            INTENT_IDS.includes(intent),
          ),
        ).toBe(true);
        expect(secondary.length).toBeLessThanOrEqual(2);
        expect(hasAbstained).toBe(ranked[0]?.intent === 'unknown_other');
        expect(read(text)).toEqual({
          ranked,
          secondary,
          hasAbstained,
          language: read(text).language,
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each(['cancel ', 'where is my ', 'order ', 'not ', 'a ', 'i dont want to '])(
    'stays linear on 4,000 characters of %j',
    (piece) => {
      const hostile = piece.repeat(Math.ceil(4_000 / piece.length));

      expect(cpuMsOf(() => read(hostile))).toBeLessThan(1_000);
    },
  );
});
