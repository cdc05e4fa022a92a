import { findingsOf, type Rule } from '../rule.ts';
import { TALK } from './applies.ts';

const NAME = 'destination-bound';
const FINDINGS = findingsOf(NAME, 'deny', ['DESTINATION_DIFFERS']);

/** Order facts go to the very address that the match was proved for. Without a proof `match-proof` has spoken. */
export const destinationBound: Rule = {
  name: NAME,
  appliesTo: TALK,
  evaluate: (proposal, context) => {
    if ('tier' in proposal && proposal.tier !== 2) return null;
    if (context.match === null) return null;
    const destinationRef = 'destinationRef' in proposal ? proposal.destinationRef : null;
    return destinationRef !== null && destinationRef === context.match.destinationRef
      ? null
      : FINDINGS.DESTINATION_DIFFERS;
  },
};
