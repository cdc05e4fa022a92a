import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/support/cpu-time.ts';
import type { TierZeroIntent } from './taxonomy.ts';
import { TIER_ZERO_INTENTS } from './taxonomy.ts';
import { screenTierZero } from './tier-zero-screen.ts';

const SIGNS: readonly (readonly [TierZeroIntent, string])[] = [
  ['chargeback_dispute', 'I am filing a chargeback tomorrow'],
  ['chargeback_dispute', 'my bank will reverse the payment then'],
  ['chargeback_dispute', 'opening a PayPal claim as we speak'],
  ['chargeback_dispute', 'haré un contracargo'],
  ['chargeback_dispute', 'je vais contester le paiement'],
  ['chargeback_dispute', 'dann lasse ich die Lastschrift zurückbuchen'],
  ['chargeback_dispute', 'contesterò l’addebito con la banca'],
  ['chargeback_dispute', 'vou contestar a compra'],
  ['chargeback_dispute', 'ik laat de betaling storneren'],
  ['legal_threat', 'you will hear from my attorney'],
  ['legal_threat', 'see you in small claims court'],
  ['legal_threat', 'Then we sue.'],
  ['legal_threat', 'hablaré con mi abogada'],
  ['legal_threat', 'je porte plainte'],
  ['legal_threat', 'mein Anwalt meldet sich'],
  ['legal_threat', 'procederò per vie legali'],
  ['legal_threat', 'vou ao Procon'],
  ['legal_threat', 'ik stap naar de rechter'],
  ['harassment_threats', 'I know where you live'],
  ['harassment_threats', 'I am going to kill you all'],
  ['harassment_threats', 'te voy a matar'],
  ['harassment_threats', 'je vais vous retrouver'],
  ['harassment_threats', 'ich weiß, wo ihr wohnt'],
  ['harassment_threats', 'vi ammazzo'],
  ['harassment_threats', 'sei onde você mora'],
  ['harassment_threats', 'ik weet waar jullie wonen'],
  ['fraud_suspected', 'this shop is a scam'],
  ['fraud_suspected', 'there is a charge that I did not make'],
  ['fraud_suspected', 'somebody used my card'],
  ['fraud_suspected', 'me han estafado'],
  ['fraud_suspected', 'c’est une arnaque'],
  ['fraud_suspected', 'das ist Betrug'],
  ['fraud_suspected', 'siete dei truffatori'],
  ['fraud_suspected', 'isso é um golpe'],
  ['fraud_suspected', 'ik ben opgelicht'],
];

describe('screenTierZero finds a sign in seven languages', () => {
  it.each(SIGNS)('%s: %s', (intent, message) => {
    expect(screenTierZero(message)).toContain(intent);
  });

  it('finds it anywhere in a long message, in any case', () => {
    const filler = 'I bought a green lamp and it looks nice on the shelf. '.repeat(120);
    fc.assert(
      fc.property(fc.constantFrom(...SIGNS), fc.boolean(), ([intent, sign], isShouted) => {
        const message = `${filler}\n\n${isShouted ? sign.toUpperCase() : sign}\n\n${filler}`;
        expect(screenTierZero(message)).toContain(intent);
      }),
      { numRuns: 60 },
    );
  });
});

describe('screenTierZero compares words, never substrings (substring lesson)', () => {
  it.each([
    'the charger stopped charging',
    'a tissue issue with the pursued ensue',
    'my suede shoes',
    'the skillet and the killer-whale plush', // `killer` is no threat without a target
    'retail order of chocolate',
    'lawn mower and outlaw poster',
    'I never received my order, I do not know the order number',
    'my refund has not reached my card',
    'is the deck fraught with knots',
    'bom dia, meu pedido',
    'Ist das nötig?',
    'ich schlage Ihnen einen Umtausch vor',
    'le pantalon est trop court',
    'llegó con un golpe en la caja',
    'can you process my request',
  ])('nothing in %j', (message) => {
    expect(screenTierZero(message)).toEqual([]);
  });
});

describe('screenTierZero: names and denials', () => {
  it.each(['Thanks, Sue', 'Hi, my name is Sue Barker.', 'This is Sue again'])(
    '%j is a name',
    (message) => {
      expect(screenTierZero(message)).toEqual([]);
    },
  );

  it.each([
    'Sue you I will',
    'I am Sue you later',
    'SUE',
    'Best sue them',
    'My name is Sue and I will sue',
  ])('%j is no name', (message) => {
    expect(screenTierZero(message)).toContain('legal_threat');
  });

  it.each([
    'I do not want to sue anyone. Please send the missing lid.',
    "I'm not going to file a chargeback",
    'No quiero demandar a nadie',
    'I have no intention of taking legal action',
    'Did you see it? I shot you an email, I will shoot you an email again',
  ])('an explicit denial or a figure of speech lifts: %j', (message) => {
    expect(screenTierZero(message)).toEqual([]);
  });

  it.each([
    'I do not want to sue, but I will',
    "I don't want to file a chargeback unless you make me",
    'This is not a scam, right?',
    'I do not want to sue. My lawyer does.',
    "I'd rather not, or my attorney calls",
  ])('a veiled threat does not: %j', (message) => {
    expect(screenTierZero(message)).not.toEqual([]);
  });
});

describe('screenTierZero sees through disguises', () => {
  it.each([
    'my l a w y e r',
    'l.a.w.y.e.r',
    'my l-a-w-y-e-r',
    'la wyer',
    'law-yer',
    'l@wyer',
    '1awyer',
    'lаwyer',
    'ｌａｗｙｅｒ',
    '𝐥𝐚𝐰𝐲𝐞𝐫',
    'laaaawyer',
    'l*wyer',
    'lꓮwyer',
    'Iawyer',
    'attourney',
    'attorrney',
    'I will s u e you',
    '🅛🅐🅦🅨🅔🅡',
    'l̶a̶w̶y̶e̶r̶',
    'la\u200Bwyer',
    'LAWYER!!!',
    'i_will_sue_you',
  ])('%j', (message) => {
    expect(screenTierZero(message)).toContain('legal_threat');
  });

  it.each([
    ['ch@rg3back', 'chargeback_dispute'],
    ['сhаrgеbасk', 'chargeback_dispute'],
    ['f r a u d', 'fraud_suspected'],
    ['$camm3r$', 'fraud_suspected'],
    ['k1ll y0u', 'harassment_threats'],
    ['f**k you', 'harassment_threats'],
  ] as const)('%j', (message, intent) => {
    expect(screenTierZero(message)).toContain(intent);
  });

  it('leaves order numbers, sizes and prices alone', () => {
    expect(screenTierZero('order A5K1LL is 4 x XL at $5, 3 for 2, size 5 7 9 1 4')).toEqual([]);
  });
});

describe('screenTierZero: shape', () => {
  it('answers in the order of the list, without repeats', () => {
    const found = screenTierZero('scam scam, I will sue, chargeback, I know where you live');
    expect(found).toEqual([...TIER_ZERO_INTENTS]);
  });

  it.each(['a ', 'l ', 'sue ', 'not ', '@', 'а', 'a*b ', 'laaaa', 'i dont want to sue '])(
    'stays linear on 20,000 characters of %j',
    (piece) => {
      const hostile = piece.repeat(Math.ceil(20_000 / piece.length));

      expect(cpuMsOf(() => screenTierZero(hostile))).toBeLessThan(2_000);
    },
  );

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) =>
        Array.isArray(screenTierZero(message)),
      ),
    );
  });
});
