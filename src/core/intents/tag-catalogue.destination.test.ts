import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import routing from '../../../config/routing.json' with { type: 'json' };
import { type RoutingConfig, routingConfigSchema } from './routing-config.ts';
import { isOwnTag, ownTags, routeTags } from './tag-catalogue.ts';
import {
  DESTINATION_IDS,
  type DestinationId,
  INTENT_IDS,
  type IntentId,
  isTierZero,
  TIER_ZERO_INTENTS,
} from './taxonomy.ts';
import type { Understanding } from './understand.ts';

const config = routingConfigSchema.parse(routing);

function understood(primary: IntentId, change: Partial<Understanding> = {}): Understanding {
  return {
    primary,
    secondary: [],
    confidence: 0.9,
    isTierZero: isTierZero(primary),
    hasHigherIntent: false,
    band: 'route',
    language: 'en',
    abstained: false,
    ...change,
  };
}

function without(...missing: readonly DestinationId[]): RoutingConfig {
  const destinations = { ...config.destinations };
  for (const id of missing) destinations[id] = { ...destinations[id], isAvailable: false };
  return { ...config, destinations };
}

const go = (understanding: Understanding, using = config) =>
  routeTags(understanding, 'email', using);

describe('config/routing.json holds the domain tables', () => {
  it('names the teams by the tags that tenants act on', () => {
    expect(DESTINATION_IDS.map((id) => config.destinations[id].tag)).toEqual([
      'route-sales-team',
      'route-backend-team',
      'route-technical-support-team',
      'route-phone-support-team',
      'route-tiktok-support',
      'route-returns-admin',
      'route-livechat-support',
      'route-leadership-team',
      'route-socialmedia-team',
      'route-email-support-team',
      'route-chargebacks-disputes',
    ]);
  });

  it('I6: gives no Tier 0 intent a template or order facts', () => {
    for (const intent of TIER_ZERO_INTENTS)
      expect(config.intents[intent]).toMatchObject({
        template: null,
        mayVerify: false,
        priority: 0,
      });
  });

  it('D4: lets only the ETA template close, and only tracking questions be verified', () => {
    expect(config.closeTemplates).toEqual(['t_order_eta_no_tracking_verified']);
    expect(INTENT_IDS.filter((id) => config.intents[id].mayVerify)).toEqual([
      'order_status_tracking',
      'shipping_delay_not_shipped',
    ]);
  });
});

describe('routeTags', () => {
  it('incident 3: gives one team, one intent, the secondaries and both marks, sorted', () => {
    const route = go(understood('cancel_order', { secondary: ['refund_request'] }));
    expect(route).toEqual({
      destination: 'email-support',
      tags: [
        'mw-intent-cancel_order',
        'mw-processed',
        'mw-routing-applied',
        'mw-secondary-refund_request',
        'route-email-support-team',
      ],
    });
  });

  it.each([
    ['uncertain', 'mw-uncertain'],
    ['manual', 'mw-needs-manual-triage'],
  ] as const)('sends %s to Email Support with %s', (band, mark) => {
    const route = go(understood('damaged_item', { band }));
    expect(route.destination).toBe('email-support');
    expect(route.tags).toContain(mark);
  });

  it('sends Tier 0 to its own team whatever the band', () => {
    expect(go(understood('legal_threat', { band: 'manual' })).destination).toBe('leadership');
  });

  it('uses the fallback and its mark where a queue is missing', () => {
    const route = go(understood('chargeback_dispute'), without('chargebacks-disputes'));
    expect(route.destination).toBe('leadership');
    expect(route.tags).toContain('mw-needs-chargebacks-queue');
    expect(route.tags).not.toContain('route-chargebacks-disputes');
  });

  it('falls back to Email Support where there is no fallback or it is missing too', () => {
    expect(go(understood('damaged_item'), without('returns-admin')).destination).toBe(
      'email-support',
    );
    expect(
      go(understood('chargeback_dispute'), without('chargebacks-disputes', 'leadership'))
        .destination,
    ).toBe('email-support');
  });

  const anyUnderstanding = fc
    .record({
      primary: fc.constantFrom(...INTENT_IDS),
      secondary: fc.uniqueArray(fc.constantFrom(...INTENT_IDS), { maxLength: 2 }),
      band: fc.constantFrom('route', 'uncertain', 'manual'),
    })
    .map(({ primary, secondary, band }) => understood(primary, { secondary, band }));

  it('I10: writes exactly one team tag, only own tags, never mw-test, whatever is available', () => {
    fc.assert(
      fc.property(anyUnderstanding, fc.subarray([...DESTINATION_IDS]), (understanding, missing) => {
        const using = without(...missing);
        const { tags } = go(understanding, using);
        expect(tags.filter((tag) => tag.startsWith('route-'))).toHaveLength(1);
        expect(tags.every((tag) => isOwnTag(tag, using))).toBe(true);
        expect(tags).not.toContain('mw-test');
        expect(tags).toEqual([...new Set(tags)].toSorted());
      }),
    );
  });
});

describe('the tag catalogue', () => {
  it('I10: mw-test and its look-alikes are never ours', () => {
    const look = fc.constantFrom(
      'mw-test',
      'MW-TEST',
      ' mw-test',
      'mw-test ',
      'mw-test\u200B',
      'mw-intent-',
      'mw-intent-nope',
      'route-',
      'route-x',
      'constructor',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(look, fc.string()),
        (tag) => isOwnTag(tag, config) === ownTags(config).includes(tag),
      ),
    );
    expect(ownTags(config)).not.toContain('mw-test');
  });

  it('I10: not even a configuration can make mw-test ours', () => {
    const bent: RoutingConfig = {
      ...config,
      destinations: {
        ...config.destinations,
        sales: { ...config.destinations.sales, tag: 'mw-test' },
      },
      intents: {
        ...config.intents,
        damaged_item: {
          ...config.intents.damaged_item,
          fallback: { destination: 'sales', tag: 'mw-test' },
        },
      },
    };
    expect(isOwnTag('mw-test', bent)).toBe(false);
  });

  it('holds every mark of the design', () => {
    const marks = [
      'mw-uncertain',
      'mw-needs-manual-triage',
      'mw-routing-applied',
      'mw-processed',
      'mw-auto-replied',
      'mw-reply-sent',
      'mw-reply-unconfirmed',
      'mw-skip-followup-after-auto-reply',
      'mw-escalated-human',
      'mw-template-t_damaged_item_intake',
      'mw-needs-chargebacks-queue',
      'mw-needs-tech-support',
      'mw-needs-sales',
    ];
    expect(marks.filter((tag) => !isOwnTag(tag, config))).toEqual([]);
  });
});
