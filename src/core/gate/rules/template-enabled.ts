import { templateState } from '../../flags/snapshot.ts';
import { isTemplateId, NEVER_ENABLED_TEMPLATES } from '../../replies/template-ids.ts';
import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'template-enabled';
const FINDINGS = findingsOf(NAME, 'deny', ['TEMPLATE_OFF']);

/** The template is of the catalogue, may be enabled at all, and its own flag is not off (R9.2). */
export const templateEnabled: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (proposal, context) => {
    if (!('templateId' in proposal) || !isTemplateId(proposal.templateId))
      return FINDINGS.TEMPLATE_OFF;
    if (NEVER_ENABLED_TEMPLATES.includes(proposal.templateId)) return FINDINGS.TEMPLATE_OFF;
    const flag = templateState(context.flags, proposal.templateId);
    return flag.state === 'value' && flag.value !== true ? FINDINGS.TEMPLATE_OFF : null;
  },
};
