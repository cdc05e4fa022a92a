import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routingConfigSchema } from '../../src/core/intents/routing-config.ts';
import {
  INTENT_IDS,
  type IntentId,
  isTierZero,
  TIER_ZERO_INTENTS,
} from '../../src/core/intents/taxonomy.ts';
import { foreignAddresses, foreignNumbers } from './support/contacts.ts';
import { GOLDEN_PARTS, type GoldenPart, readCards, readMessages } from './support/golden-set.ts';
import { findNearDuplicates } from './support/near-duplicates.ts';
import { crowdedOpenings } from './support/openings.ts';

const parts = new Map(GOLDEN_PARTS.map((part) => [part, readMessages(part)]));
const everything = [...parts.values()].flat();
const messagesOf = (part: GoldenPart) => parts.get(part) ?? [];

const ROUTING = new URL('../../config/routing.json', import.meta.url);
const routing = routingConfigSchema.parse(JSON.parse(readFileSync(ROUTING, 'utf8')));
/** Tier 0 stands before everything, whatever the configuration says. */
const rankOf = (intent: IntentId) => (isTierZero(intent) ? -1 : routing.intents[intent].priority);

const repeated = (ids: readonly string[]) => ids.filter((id, at) => ids.indexOf(id) !== at);

describe('R8.2 the golden set', () => {
  it.each(INTENT_IDS)('has at least twelve messages about %s alone', (intent) => {
    const own = messagesOf('intents').filter(({ intents }) => intents[0] === intent);

    expect(own.length).toBeGreaterThanOrEqual(12);
    expect(own.filter(({ intents, outOfScope }) => intents.length > 1 || outOfScope)).toEqual([]);
  });

  it.each([
    ['multi-intent', 60],
    ['out-of-scope', 80],
    ['tier-zero', 80],
    ['adversarial', 60],
  ] as const)('has its share of %s messages', (part, fewest) => {
    expect(messagesOf(part).length).toBeGreaterThanOrEqual(fewest);
  });

  it('has two or three intents in each message of that part', () => {
    const single = messagesOf('multi-intent').filter(({ intents }) => intents.length < 2);

    expect(single.map(({ id }) => id)).toEqual([]);
  });

  it('hides each Tier 0 intent often enough, and nothing else in that part', () => {
    const disguised = messagesOf('tier-zero');
    const counts = TIER_ZERO_INTENTS.map(
      (intent) => disguised.filter(({ intents }) => intents.includes(intent)).length,
    );

    expect(Math.min(...counts)).toBeGreaterThanOrEqual(18);
    expect(disguised.filter(({ intents }) => !intents.some(isTierZero))).toEqual([]);
  });

  it('labels a message with intents exactly where it is in scope', () => {
    const contradictory = everything.filter(
      ({ intents, outOfScope }) => outOfScope !== (intents.length === 0),
    );

    expect(contradictory.map(({ id }) => id)).toEqual([]);
    expect(messagesOf('out-of-scope').filter(({ outOfScope }) => !outOfScope)).toEqual([]);
  });

  it('names intents once each, Tier 0 first and then by priority', () => {
    const disordered = everything.filter(({ intents }) => {
      const sorted = intents.toSorted((left, right) => rankOf(left) - rankOf(right));
      return sorted.join() !== intents.join() || repeated(intents).length > 0;
    });

    expect(disordered.map(({ id }) => id)).toEqual([]);
  });

  it('names every message once', () => {
    expect(repeated(everything.map(({ id }) => id))).toEqual([]);
  });
});

describe('R8.2 the scenario cards', () => {
  it('are named once each over all parts', () => {
    const ids = GOLDEN_PARTS.flatMap((part) => readCards(part).map(({ id }) => id));

    expect(repeated(ids)).toEqual([]);
  });

  it.each(GOLDEN_PARTS)(
    'of %s have one or two messages each, and every message has its card',
    (part) => {
      const used = messagesOf(part).map(({ card }) => card);
      const uses = (id: string) => used.filter((card) => card === id).length;
      const cards = readCards(part).map(({ id }) => id);

      expect(used.filter((card) => !cards.includes(card))).toEqual([]);
      expect(cards.filter((id) => uses(id) < 1 || uses(id) > 2)).toEqual([]);
    },
  );

  it.each(GOLDEN_PARTS)(
    'of %s ask for the intents and the channel that the message has',
    (part) => {
      const cards = new Map(readCards(part).map((card) => [card.id, card]));
      const other = messagesOf(part).filter(({ card, intents, channel }) => {
        const asked = cards.get(card);
        return asked?.intents.join() !== intents.join() || asked.channel !== channel;
      });

      expect(other.map(({ id }) => id)).toEqual([]);
    },
  );
});

describe('R8.2 the messages of the golden set', () => {
  it('are no variants of one another', () => {
    expect(findNearDuplicates(everything)).toEqual([]);
  });

  it('begin in many ways: at most four with the same three words', () => {
    expect(crowdedOpenings(everything, 4)).toEqual([]);
  });

  it('hold only e-mail addresses and phone numbers that nobody has (R2.3)', () => {
    const found = everything.flatMap(({ id, text }) =>
      [...foreignAddresses(text), ...foreignNumbers(text)].map((contact) => `${id}: ${contact}`),
    );

    expect(found).toEqual([]);
  });
});
