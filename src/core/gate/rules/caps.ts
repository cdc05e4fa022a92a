import type { CapFacts, GateContext } from '../context.ts';
import { EFFECT_FAMILIES } from '../effects.ts';
import { type Finding, findingsOf, type Rule } from '../rule.ts';
import { WRITES } from './applies.ts';

const NAME = 'caps';
const FINDINGS = findingsOf(NAME, 'hold', ['CAP_TICKET', 'CAP_CUSTOMER', 'CAP_EVENT']);

/** Written as "not below", so that a count that is no number is no room. */
function replyFinding(caps: CapFacts, { limits }: GateContext): Finding | null {
  const isTicketFull =
    !(caps.repliesTicket10Min < limits.repliesTicket10Min) ||
    !(caps.repliesTicket24h < limits.repliesTicket24h);
  if (isTicketFull) return FINDINGS.CAP_TICKET;
  const byCustomer = caps.repliesCustomer24h;
  return byCustomer === null || byCustomer < limits.repliesCustomer24h
    ? null
    : FINDINGS.CAP_CUSTOMER;
}

/** Not too many writes for one message, nor replies for one ticket or one customer. */
export const caps: Rule = {
  name: NAME,
  appliesTo: WRITES,
  evaluate: (proposal, context) => {
    if (context.caps === null) return FINDINGS.CAP_EVENT;
    if (!(context.caps.writesThisEvent < context.limits.writesPerEvent)) return FINDINGS.CAP_EVENT;
    return EFFECT_FAMILIES[proposal.name] === 'TALK' ? replyFinding(context.caps, context) : null;
  },
};
