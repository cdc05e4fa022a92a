import type { Identity } from '../environment/identity.ts';
import type { ShopApp, ShopAppFacts } from '../vendors/shop-app.ts';
import { askVendor, type ProbeGate } from './ask-vendor.ts';
import { type Finding, failed, passed, skipped, warned } from './check.ts';
import { failedAnswer } from './vendor-codes.ts';

export const SHOP_CHECKS = {
  domain: 'probe.shopify-domain',
  version: 'probe.shopify-version',
  scopes: 'probe.shopify-scopes',
  orders: 'probe.shopify-orders',
} as const;

interface Configured {
  readonly shopDomain: string;
  readonly apiVersion: string;
}

function judgeScopes(scopes: readonly string[]): readonly Finding[] {
  const writing = scopes.filter((scope) => scope.includes('write_'));
  const isWhole = scopes.includes('read_all_orders');
  return [
    writing.length === 0
      ? passed(SHOP_CHECKS.scopes, 'no write scope')
      : failed(SHOP_CHECKS.scopes, 'SHOP_SCOPE_WRITES', `${writing.length} write scope(s)`),
    isWhole
      ? passed(SHOP_CHECKS.orders, 'all orders can be read')
      : warned(SHOP_CHECKS.orders, 'SHOP_ORDERS_60_DAYS', 'orders of the last 60 days only'),
  ];
}

/** The shop is the configured one, the API version lives, and the token cannot write (R7.1). */
export function judgeShop(facts: ShopAppFacts, configured: Configured): readonly Finding[] {
  const { domain, version } = SHOP_CHECKS;
  return [
    facts.domain === configured.shopDomain
      ? passed(domain, configured.shopDomain)
      : failed(domain, 'SHOP_DIFFERS', `not ${configured.shopDomain}`),
    facts.supportedVersions.includes(configured.apiVersion)
      ? passed(version, configured.apiVersion)
      : failed(version, 'SHOP_VERSION_UNSUPPORTED', `${configured.apiVersion} is not supported`),
    ...judgeScopes(facts.accessScopes),
  ];
}

/** Asks the shop what the token is. One call. */
export async function probeShop(
  shop: ShopApp,
  configured: Configured,
  identity: Identity,
  gate: ProbeGate,
): Promise<readonly Finding[]> {
  const { request, operation } = shop.prepareReadApp();
  const effect = 'shop.app.read' as const;
  const question = { effect, request, send: shop.readApp, shopOperation: operation };
  const answer = await askVendor(question, identity, gate);
  if (answer.outcome === 'answered') return judgeShop(answer.facts, configured);
  const { domain, ...others } = SHOP_CHECKS;
  const words = { refused: 'SHOP_TOKEN_REFUSED', unknown: 'SHOP_DIFFERS' };
  return [
    failedAnswer(domain, answer, words),
    ...Object.values(others).map((id) => skipped(id, domain)),
  ];
}
