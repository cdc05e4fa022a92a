import { findingsOf, type Rule } from '../rule.ts';
import { TALK } from './applies.ts';

const NAME = 'not-same-template';
const FINDINGS = findingsOf(NAME, 'hold', ['TEMPLATE_REPEATED']);

/** The same template was not sent on this ticket before. */
export const notSameTemplate: Rule = {
  name: NAME,
  appliesTo: TALK,
  evaluate: (proposal, context) => {
    const sent = context.ticket?.sentTemplateIds;
    if (sent === undefined || !('templateId' in proposal)) return FINDINGS.TEMPLATE_REPEATED;
    return sent.includes(proposal.templateId) ? FINDINGS.TEMPLATE_REPEATED : null;
  },
};
