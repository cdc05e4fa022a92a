import { TEST_TICKET_TAG } from '../environment/ticket-scope.ts';
import { isModeAllowed } from '../environment/vendor-modes.ts';
import { templateState } from '../flags/flags.ts';
import { isTemplateId, NEVER_ENABLED_TEMPLATES } from '../replies/template-ids.ts';
import {
  capViolation,
  flagViolation,
  identityViolation,
  isInReplyWindow,
  isUnderstoodWell,
  matchViolation,
} from './conditions.ts';
import {
  CLOSE,
  CUSTOMER_VISIBLE,
  EFFECT_NAMES,
  MODEL,
  OPERATE,
  OUTSIDE,
  ROUTE,
  SHOP,
  TALK,
  TICKET_BOUND,
  vendorOf,
  WRITES,
} from './effects.ts';
import { type PolicyRule, rule } from './rule.ts';

// The whole policy. An effect is one thing that we would like to do: read a ticket, write tags, send a reply, close a
// ticket, ask a vendor, carry out an operator's act. It is done only if every rule that applies to it is satisfied.
//
//   deny   policy says no; nobody can override it here
//   hold   it is not done automatically, because a person should look
//
// Deny beats hold, and the order of the rules has no meaning. A fact that could not be learned is null, and a rule that
// needs it refuses, except where a comment names the rule that refuses instead.
//
// Tier 0 is never answered automatically (threats, disputes, fraud), Tier 1 gives no facts of an order, Tier 2 does.
// Ids such as I2, D8, R6.2 and incident 4 are explained in docs/requirements.md.

/** The version of the policy. Change it by hand with every change of a rule; it stands in every decision and entry. */
export const POLICY_VERSION = '2026-11-26.1';

/** Where we run, which ticket we may work on, and where the request would go. */
const PLACE = [
  rule({
    name: 'identity-verified',
    appliesTo: EFFECT_NAMES,
    requires:
      'Every witness that the effect needs confirms that we run in the environment that was asked for.',
    outcome: 'deny',
    codes: ['IDENTITY_UNVERIFIED', 'IDENTITY_DISAGREES'],
    violation: identityViolation,
  }),
  rule({
    name: 'vendor-mode',
    appliesTo: OUTSIDE,
    requires: 'This environment may use this vendor in its mode, and reaches it over the network.',
    outcome: 'deny',
    codes: ['VENDOR_MODE_FORBIDS'],
    violation: (effect, { process }) => {
      const vendor = vendorOf(effect.name);
      if (vendor === null) return 'VENDOR_MODE_FORBIDS';
      const mode = process.vendorModes[vendor];
      // An embedded model runs in this process, so a request to it makes no sense and is refused.
      return mode !== 'embedded' && isModeAllowed(process.environment, vendor, mode)
        ? null
        : 'VENDOR_MODE_FORBIDS';
    },
  }),
  rule({
    name: 'egress-listed',
    appliesTo: OUTSIDE,
    requires: "Host and path are on the environment's egress list; outbound checks this again.",
    outcome: 'deny',
    codes: ['EGRESS_NOT_LISTED'],
    violation: (effect) =>
      'egress' in effect && effect.egress.isListed === true ? null : 'EGRESS_NOT_LISTED',
  }),
  rule({
    name: 'run-mode',
    appliesTo: WRITES,
    requires: 'This is a live run. A shadow run reads and decides as usual, and never writes.',
    outcome: 'deny',
    codes: ['SHADOW_RUN'],
    violation: (_effect, { process }) => (process.runMode === 'live' ? null : 'SHADOW_RUN'),
  }),
  rule({
    name: 'ticket-in-scope',
    appliesTo: TICKET_BOUND,
    requires:
      'The effect is about the ticket that was read, and we may work on that ticket (I5, R6.2).',
    outcome: 'deny',
    codes: ['TICKET_OUT_OF_SCOPE'],
    violation: (effect, { ticket }) =>
      ticket?.isInScope === true && effect.ticketRef === ticket.ticketRef
        ? null
        : 'TICKET_OUT_OF_SCOPE',
  }),
];

/** What is switched on. Where a flag has no value, `flags-fresh` refuses and the other rules of this group pass. */
const FLAGS = [
  rule({
    name: 'routing-enabled',
    appliesTo: WRITES,
    requires: 'routing_enabled is true. Where it is false nothing is written, replies included.',
    outcome: 'deny',
    codes: ['ROUTING_OFF'],
    violation: (_effect, { flags: { routingEnabled: flag } }) =>
      flag.state === 'value' && flag.value !== true ? 'ROUTING_OFF' : null,
  }),
  rule({
    name: 'automation-on',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'safe_mode is off and automation_enabled is on (I2). Routing does not depend on either (D8).',
    outcome: 'deny',
    codes: ['SAFE_MODE_ON', 'AUTOMATION_OFF'],
    violation: (_effect, { flags: { safeMode, automationEnabled } }) => {
      if (safeMode.state === 'value' && safeMode.value !== false) return 'SAFE_MODE_ON';
      return automationEnabled.state === 'value' && automationEnabled.value !== true
        ? 'AUTOMATION_OFF'
        : null;
    },
  }),
  rule({
    name: 'flags-fresh',
    appliesTo: WRITES,
    requires:
      'Every flag that the effect depends on was read, is well-formed and is fresh (D5, I3).',
    outcome: 'deny',
    codes: ['FLAG_MISSING', 'FLAG_INVALID', 'FLAG_UNREADABLE', 'FLAG_STALE'],
    violation: flagViolation,
  }),
  rule({
    name: 'template-enabled',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'The template is in the catalogue, may be enabled at all, and its own flag is on (R9.2).',
    outcome: 'deny',
    codes: ['TEMPLATE_OFF'],
    violation: (effect, { flags }) => {
      if (!('templateId' in effect) || !isTemplateId(effect.templateId)) return 'TEMPLATE_OFF';
      if (NEVER_ENABLED_TEMPLATES.includes(effect.templateId)) return 'TEMPLATE_OFF';
      const flag = templateState(flags, effect.templateId);
      return flag.state === 'value' && flag.value !== true ? 'TEMPLATE_OFF' : null;
    },
  }),
  rule({
    name: 'channel-enabled',
    appliesTo: CUSTOMER_VISIBLE,
    requires: "automation_channels names the kind of the ticket's channel: email or livechat.",
    outcome: 'deny',
    codes: ['CHANNEL_OFF'],
    violation: (effect, { flags: { automationChannels: flag } }) => {
      if (!('channelClass' in effect)) return 'CHANNEL_OFF';
      if (flag.state !== 'value') return null;
      return flag.value.some((channel) => channel === effect.channelClass) ? null : 'CHANNEL_OFF';
    },
  }),
  rule({
    name: 'release-approved',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'In prod somebody approved exactly this release, by its digest. No flag alone lets a reply out (I11).',
    outcome: 'deny',
    codes: ['RELEASE_NOT_APPROVED'],
    violation: (_effect, { process, isReleaseApproved }) =>
      process.environment !== 'prod' || isReleaseApproved === true ? null : 'RELEASE_NOT_APPROVED',
  }),
];

/** What an answer may say, to whom, and after which answers a ticket may be closed. */
const ORDER = [
  rule({
    name: 'tier-allows',
    appliesTo: CUSTOMER_VISIBLE,
    requires: 'The answer is of Tier 1 or 2, and the message shows no sign of Tier 0 (I6).',
    outcome: 'deny',
    codes: ['TIER_FORBIDS'],
    violation: (effect, { understanding }) => {
      const tier = 'tier' in effect ? effect.tier : 0;
      return understanding?.isTierZero === false && (tier === 1 || tier === 2)
        ? null
        : 'TIER_FORBIDS';
    },
  }),
  rule({
    name: 'match-proof',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'Order facts (Tier 2) need a recent proof that the order is this requester’s, made for this ticket and message (I4, R7.2).',
    outcome: 'deny',
    codes: ['MATCH_MISSING', 'MATCH_FOREIGN', 'MATCH_EXPIRED'],
    violation: matchViolation,
  }),
  rule({
    name: 'destination-bound',
    appliesTo: TALK,
    requires: 'Order facts (Tier 2) go exactly to the address that the proof names.',
    outcome: 'deny',
    codes: ['DESTINATION_DIFFERS'],
    violation: (effect, { match }) => {
      if ('tier' in effect && effect.tier !== 2) return null;
      // Where there is no proof, `match-proof` refuses.
      if (match === null) return null;
      const destinationRef = 'destinationRef' in effect ? effect.destinationRef : null;
      return destinationRef !== null && destinationRef === match.destinationRef
        ? null
        : 'DESTINATION_DIFFERS';
    },
  }),
  rule({
    name: 'close-whitelisted',
    appliesTo: CLOSE,
    requires: 'A ticket may be closed only after a reply whose template is on the close list (D4).',
    outcome: 'deny',
    codes: ['CLOSE_NOT_WHITELISTED'],
    violation: (effect, { limits }) =>
      'templateId' in effect && limits.closeTemplateIds.includes(effect.templateId)
        ? null
        : 'CLOSE_NOT_WHITELISTED',
  }),
];

/** What the ticket and its newest message say, as they were read just now. */
const TICKET = [
  rule({
    name: 'no-takeover',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'The newest comment is the customer’s. Once an agent of the helpdesk has answered, the agent continues (D3).',
    outcome: 'hold',
    codes: ['OPERATOR_ANSWERED'],
    violation: (effect, { ticket }) => {
      const newest = ticket?.newestCommentBy;
      if (newest === 'customer') return null;
      // A close follows our own reply, so there the newest comment is the bot's.
      return newest === 'bot' && effect.name === 'ticket.close' ? null : 'OPERATOR_ANSWERED';
    },
  }),
  rule({
    name: 'ticket-open',
    appliesTo: CUSTOMER_VISIBLE,
    requires: 'The ticket is open.',
    outcome: 'hold',
    codes: ['TICKET_CLOSED'],
    violation: (_effect, { ticket }) => (ticket?.isOpen === true ? null : 'TICKET_CLOSED'),
  }),
  rule({
    name: 'not-auto-replied',
    appliesTo: TALK,
    requires:
      'No automatic reply went out on this ticket before. A person answers the customer’s next message (incident 4).',
    outcome: 'hold',
    codes: ['ALREADY_AUTO_REPLIED'],
    violation: (_effect, { ticket }) =>
      ticket?.wasAutoReplied === false ? null : 'ALREADY_AUTO_REPLIED',
  }),
  rule({
    name: 'caps',
    appliesTo: WRITES,
    requires:
      'There is room for one more write for this message, and for one more reply for this ticket and customer.',
    outcome: 'hold',
    codes: ['CAP_TICKET', 'CAP_CUSTOMER', 'CAP_EVENT'],
    violation: capViolation,
  }),
  rule({
    name: 'not-same-template',
    appliesTo: TALK,
    requires: 'This template was not sent on this ticket before.',
    outcome: 'hold',
    codes: ['TEMPLATE_REPEATED'],
    violation: (effect, { ticket }) => {
      if (ticket === null || !('templateId' in effect)) return 'TEMPLATE_REPEATED';
      return ticket.sentTemplateIds.includes(effect.templateId) ? 'TEMPLATE_REPEATED' : null;
    },
  }),
  rule({
    name: 'reply-window',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'The customer wrote recently: 24 h for e-mail, 30 min for a chat, unless configured otherwise.',
    outcome: 'hold',
    codes: ['EVENT_TOO_OLD'],
    violation: (effect, context) => (isInReplyWindow(effect, context) ? null : 'EVENT_TOO_OLD'),
  }),
  rule({
    name: 'confidence-met',
    appliesTo: CUSTOMER_VISIBLE,
    requires:
      'The message was understood well enough. For order facts (Tier 2) no more serious intent stands beside it, and the verifier agrees; a model can only make us stricter (incident 33, I8).',
    outcome: 'deny',
    codes: ['CONFIDENCE_LOW', 'VERIFIER_DISAGREES', 'HIGHER_INTENT'],
    violation: (effect, context) => {
      const { understanding } = context;
      if (understanding === null || !('tier' in effect)) return 'CONFIDENCE_LOW';
      if (!isUnderstoodWell(effect.tier, understanding, context)) return 'CONFIDENCE_LOW';
      // The verifier and other intents matter for order facts only.
      if (effect.tier === 1) return null;
      if (understanding.hasHigherIntent) return 'HIGHER_INTENT';
      return understanding.verifierAgrees === true ? null : 'VERIFIER_DISAGREES';
    },
  }),
];

/** What exactly would be sent. */
const REQUEST = [
  rule({
    name: 'shop-read-only',
    appliesTo: SHOP,
    requires:
      'Only queries go to the shop. Our types exclude writes already; this rule refuses them at run time (R7.1).',
    outcome: 'deny',
    codes: ['SHOP_WRITE'],
    violation: (effect) =>
      'shopOperation' in effect && effect.shopOperation === 'query' ? null : 'SHOP_WRITE',
  }),
  rule({
    name: 'model-stores-nothing',
    appliesTo: MODEL,
    requires:
      'The request to the model says store: false; otherwise the vendor keeps the data (R8.1).',
    outcome: 'deny',
    codes: ['MODEL_STORE'],
    violation: (effect) => ('store' in effect && effect.store === false ? null : 'MODEL_STORE'),
  }),
  rule({
    name: 'tags-closed',
    appliesTo: ROUTE,
    requires: 'Every tag is in our own catalogue, and none is the test tag (I10).',
    outcome: 'deny',
    codes: ['TAG_NOT_OURS'],
    violation: (effect, { limits }) => {
      const tags = 'tags' in effect ? effect.tags : [];
      const areOurs = tags.every((tag) => tag !== TEST_TICKET_TAG && limits.isOwnTag(tag));
      return tags.length > 0 && areOurs ? null : 'TAG_NOT_OURS';
    },
  }),
];

/** What a person who runs this service does. */
const OPERATOR = [
  rule({
    name: 'operator-evidence',
    appliesTo: OPERATE,
    requires:
      'An operator of this service says why; in prod, what does not make things safer needs an approval as well (R5.1, D15).',
    outcome: 'deny',
    codes: ['REASON_MISSING', 'APPROVAL_MISSING'],
    violation: (effect, { process }) => {
      if (!('reason' in effect) || effect.reason.trim() === '') return 'REASON_MISSING';
      const needsApproval = process.environment === 'prod' && effect.direction !== 'safer';
      return needsApproval && effect.hasApproval !== true ? 'APPROVAL_MISSING' : null;
    },
  }),
];

/** Every rule, by what it is about. */
const POLICY: Readonly<Record<string, readonly PolicyRule[]>> = {
  place: PLACE,
  flags: FLAGS,
  order: ORDER,
  ticket: TICKET,
  request: REQUEST,
  operator: OPERATOR,
};

/** Every rule there is. */
export const RULES: readonly PolicyRule[] = Object.values(POLICY).flat();
