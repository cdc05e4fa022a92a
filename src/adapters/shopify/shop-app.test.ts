import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { createEgressList } from '../outbound/egress.ts';
import { createShopApp, type ShopAppDeps, shopifyEgress } from './shop-app.ts';

const SHOP = 'some-shop.myshopify.com';

function create(change: Partial<ShopAppDeps> = {}) {
  return createShopApp({
    outbound: { sendEffect: async () => ({ outcome: 'failed', reason: 'not-connected' }) },
    shopDomain: SHOP,
    apiVersion: '2026-07',
    token: new Sensitive('shpat_1'),
    timeoutMs: 1_000,
    clock: { now: () => 0 },
    ...change,
  });
}

describe('the Shopify client', () => {
  it('asks the shop it was made for, at the address that is listed', () => {
    const { origin, path } = create().prepareReadApp().request;
    const { isListed } = createEgressList(shopifyEgress(SHOP, '2026-07'));

    expect(origin + path).toBe('https://some-shop.myshopify.com/admin/api/2026-07/graphql.json');
    expect(isListed(origin, path)).toBe(true);
    expect(isListed(origin, '/admin/api/2026-07/orders.json')).toBe(false);
    expect(isListed(origin, '/admin/api/2026-10/graphql.json')).toBe(false);
    expect(isListed('https://other-shop.myshopify.com', path)).toBe(false);
    expect(isListed(origin, path, 'infrastructure')).toBe(false);
  });

  it.each([
    ['a look-alike shop', { shopDomain: 'some-shop.myshopify.com.example.com' }],
    ['a shop with a path', { shopDomain: 'some-shop.myshopify.com/x' }],
    ['a shop in capitals', { shopDomain: 'Some-Shop.myshopify.com' }],
    ['another host', { shopDomain: 'shop.example.com' }],
    ['an unstable version', { apiVersion: 'unstable' }],
    ['a version that climbs', { apiVersion: '../2026-07' }],
    ['an empty token', { token: new Sensitive('') }],
    ['a token with a line break', { token: new Sensitive('a\r\nb: c') }],
  ])('does not start with %s', (_name, change) => {
    expect(() => create(change)).toThrow(
      expect.objectContaining({ code: 'SHOPIFY_SETTINGS_INVALID' }),
    );
  });
});
