import { expect } from 'vitest';
import type { ShopApp } from '../../src/core/vendors/probes.ts';
import { type ContractCase, describeCases } from './contract-case.ts';
import { ask, errorOf, expectDiscreet, type ReadOf, vendorReadCases } from './vendor-read.cases.ts';
import type { VendorFixture, VendorReadHarness } from './vendor-read.harness.ts';

export interface ShopFactsToSet {
  readonly domain?: string;
  readonly accessScopes?: readonly string[];
  readonly versions?: readonly { readonly handle: string; readonly supported: boolean }[];
}

export interface ShopAppFixture extends VendorFixture {
  set(facts: ShopFactsToSet): void;
  /** The next answer has status 200 and yet is none: over the cost limit, or errors beside half of the data. */
  faultInside(kind: 'throttled' | 'partial-errors'): void;
  mutations(): number;
  unknownCalls(): number;
}

export type ShopAppHarness = VendorReadHarness<ShopApp, ShopAppFixture>;

const APP: ReadOf<ShopApp, 'shop.app.read'> = {
  name: 'app',
  prepare: (shop) => shop.prepareReadApp().request,
  send: (shop, request, permit) => shop.readApp(request, permit),
};

const QUERIES_ONLY: readonly ContractCase<ShopAppHarness>[] = [
  {
    name: 'R7.1: names the parsed operation of what it would send: a query',
    run: async (harness) => {
      const { request, operation } = harness.connect().prepareReadApp();

      expect(operation).toBe('query');
      expect(request).toMatchObject({ effect: 'shop.app.read', method: 'POST' });
    },
  },
  {
    name: 'R7.1: sends no other document, whatever Permit comes with it',
    run: async (harness) => {
      const shop = harness.connect();
      const { request } = shop.prepareReadApp();
      for (const query of ['mutation { a }', 'query { orders { id } }', '{ shop { id } }']) {
        const other = { ...request, body: JSON.stringify({ query }) };

        const error = await errorOf(shop.readApp(other, await harness.permitFor(other)));

        expect(error, query).toMatchObject({ code: 'SHOP_REQUEST_DIFFERS', disposition: 'hold' });
      }
      expect(harness.fixture.arrivals()).toBe(0);
    },
  },
];

const FACTS: readonly ContractCase<ShopAppHarness>[] = [
  {
    name: 'R7.1: gives the shop, every scope and the supported versions, sorted',
    run: async (harness) => {
      harness.fixture.set({
        domain: 'some-shop.myshopify.com',
        accessScopes: ['write_orders', 'read_orders', 'read_all_orders'],
        versions: [
          { handle: '2026-10', supported: true },
          { handle: '2026-07', supported: true },
          { handle: 'unstable', supported: false },
        ],
      });

      expect(await ask(harness, APP)).toEqual({
        domain: 'some-shop.myshopify.com',
        accessScopes: ['read_all_orders', 'read_orders', 'write_orders'],
        supportedVersions: ['2026-07', '2026-10'],
      });
      expect([harness.fixture.mutations(), harness.fixture.unknownCalls()]).toEqual([0, 0]);
    },
  },
  {
    name: 'gives an app without scopes as one without scopes',
    run: async (harness) => {
      harness.fixture.set({ accessScopes: [] });

      expect(await ask(harness, APP)).toMatchObject({ accessScopes: [] });
    },
  },
  {
    name: 'R2.3: refuses names that nobody should print',
    run: async (harness) => {
      harness.fixture.set({ accessScopes: ['read_orders', 'Canary \u001b[31m'] });

      const error = await errorOf(ask(harness, APP));

      expect(error).toMatchObject({ code: 'VENDOR_ANSWER_INVALID' });
      expectDiscreet(error, harness);
    },
  },
];

const FAILURES: readonly ContractCase<ShopAppHarness>[] = [
  {
    name: 'D9: the cost limit, which comes with status 200, says how long to wait',
    run: async (harness) => {
      harness.fixture.faultInside('throttled');

      const error = await errorOf(ask(harness, APP));

      expect(error).toMatchObject({ code: 'VENDOR_RATE_LIMITED', disposition: 'retry' });
      expect(error).toHaveProperty('retryAfterMs', expect.any(Number));
      expectDiscreet(error, harness);
      expect(harness.fixture.arrivals()).toBe(1);
    },
  },
  {
    name: 'R2.3: errors beside half of the data leave nothing to use, and are not quoted',
    run: async (harness) => {
      harness.fixture.faultInside('partial-errors');

      const error = await errorOf(ask(harness, APP));

      expect(error).toMatchObject({ code: 'VENDOR_ANSWER_INVALID' });
      expectDiscreet(error, harness);
    },
  },
  {
    name: 'an API version that the shop does not know is a rejection with status 404',
    run: async (harness) => {
      harness.fixture.set({ versions: [] });

      const error = await errorOf(ask(harness, APP));

      expect(error).toMatchObject({ code: 'VENDOR_REJECTED', context: { status: 404 } });
      expectDiscreet(error, harness);
    },
  },
];

/** Every law of the port `ShopApp`. */
export const SHOP_APP_CASES: readonly ContractCase<ShopAppHarness>[] = [
  ...QUERIES_ONLY,
  ...FACTS,
  ...FAILURES,
  ...vendorReadCases<ShopApp, 'shop.app.read', ShopAppHarness>(APP),
];

export function describeShopApp(name: string, makeHarness: () => Promise<ShopAppHarness>): void {
  describeCases(`ShopApp contract: ${name}`, SHOP_APP_CASES, makeHarness);
}
