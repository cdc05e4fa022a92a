import { findingsOf, type Rule } from '../rule.ts';
import { WRITES } from './applies.ts';

const NAME = 'routing-enabled';
const FINDINGS = findingsOf(NAME, 'deny', ['ROUTING_OFF']);

/** Routing is not switched off: observe writes nothing. A flag without a value is the business of `flags-fresh`. */
export const routingEnabled: Rule = {
  name: NAME,
  appliesTo: WRITES,
  evaluate: (_proposal, context) => {
    const flag = context.flags.routingEnabled;
    return flag.state === 'value' && flag.value !== true ? FINDINGS.ROUTING_OFF : null;
  },
};
