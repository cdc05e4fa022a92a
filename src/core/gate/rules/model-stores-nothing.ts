import { findingsOf, type Rule } from '../rule.ts';
import { effectsOf } from './applies.ts';

const NAME = 'model-stores-nothing';
const FINDINGS = findingsOf(NAME, 'deny', ['MODEL_STORE']);

/** The request says `store: false` in so many words; the vendor's default is true (R8.1). */
export const modelStoresNothing: Rule = {
  name: NAME,
  appliesTo: effectsOf('MODEL'),
  evaluate: (proposal) =>
    'store' in proposal && proposal.store === false ? null : FINDINGS.MODEL_STORE,
};
