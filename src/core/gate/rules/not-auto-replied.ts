import { findingsOf, type Rule } from '../rule.ts';
import { TALK } from './applies.ts';

const NAME = 'not-auto-replied';
const FINDINGS = findingsOf(NAME, 'hold', ['ALREADY_AUTO_REPLIED']);

/** No automatic reply went out on this ticket before: the second message is a person's (incident 4). */
export const notAutoReplied: Rule = {
  name: NAME,
  appliesTo: TALK,
  evaluate: (_proposal, context) =>
    context.ticket?.wasAutoReplied === false ? null : FINDINGS.ALREADY_AUTO_REPLIED,
};
