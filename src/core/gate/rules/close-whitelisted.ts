import { findingsOf, type Rule } from '../rule.ts';
import { effectsOf } from './applies.ts';

const NAME = 'close-whitelisted';
const FINDINGS = findingsOf(NAME, 'deny', ['CLOSE_NOT_WHITELISTED']);

/** A ticket is closed only after a template that is listed for it (D4). */
export const closeWhitelisted: Rule = {
  name: NAME,
  appliesTo: effectsOf('CLOSE'),
  evaluate: (proposal, context) =>
    'templateId' in proposal && context.limits.closeTemplateIds.includes(proposal.templateId)
      ? null
      : FINDINGS.CLOSE_NOT_WHITELISTED,
};
