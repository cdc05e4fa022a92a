import { TEST_TICKET_TAG } from '../../environment/ticket-scope.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { ROUTE } from './applies.ts';

const NAME = 'tags-closed';
const FINDINGS = findingsOf(NAME, 'deny', ['TAG_NOT_OURS']);

/** Only tags of our own catalogue are written, and never the test tag (I10). */
export const tagsClosed: Rule = {
  name: NAME,
  appliesTo: ROUTE,
  evaluate: (proposal, context) => {
    const tags = 'tags' in proposal ? proposal.tags : [];
    const areOurs = tags.every((tag) => tag !== TEST_TICKET_TAG && context.limits.isOwnTag(tag));
    return tags.length > 0 && areOurs ? null : FINDINGS.TAG_NOT_OURS;
  },
};
