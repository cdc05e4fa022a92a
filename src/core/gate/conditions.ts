import type { Identity, Witness } from '../environment/identity.ts';
import { isAllSealed } from '../environment/vendor-modes.ts';
import {
  type FlagState,
  ROUTE_FLAG_AGE_MS,
  TALK_FLAG_AGE_MS,
  templateState,
} from '../flags/flags.ts';
import { MATCH_PROOF_LIFETIME_MS, type MatchProof } from '../orders/match-proof.ts';
import type { GateContext, UnderstandingFacts } from './context.ts';
import { EFFECT_FAMILIES, type Proposal, type Tier } from './effects.ts';

// The longer conditions of the policy. Comparisons are written so that a value that is no number refuses.

const PLACE_WITNESSES: readonly Witness[] = ['environment', 'account', 'region'];
const ACCOUNT_WITNESSES: readonly Witness[] = [...PLACE_WITNESSES, 'marker', 'secrets'];

/** What must be possible before the workspace is registered: to read and register it, and to compare its keys. */
const BEFORE_WORKSPACE: ReadonlySet<string> = new Set([
  ...['workspace.read', 'workspace.register', 'secrets.fingerprint'],
]);

function precedesWorkspace(proposal: Proposal): boolean {
  return BEFORE_WORKSPACE.has(proposal.name);
}

function isSaferWrite(proposal: Proposal): boolean {
  return proposal.name === 'flags.write' && proposal.direction === 'safer';
}

/** All witnesses, except for an effect that must come before one of them can speak, or that nothing may delay. */
function neededWitnesses(proposal: Proposal, { process }: GateContext): readonly Witness[] {
  if (proposal.name === 'account.init' || isSaferWrite(proposal)) return PLACE_WITNESSES;
  const isStub = process.vendorModes.richpanel === 'stub';
  if (isStub || precedesWorkspace(proposal)) return ACCOUNT_WITNESSES;
  return [...ACCOUNT_WITNESSES, 'workspace'];
}

function countsDisagreement(proposal: Proposal, witness: Witness): boolean {
  if (precedesWorkspace(proposal)) return witness !== 'workspace';
  return isSaferWrite(proposal) ? PLACE_WITNESSES.includes(witness) : true;
}

function isVerified(identity: Identity, proposal: Proposal, context: GateContext): boolean {
  const { environment, vendorModes } = context.process;
  const isHeard = (needed: readonly Witness[]) =>
    needed.every((witness) => identity.agreeing.includes(witness));
  switch (identity.kind) {
    case 'account':
      return isHeard(neededWitnesses(proposal, context));
    case 'emulated':
      return isAllSealed(vendorModes) && isHeard(neededWitnesses(proposal, context));
    case 'sealed':
      return environment === 'dev' && isAllSealed(vendorModes) && isHeard(['environment']);
    default:
      return false;
  }
}

/** Condition of `identity-verified`. Sealed and emulated identities are good for stubs and the embedded model only. */
export function identityViolation(proposal: Proposal, context: GateContext) {
  const { identity, environment } = context.process;
  const disagrees = identity.disagreeing.some((witness) => countsDisagreement(proposal, witness));
  if (disagrees || identity.environment !== environment) return 'IDENTITY_DISAGREES';
  return isVerified(identity, proposal, context) ? null : 'IDENTITY_UNVERIFIED';
}

function stateViolation(flag: FlagState<unknown>, nowMs: number, maxAgeMs: number) {
  switch (flag.state) {
    case 'value': {
      const ageMs = nowMs - flag.readAtMs;
      return ageMs >= 0 && ageMs <= maxAgeMs ? null : 'FLAG_STALE';
    }
    case 'missing':
      return 'FLAG_MISSING';
    case 'invalid':
      return 'FLAG_INVALID';
    case 'stale':
      return 'FLAG_STALE';
    default:
      return 'FLAG_UNREADABLE';
  }
}

/** Condition of `flags-fresh`: routing depends on one flag, what a customer sees on five. */
export function flagViolation(proposal: Proposal, { flags, nowMs }: GateContext) {
  if (EFFECT_FAMILIES[proposal.name] === 'ROUTE')
    return stateViolation(flags.routingEnabled, nowMs, ROUTE_FLAG_AGE_MS);
  const templateId = 'templateId' in proposal ? proposal.templateId : '';
  return (
    stateViolation(flags.routingEnabled, nowMs, TALK_FLAG_AGE_MS) ??
    stateViolation(flags.safeMode, nowMs, TALK_FLAG_AGE_MS) ??
    stateViolation(flags.automationEnabled, nowMs, TALK_FLAG_AGE_MS) ??
    stateViolation(flags.automationChannels, nowMs, TALK_FLAG_AGE_MS) ??
    stateViolation(templateState(flags, templateId), nowMs, TALK_FLAG_AGE_MS)
  );
}

/** The vendor's clock may run ahead of ours by this much. */
const CLOCK_SKEW_MS = 300_000;

/** Condition of `reply-window`. */
export function isInReplyWindow(proposal: Proposal, context: GateContext): boolean {
  const wroteAtMs = context.ticket?.newestCustomerMessageAtMs ?? null;
  if (wroteAtMs === null || !('channelClass' in proposal)) return false;
  const { emailWindowMs, liveChatWindowMs } = context.limits;
  const windowMs = proposal.channelClass === 'email' ? emailWindowMs : liveChatWindowMs;
  const ageMs = context.nowMs - wroteAtMs;
  return ageMs >= -CLOCK_SKEW_MS && ageMs <= windowMs;
}

/** Condition of `caps`. A customer without an identity has no cap of their own. */
export function capViolation(proposal: Proposal, { caps, limits }: GateContext) {
  if (caps === null || !(caps.writesThisEvent < limits.writesPerEvent)) return 'CAP_EVENT';
  if (EFFECT_FAMILIES[proposal.name] !== 'TALK') return null;
  const hasTicketRoom =
    caps.repliesTicket10Min < limits.repliesTicket10Min &&
    caps.repliesTicket24h < limits.repliesTicket24h;
  if (!hasTicketRoom) return 'CAP_TICKET';
  const byCustomer = caps.repliesCustomer24h;
  return byCustomer === null || byCustomer < limits.repliesCustomer24h ? null : 'CAP_CUSTOMER';
}

/** The first half of `confidence-met`. */
export function isUnderstoodWell(
  tier: Tier,
  { confidence }: UnderstandingFacts,
  { limits }: GateContext,
): boolean {
  return confidence >= (tier === 1 ? limits.tier1ReplyConfidence : limits.tier2ReplyConfidence);
}

function isForThis(proof: MatchProof, proposal: Proposal, { ticket }: GateContext): boolean {
  return (
    'messageRef' in proposal &&
    proof.ticketRef === proposal.ticketRef &&
    proof.messageRef === proposal.messageRef &&
    ticket !== null &&
    proof.requesterRef === ticket.requesterRef
  );
}

/** Condition of `match-proof`. */
export function matchViolation(proposal: Proposal, context: GateContext) {
  if ('tier' in proposal && proposal.tier !== 2) return null;
  const proof = context.match;
  if (proof === null) return 'MATCH_MISSING';
  if (!isForThis(proof, proposal, context)) return 'MATCH_FOREIGN';
  const ageMs = context.nowMs - proof.provedAtMs;
  return ageMs >= 0 && ageMs <= MATCH_PROOF_LIFETIME_MS ? null : 'MATCH_EXPIRED';
}
