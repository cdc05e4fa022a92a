import type { UnderstandingFacts } from '../gate/context.ts';
import { decide } from '../gate/decide.ts';
import type { VisibleProposal } from '../gate/proposal.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { InvariantViolationError } from '../runtime/errors.ts';
import { type Channel, channelClassOf } from '../tickets/channels.ts';
import { understandingFacts } from '../worker/facts.ts';
import type { Plan } from '../worker/plan.ts';
import { IDEAL_TARGET, idealContext } from './ideal-context.ts';
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
 * close it to every message, and an evaluation would then find no violation whatever the router does (incident 24).
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
