import { describe, expect, it } from 'vitest';
import routing from '../../../config/routing.json' with { type: 'json' };
import { cleanMessage } from './clean.ts';
import { routingConfigSchema } from './routing-config.ts';
import { type Understanding, verifyReply } from './understand.ts';

const config = routingConfigSchema.parse(routing);
/** What a router says that has been fooled: sure of one harmless intent, whatever was written. */
const FOOLED: Understanding = {
  primary: 'order_status_tracking',
  secondary: [],
  confidence: 1,
  isTierZero: false,
  hasHigherIntent: false,
  band: 'route',
  language: 'en',
  abstained: false,
};
const verify = (raw: string, understanding: Understanding = FOOLED) =>
  verifyReply(understanding, cleanMessage(raw), config);

describe('I8 verifyReply, whatever the router understood', () => {
  it.each([
    ['OTHER_CONCERN', 'Where is my order? I was charged two times for it.'],
    ['DOUBTFUL_FORM', 'Where are order 30551 and order 30552?'],
    ['NOT_ASKED', 'My order, thank you.'],
    ['UNFAMILIAR_WORDS', 'Where is my order? The grommet flexes.'],
    ['DELIVERED_BUT', 'My order says delivered, where is it?'],
  ])('disagrees with %s', (code, raw) => {
    expect(verify(raw)).toEqual({ agrees: false, code });
  });

  it('agrees with a plain question about an order', () => {
    expect(verify('Where is order 30551? Thanks, Ines')).toEqual({
      agrees: true,
      code: 'VERIFIED',
    });
  });

  it('never agrees with a plain question that the router took for something else', () => {
    const higher: Understanding = { ...FOOLED, primary: 'cancel_order', hasHigherIntent: true };

    expect(verify('Where is order 30551?', higher)).toEqual({
      agrees: false,
      code: 'HIGHER_INTENT',
    });
  });
});
