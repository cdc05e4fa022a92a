import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'tier-allows';
const FINDINGS = findingsOf(NAME, 'deny', ['TIER_FORBIDS']);

/** Only Tier 1 and Tier 2 may reach a customer; a Tier 0 sign in the message forbids every tier (I6). */
export const tierAllows: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    const tier = 'tier' in proposal ? proposal.tier : 0;
    const isKnownSafe = context.understanding?.isTierZero === false;
    return isKnownSafe && (tier === 1 || tier === 2) ? null : FINDINGS.TIER_FORBIDS;
  },
};
