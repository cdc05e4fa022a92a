import { findingsOf, type Rule } from '../rule.ts';
import { OUTSIDE } from './applies.ts';

const NAME = 'egress-listed';
const FINDINGS = findingsOf(NAME, 'deny', ['EGRESS_NOT_LISTED']);

/** The host and path stand on the environment's egress list. `outbound` checks the same again before it connects. */
export const egressListed: Rule = {
  name: NAME,
  appliesTo: OUTSIDE,
  evaluate: (proposal) =>
    'egress' in proposal && proposal.egress.isListed === true ? null : FINDINGS.EGRESS_NOT_LISTED,
};
