import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'channel-enabled';
const FINDINGS = findingsOf(NAME, 'deny', ['CHANNEL_OFF']);

/** Automation is switched on for the class of the ticket's channel. */
export const channelEnabled: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    if (!('channelClass' in proposal)) return FINDINGS.CHANNEL_OFF;
    const flag = context.flags.automationChannels;
    if (flag.state !== 'value') return null;
    return flag.value.some((channel) => channel === proposal.channelClass)
      ? null
      : FINDINGS.CHANNEL_OFF;
  },
};
