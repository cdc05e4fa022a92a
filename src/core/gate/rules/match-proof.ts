import { MATCH_PROOF_LIFETIME_MS, type MatchProof } from '../../orders/match-proof.ts';
import type { GateContext } from '../context.ts';
import type { Proposal } from '../proposal.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'match-proof';
const FINDINGS = findingsOf(NAME, 'deny', ['MATCH_MISSING', 'MATCH_FOREIGN', 'MATCH_EXPIRED']);

function isForThis(proof: MatchProof, proposal: Proposal, context: GateContext): boolean {
  return (
    'messageRef' in proposal &&
    proof.ticketRef === proposal.ticketRef &&
    proof.messageRef === proposal.messageRef &&
    context.ticket !== null &&
    proof.requesterRef === context.ticket.requesterRef
  );
}

/** Order facts go out only with a proof for this ticket, requester and message, unexpired (I4, R7.2). */
export const matchProof: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    if ('tier' in proposal && proposal.tier !== 2) return null;
    const proof = context.match;
    if (proof === null) return FINDINGS.MATCH_MISSING;
    if (!isForThis(proof, proposal, context)) return FINDINGS.MATCH_FOREIGN;
    const ageMs = context.nowMs - proof.provedAtMs;
    return ageMs >= 0 && ageMs <= MATCH_PROOF_LIFETIME_MS ? null : FINDINGS.MATCH_EXPIRED;
  },
};
