import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'no-takeover';
const FINDINGS = findingsOf(NAME, 'hold', ['OPERATOR_ANSWERED']);

/** Nobody else has spoken since the customer did: an operator's conversation stays with the operator (D3). */
export const noTakeover: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    const newest = context.ticket?.newestCommentBy;
    if (newest === 'customer') return null;
    // The close follows our own reply, so there the newest comment is the bot's.
    return newest === 'bot' && proposal.name === 'ticket.close' ? null : FINDINGS.OPERATOR_ANSWERED;
  },
};
