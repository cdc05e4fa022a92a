import { EFFECT_NAMES, vendorOf } from '../effects.ts';
import { findingsOf, type Rule } from '../rule.ts';

const NAME = 'shop-read-only';
const FINDINGS = findingsOf(NAME, 'deny', ['SHOP_WRITE']);

/** What goes to the shop is a query; a write cannot be expressed, and is refused all the same (R7.1). */
export const shopReadOnly: Rule = {
  name: NAME,
  appliesTo: EFFECT_NAMES.filter((name) => vendorOf(name) === 'shopify'),
  evaluate: (proposal) =>
    'shopOperation' in proposal && proposal.shopOperation === 'query' ? null : FINDINGS.SHOP_WRITE,
};
