/** The only addresses the token is ever sent to, a stub on loopback aside. */
export const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/;
/** Shopify names its versions by quarter; `unstable` is never pinned. */
export const SHOP_API_VERSION = /^20\d{2}-(01|04|07|10)$/;
export const SHOPIFY_TOKEN_HEADER = 'x-shopify-access-token';

/**
 * Taken when the cost limit is reached, which comes with no `Retry-After`: the smallest plan refills 100 points a
 * second, and our document costs less than ten.
 * @see https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits, read 2026-11-26
 */
export const SHOPIFY_THROTTLED_RETRY_AFTER_MS = 2_000;

/** The API of one shop, e.g. of `example.myshopify.com`. */
export function shopifyOrigin(shopDomain: string): string {
  return `https://${shopDomain}`;
}

/** The one address of the API in a version; it has no others. */
export function shopifyPathPrefix(apiVersion: string): readonly string[] {
  return ['admin', 'api', apiVersion, 'graphql.json'];
}
