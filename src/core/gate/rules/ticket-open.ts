import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'ticket-open';
const FINDINGS = findingsOf(NAME, 'hold', ['TICKET_CLOSED']);

/** The ticket is open. */
export const ticketOpen: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (_proposal, context) =>
    context.ticket?.isOpen === true ? null : FINDINGS.TICKET_CLOSED,
};
