import type { GateContext } from '../context.ts';
import { EFFECT_NAMES } from '../effects.ts';
import type { Proposal } from '../proposal.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { effectsOf } from './applies.ts';

const NAME = 'ticket-in-scope';
const FINDINGS = findingsOf(NAME, 'deny', ['TICKET_OUT_OF_SCOPE']);

const SCOPED = new Set([
  ...effectsOf('MODEL', 'ROUTE', 'TALK', 'CLOSE'),
  ...EFFECT_NAMES.filter((name) => name === 'ticket.order.read' || name === 'shop.order.read'),
]);

function isAboutThisTicket(proposal: Proposal, context: GateContext): boolean {
  return context.ticket !== null && proposal.ticketRef === context.ticket.ticketRef;
}

/** The ticket of the effect is the one that was read, and the read says that it is ours to touch (I5, R6.2). */
export const ticketInScope: Rule = {
  name: NAME,
  appliesTo: [...SCOPED],
  evaluate: (proposal, context) =>
    context.ticket?.isInScope === true && isAboutThisTicket(proposal, context)
      ? null
      : FINDINGS.TICKET_OUT_OF_SCOPE,
};
