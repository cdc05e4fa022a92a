import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/support/cpu-time.ts';
import { cleanMessage } from './clean.ts';

const text = (raw: string): string => cleanMessage(raw).text;

describe('cleanMessage: markup and characters', () => {
  it('strips HTML, decodes entities once and keeps paragraphs', () => {
    expect(text('<p>Caf&eacute;&nbsp;&amp; tea</p><div>It&#39;s <b>la</b>te</div>')).toBe(
      "Café & tea\n\nIt's late",
    );
    expect(text('a &amp;lt; b')).toBe('a &lt; b');
  });

  it('drops scripts, styles and comments but never words in unknown brackets', () => {
    expect(text('<style>p{}</style>Hi<script>x()</script><!-- no --> there')).toBe('Hi there');
    expect(text('I will <sue> you, 3 < 5 and I <3 it')).toContain('sue');
    expect(text('I will <sue> you, 3 < 5 and I <3 it')).toContain('3 it');
  });

  it('removes zero-width, bidi and control characters and folds compatibility forms', () => {
    expect(text('la\u200Bw\u00ADyer\u202E \u0007ｆｕｌｌ ﬁne')).toBe('lawyer full fine');
  });

  it('is bounded: 4,000 characters to classify, 20,000 to screen, and says when something was cut', () => {
    const long = cleanMessage('word '.repeat(10_000));
    expect(long.text.length).toBeLessThanOrEqual(4_000);
    expect(long.fullText.length).toBeLessThanOrEqual(20_000);
    expect(long.isTruncated).toBe(true);
    expect(cleanMessage('word').isTruncated).toBe(false);
  });

  it.each(['<', '<a', '&', '&#', '<!--', '<style>', '</', '\n>', '<blockquote>', '--\n', 'On '])(
    'stays linear on 200,000 characters of %j',
    (piece) => {
      const hostile = piece.repeat(Math.ceil(200_000 / piece.length));

      expect(cpuMsOf(() => cleanMessage(hostile))).toBeLessThan(2_000);
    },
  );

  it('never throws and gives well-formed, visible text for any input', () => {
    const pieces = fc.constantFrom(
      '<p>',
      '</p>',
      '<',
      '>',
      '&amp;',
      '&#x',
      '\uD800',
      '\u202E',
      '\n> ',
      'On 1/2 x wrote:\n',
      '-- \n',
      'a',
      ' ',
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const message = cleanMessage(raw);
        expect(message.text.isWellFormed()).toBe(true);
        expect(/[\p{Cf}\u0000-\u0009\u000B-\u001F]/u.test(message.text)).toBe(false);
        expect(message.fullText.length >= 0 && message.wordCount >= 0).toBe(true);
      }),
    );
  });
});

describe('cleanMessage: the customer’s own words', () => {
  it.each([
    [
      'Still nothing.\n\nOn Mon, 3 Mar 2025 at 10:11, Shop <help@shop.test> wrote:\n> We are looking into it',
      'Still nothing.',
    ],
    [
      'Still nothing.\n\nOn Mon, 3 Mar 2025 at 10:11, Shop\n<help@shop.test>\nwrote:\n\nWe are looking into it',
      'Still nothing.',
    ],
    [
      'Immer noch nichts.\n\nAm 03.03.2025 um 10:11 schrieb Laden <hilfe@laden.test>:\n> Wir prüfen',
      'Immer noch nichts.',
    ],
    [
      'Toujours rien.\nLe lun. 3 mars 2025 à 10:11, Boutique a écrit :\n> Bonjour',
      'Toujours rien.',
    ],
    ['Thanks\n-----Original Message-----\nFrom: Shop\nWhere are you?', 'Thanks'],
    [
      'Thanks\n\nFrom: Shop <help@shop.test>\nSent: Monday\nTo: me\nSubject: Your order\n\nold text',
      'Thanks',
    ],
    ['Where is it?\n-- \nJo Park\nBuyer', 'Where is it?'],
    ['Where is it?\n\nSent from my iPhone', 'Where is it?'],
    ['¿Dónde está?\n\nEnviado desde mi iPhone', '¿Dónde está?'],
    ['> We are looking\nI answered below', 'I answered below'],
    ['On 3 March Shop wrote:\n> hello\n\nMy answer is no', 'My answer is no'],
  ])('keeps only those of %j', (raw, expected) => {
    expect(text(raw)).toBe(expected);
  });

  it('keeps words that only look like headers or introductions', () => {
    expect(text('Please change it\nFrom: Austin\nTo: Dallas')).toContain('Dallas');
    expect(text('On Monday I finally wrote:\nyou did not answer')).toContain('did not answer');
  });

  it('keeps the text as it was where everything would vanish', () => {
    expect(text('> quoted only')).toBe('> quoted only');
    expect(text('Sent from my iPhone')).toBe('Sent from my iPhone');
  });

  it('keeps a forwarded message when nothing else was written', () => {
    expect(
      text(
        '---------- Forwarded message ---------\nFrom: A <a@b.test>\nSubject: Order\nTo: me\n\nWhere is my mug?',
      ),
    ).toBe('Where is my mug?');
  });

  it('gives the screen what stands below a quote', () => {
    const message = cleanMessage('ok\n\nOn 1/2/2025 Shop wrote:\nhello\nI will sue you');
    expect(message.text).toBe('ok');
    expect(message.fullText).toContain('I will sue you');
  });
});

describe('cleanMessage: attachments and emptiness', () => {
  it.each([
    '',
    '   ',
    '[image: broken mug]',
    'IMG_2041.jpg',
    '[cid:ii_abc] photo.png',
    '<img src="x">',
  ])('%j holds nothing to read', (raw) => {
    expect(cleanMessage(raw)).toMatchObject({ isAttachmentOnly: true, wordCount: 0 });
  });

  it('counts words, not signs', () => {
    expect(cleanMessage("it's late, again 😀").wordCount).toBe(3);
    expect(cleanMessage('👍👍')).toMatchObject({ isAttachmentOnly: false, wordCount: 0 });
    expect(cleanMessage('see photo.jpg please').isAttachmentOnly).toBe(false);
  });
});
