import { findingsOf, type Rule } from '../rule.ts';
import { WRITES } from './applies.ts';

const NAME = 'run-mode';
const FINDINGS = findingsOf(NAME, 'deny', ['SHADOW_RUN']);

/** A shadow run reads and judges, and writes nothing. */
export const runMode: Rule = {
  name: NAME,
  appliesTo: WRITES,
  evaluate: (_proposal, context) =>
    context.process.runMode === 'live' ? null : FINDINGS.SHADOW_RUN,
};
