import { findingsOf, type Rule } from '../rule.ts';
import { effectsOf } from './applies.ts';

const NAME = 'operator-evidence';
const FINDINGS = findingsOf(NAME, 'deny', ['REASON_MISSING', 'APPROVAL_MISSING']);

/** An operator says why; in prod, whatever makes things riskier needs an approval record as well (R5.1, D15). */
export const operatorEvidence: Rule = {
  name: NAME,
  appliesTo: effectsOf('OPERATE'),
  evaluate: (proposal, context) => {
    if (!('reason' in proposal) || proposal.reason.trim() === '') return FINDINGS.REASON_MISSING;
    const needsApproval = context.process.environment === 'prod' && proposal.direction !== 'safer';
    return needsApproval && proposal.hasApproval !== true ? FINDINGS.APPROVAL_MISSING : null;
  },
};
