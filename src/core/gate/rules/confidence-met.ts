import type { GateContext } from '../context.ts';
import type { Tier } from '../proposal.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'confidence-met';
const FINDINGS = findingsOf(NAME, 'deny', [
  'CONFIDENCE_LOW',
  'VERIFIER_DISAGREES',
  'HIGHER_INTENT',
]);

function neededConfidence(tier: Tier, { limits }: GateContext): number {
  return tier === 1 ? limits.tier1ReplyConfidence : limits.tier2ReplyConfidence;
}

/** The message was understood well enough for what would be said; no model can lower the bar (incident 33, I8). */
export const confidenceMet: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    const understanding = context.understanding;
    if (understanding === null || !('tier' in proposal)) return FINDINGS.CONFIDENCE_LOW;
    const isMet = understanding.confidence >= neededConfidence(proposal.tier, context);
    if (!isMet) return FINDINGS.CONFIDENCE_LOW;
    if (proposal.tier === 1) return null;
    if (understanding.hasHigherIntent) return FINDINGS.HIGHER_INTENT;
    return understanding.verifierAgrees === true ? null : FINDINGS.VERIFIER_DISAGREES;
  },
};
