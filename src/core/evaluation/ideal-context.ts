import type { FlagState } from '../flags/snapshot.ts';
import type { GateContext, UnderstandingFacts } from '../gate/context.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { NEVER_ENABLED_TEMPLATES, TEMPLATE_IDS } from '../replies/template-ids.ts';
import { AUTOMATION_CHANNELS } from '../tickets/channels.ts';
import { limitsOf } from '../worker/facts.ts';

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
 * proved, nothing sent before, the order matched. It is judged with and never acted on: no Permit is minted from it.
 */
export function idealContext(
  routing: RoutingConfig,
  understanding: UnderstandingFacts,
): GateContext {
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
export const IDEAL_TARGET = {
  ticketRef: HERE.ticketRef,
  messageRef: HERE.messageRef,
  destinationRef: HERE.requesterRef,
  egress: { isListed: true },
} as const;
