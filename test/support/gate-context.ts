import type { GateContext } from '../../src/core/gate/context.ts';
import { EFFECT_FAMILIES, type EffectName, type Proposal } from '../../src/core/gate/effects.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const value = <T>(inForce: T) =>
  ({ state: 'value', value: inForce, readAtMs: NOW_MS - 1_000 }) as const;

/** The one context in which every rule allows every effect; tests change one field of it. */
export function allowingContext(): GateContext {
  return {
    process: {
      environment: 'prod',
      identity: {
        environment: 'prod',
        kind: 'account',
        agreeing: ['environment', 'account', 'region', 'marker', 'secrets', 'workspace'],
        silent: [],
        disagreeing: [],
        verifiedAtMs: NOW_MS - 60_000,
      },
      vendorModes: { richpanel: 'live', shopify: 'live-read', model: 'live' },
      runMode: 'live',
      releaseDigest: 'a'.repeat(64),
      registryDigest: 'b'.repeat(64),
    },
    nowMs: NOW_MS,
    flags: {
      safeMode: value(false),
      automationEnabled: value(true),
      routingEnabled: value(true),
      automationChannels: value(['email', 'livechat'] as const),
      templates: new Map([
        ['t_order_status_ask_order_number', value(true)],
        ['t_order_status_verified', value(true)],
        ['t_order_eta_no_tracking_verified', value(true)],
      ]),
    },
    ticket: {
      ticketRef: 't_1',
      requesterRef: 'p_1',
      isInScope: true,
      isOpen: true,
      newestCommentBy: 'customer',
      newestCustomerMessageRef: 'm_1',
      newestCustomerMessageAtMs: NOW_MS - 60_000,
      sentTemplateIds: [],
      wasAutoReplied: false,
    },
    caps: { writesThisEvent: 0, repliesTicket10Min: 0, repliesTicket24h: 0, repliesCustomer24h: 0 },
    understanding: {
      confidence: 0.95,
      isTierZero: false,
      hasHigherIntent: false,
      verifierAgrees: true,
    },
    match: {
      ticketRef: 't_1',
      requesterRef: 'p_1',
      messageRef: 'm_1',
      orderRef: 'o_1',
      destinationRef: 'p_1',
      provedAtMs: NOW_MS - 1_000,
    },
    isReleaseApproved: true,
    limits: {
      writesPerEvent: 4,
      repliesTicket10Min: 1,
      repliesTicket24h: 3,
      repliesCustomer24h: 5,
      tier1ReplyConfidence: 0.7,
      tier2ReplyConfidence: 0.85,
      emailWindowMs: 86_400_000,
      liveChatWindowMs: 1_800_000,
      closeTemplateIds: ['t_order_eta_no_tracking_verified'],
      isOwnTag: (tag) => tag.startsWith('route-') || tag.startsWith('mw-'),
    },
  };
}

/** A proposal of the effect named that the allowing context allows. Customer-visible ones are of Tier 2. */
export function allowingProposal(name: EffectName): Proposal {
  const outside = { ticketRef: 't_1', egress: { isListed: true } } as const;
  const reply = {
    ...outside,
    templateId: 't_order_eta_no_tracking_verified',
    tier: 2,
    channelClass: 'email',
    messageRef: 'm_1',
    destinationRef: 'p_1',
  } as const;
  const byFamily = {
    READ: { ...outside, shopOperation: 'query' },
    MODEL: { ...outside, store: false },
    ROUTE: { ...outside, tags: ['mw-processed', 'route-email-support-team'] },
    TALK: reply,
    CLOSE: reply,
    OPERATE: { ticketRef: null, reason: 'drill', direction: 'riskier', hasApproval: true },
  } as const;
  // The family of a name fixes the shape; the lookup cannot express that.
  return { name, ...byFamily[EFFECT_FAMILIES[name]] } as Proposal;
}
