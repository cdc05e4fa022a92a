import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'reply-window';
const FINDINGS = findingsOf(NAME, 'hold', ['EVENT_TOO_OLD']);

/** The customer wrote recently enough: 24 h for e-mail, 30 min for everything that feels like a chat. */
export const replyWindow: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    const wroteAtMs = context.ticket?.newestCustomerMessageAtMs ?? null;
    if (wroteAtMs === null || !('channelClass' in proposal)) return FINDINGS.EVENT_TOO_OLD;
    const { emailWindowMs, liveChatWindowMs } = context.limits;
    const windowMs = proposal.channelClass === 'email' ? emailWindowMs : liveChatWindowMs;
    return context.nowMs - wroteAtMs <= windowMs ? null : FINDINGS.EVENT_TOO_OLD;
  },
};
