import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'reply-window';
const FINDINGS = findingsOf(NAME, 'hold', ['EVENT_TOO_OLD']);

/** The vendor's clock may run ahead of ours by this much. */
const CLOCK_SKEW_MS = 300_000;

/** The customer wrote recently enough: 24 h for e-mail, 30 min for everything that feels like a chat. */
export const replyWindow: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    const wroteAtMs = context.ticket?.newestCustomerMessageAtMs ?? null;
    if (wroteAtMs === null || !('channelClass' in proposal)) return FINDINGS.EVENT_TOO_OLD;
    const { emailWindowMs, liveChatWindowMs } = context.limits;
    const windowMs = proposal.channelClass === 'email' ? emailWindowMs : liveChatWindowMs;
    const ageMs = context.nowMs - wroteAtMs;
    return ageMs >= -CLOCK_SKEW_MS && ageMs <= windowMs ? null : FINDINGS.EVENT_TOO_OLD;
  },
};
