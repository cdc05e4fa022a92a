import type { EgressEntry } from '../outbound/egress.ts';
import { shopifyOrigin, shopifyPathPrefix } from './shopify.names.ts';

/**
 * What a process that asks one shop may reach: its GraphQL endpoint in the pinned version.
 * @param origin the stub's on loopback; the shop's own without it
 */
export function shopifyEgress(
  shopDomain: string,
  apiVersion: string,
  origin: string = shopifyOrigin(shopDomain),
): EgressEntry[] {
  return [{ origin, pathPrefix: shopifyPathPrefix(apiVersion), kind: 'vendor' }];
}
