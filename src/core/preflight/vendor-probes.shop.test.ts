import { describe, expect, it } from 'vitest';
import {
  find,
  prepareProbes,
  refusedWith,
  SHOP,
  TROUBLES,
  WITNESSED,
} from '../../../test/support/probe-cases.ts';
import type { FakeVendors } from '../../../test/support/probe-fixture.ts';
import { probeShop } from './vendor-probes.ts';

describe('R7.1 the shop', () => {
  async function probe(change: (vendors: FakeVendors) => void) {
    const { vendors } = prepareProbes();
    change(vendors);
    const { shop } = vendors.clients;
    if (shop === null) throw new Error('it is live');
    return probeShop(shop, SHOP, WITNESSED, vendors.gate);
  }
  const withFacts = (facts: object) => (vendors: FakeVendors) => {
    const usual = vendors.answers.shop();
    vendors.answers.shop = () => ({ ...usual, ...facts });
  };

  it.each([
    ['write_orders'],
    ['unauthenticated_write_checkouts'],
    ['read_orders', 'write_products', 'write_customers'],
  ])('may not be written: %s', async (...scopes) => {
    const checks = await probe(withFacts({ accessScopes: ['read_all_orders', ...scopes] }));

    expect(find(checks, 'probe.shopify-scopes')).toMatchObject({
      status: 'fail',
      code: 'SHOP_SCOPE_WRITES',
    });
  });

  it('is warned about orders that are out of reach', async () => {
    const checks = await probe(withFacts({ accessScopes: ['read_orders'] }));

    expect(find(checks, 'probe.shopify-orders')).toMatchObject({
      status: 'warn',
      code: 'SHOP_ORDERS_60_DAYS',
    });
  });

  it('supports the version that is pinned', async () => {
    const checks = await probe(withFacts({ supportedVersions: ['2026-10'] }));

    expect(find(checks, 'probe.shopify-version')).toMatchObject({
      status: 'fail',
      code: 'SHOP_VERSION_UNSUPPORTED',
    });
  });

  it('is the configured one; whose it is instead is not shown', async () => {
    const checks = await probe(withFacts({ domain: 'canary.myshopify.com' }));

    expect(find(checks, 'probe.shopify-domain')).toMatchObject({
      status: 'fail',
      code: 'SHOP_DIFFERS',
    });
    expect(JSON.stringify(checks)).not.toContain('canary');
  });

  const refusals: readonly (readonly [number, string])[] = [
    [401, 'SHOP_TOKEN_REFUSED'],
    [403, 'SHOP_TOKEN_REFUSED'],
    [404, 'SHOP_DIFFERS'],
    [422, 'VENDOR_REJECTED'],
  ];
  it.each(refusals)('that answers %i is told as %s', async (status, code) => {
    const [first, ...others] = await probe(({ answers }) => {
      answers.shop = refusedWith(status);
    });

    expect(first).toMatchObject({ id: 'probe.shopify-domain', status: 'fail', code });
    expect(others.every((check) => check.status === 'skipped')).toBe(true);
  });

  it.each(TROUBLES)('after %s the code stays', async (_, trouble, code) => {
    const [first] = await probe(({ answers }) => {
      answers.shop = trouble;
    });

    expect(first?.code).toBe(code);
  });
});
