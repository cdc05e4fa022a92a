import type { FlagState } from '../flags/flags.ts';
import type { GateContext, UnderstandingFacts } from '../gate/context.ts';
import { decide } from '../gate/decide.ts';
import type { VisibleProposal } from '../gate/effects.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from '../replies/template-ids.ts';
import { InvariantViolationError } from '../runtime/errors.ts';
import { AUTOMATION_CHANNELS, type Channel, channelClassOf } from '../tickets/ticket.ts';
import { limitsOf, understandingFacts } from '../worker/facts.ts';
import type { Plan } from '../worker/plan.ts';
import type { TierBound } from './prediction.ts';

const TIER_TWO_TEMPLATE = 't_order_status_verified';
const TIER_ONE_TEMPLATE = 't_order_status_ask_order_number';

type Reply = Pick<VisibleProposal, 'templateId' | 'tier' | 'channelClass'>;

function isAllowed(reply: Reply, facts: UnderstandingFacts, routing: RoutingConfig): boolean {
  const name = reply.channelClass === 'email' ? 'reply.send' : 'comment.add';
  const proposal: VisibleProposal = { ...IDEAL_TARGET, ...reply, name };
  return decide(proposal, idealContext(routing, facts)).outcome === 'allow';
}

/**
 * The most that could become of a planned message, by the gate itself: 2 where order facts would be allowed if every
 * flag were on and the order were proved, else the tier of the planned reply where that would be allowed, else people
 * alone. An upper bound: in production every other rule can only lower it.
 */
export function tierBoundOf(planned: Plan, channel: Channel, routing: RoutingConfig): TierBound {
  if (planned.tier === 0) return 0;
  const facts = understandingFacts(planned);
  const channelClass = channelClassOf(channel);
  if (isAllowed({ templateId: TIER_TWO_TEMPLATE, tier: 2, channelClass }, facts, routing)) return 2;
  if (planned.reply === null) return 'route';
  const { templateId, tier } = planned.reply;
  return isAllowed({ templateId, tier, channelClass }, facts, routing) ? tier : 'route';
}

const PERFECT: UnderstandingFacts = {
  confidence: 1,
  isTierZero: false,
  hasHigherIntent: false,
  verifierAgrees: true,
};

/**
 * Proves that the gate is open to a perfectly understood message. A rule that the ideal context does not satisfy would
 * close it to every message, and an evaluation would then find no violation, no matter what the router does (incident 24).
 * @throws {InvariantViolationError} `EVALUATION_GATE_CLOSED`
 */
export function assertGateIsOpen(routing: RoutingConfig): void {
  const isOpen =
    isAllowed(
      { templateId: TIER_ONE_TEMPLATE, tier: 1, channelClass: 'email' },
      PERFECT,
      routing,
    ) &&
    isAllowed({ templateId: TIER_TWO_TEMPLATE, tier: 2, channelClass: 'email' }, PERFECT, routing);
  if (isOpen) return;
  throw new InvariantViolationError(
    'EVALUATION_GATE_CLOSED',
    'the gate refuses even a perfectly understood message, so no tier could be measured',
  );
}

const HERE = { ticketRef: 'evaluated', requesterRef: 'evaluated', messageRef: 'evaluated' };
/** Nothing ages in here: everything was read, written and proved at the same moment. */
const NOW_MS = 0;

function on<T>(value: T): FlagState<T> {
  return { state: 'value', value, readAtMs: NOW_MS };
}

const FLAGS: GateContext['flags'] = {
  safeMode: on(false),
  automationEnabled: on(true),
  routingEnabled: on(true),
  automationChannels: on(AUTOMATION_CHANNELS),
  templates: new Map(
    TEMPLATE_IDS.filter((id) => !NEVER_ENABLED_TEMPLATES.includes(id)).map((id) => [id, on(true)]),
  ),
};

const PROCESS: GateContext['process'] = {
  environment: 'prod',
  identity: {
    environment: 'prod',
    kind: 'account',
    agreeing: ['environment', 'account', 'region', 'marker', 'secrets', 'workspace'],
    silent: [],
    disagreeing: [],
    verifiedAtMs: NOW_MS,
  },
  vendorModes: { richpanel: 'live', shopify: 'live-read', model: 'embedded' },
  runMode: 'live',
  releaseDigest: '',
  registryDigest: '',
};

/**
 * The context in which nothing but the understanding of a message stands in the way: every flag on, everything
 * proved, nothing sent before, the order matched. The gate decides in it, and nobody acts on that decision: no Permit is minted.
 */
function idealContext(routing: RoutingConfig, understanding: UnderstandingFacts): GateContext {
  return {
    process: PROCESS,
    nowMs: NOW_MS,
    flags: FLAGS,
    ticket: {
      ticketRef: HERE.ticketRef,
      requesterRef: HERE.requesterRef,
      isInScope: true,
      isOpen: true,
      newestCommentBy: 'customer',
      newestCustomerMessageRef: HERE.messageRef,
      newestCustomerMessageAtMs: NOW_MS,
      sentTemplateIds: [],
      wasAutoReplied: false,
    },
    caps: { writesThisEvent: 0, repliesTicket10Min: 0, repliesTicket24h: 0, repliesCustomer24h: 0 },
    understanding,
    match: {
      ...HERE,
      orderRef: 'evaluated',
      destinationRef: HERE.requesterRef,
      provedAtMs: NOW_MS,
    },
    isReleaseApproved: true,
    limits: limitsOf(routing),
  };
}

/** Where every proposal of the evaluation would go, were it ever made. */
const IDEAL_TARGET = {
  ticketRef: HERE.ticketRef,
  messageRef: HERE.messageRef,
  destinationRef: HERE.requesterRef,
  egress: { isListed: true },
} as const;
