import { findingsOf, type Rule } from '../rule.ts';
import { CUSTOMER_VISIBLE } from './applies.ts';

const NAME = 'release-approved';
const FINDINGS = findingsOf(NAME, 'deny', ['RELEASE_NOT_APPROVED']);

/** Prod talks only as a release that was approved by its digest: a flag alone never opens prod (I11). */
export const releaseApproved: Rule = {
  name: NAME,
  appliesTo: CUSTOMER_VISIBLE,
  evaluate: (_proposal, context) =>
    context.process.environment !== 'prod' || context.isReleaseApproved === true
      ? null
      : FINDINGS.RELEASE_NOT_APPROVED,
};
