import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { prepareShopQuery, readOperation } from './shop-app.ts';

const ENDPOINT = { origin: 'https://some-shop.myshopify.com', apiVersion: '2026-07' };
const QUERY = 'query A { shop { myshopifyDomain } }';

describe('R7.1: nothing but one query can be prepared for the shop', () => {
  it.each([QUERY, '{ shop { id } }', '# mutation { a }\nquery { a(text: "mutation { b }") }'])(
    'takes %s',
    (document) => {
      expect(readOperation(document)).toBe('query');
    },
  );

  it.each([
    ['a mutation', 'mutation Canary { orderCancel(orderId: "1") { job { id } } }'],
    ['a mutation behind a comment', '# query { a }\nmutation Canary { b }'],
    ['a mutation behind a byte order mark', '\uFEFFmutation Canary { b }'],
    ['a subscription', 'subscription Canary { orders { id } }'],
    ['a query with a mutation behind it', `${QUERY} mutation Canary { b }`],
    ['two queries', `${QUERY} query Canary { shop { id } }`],
    ['a query with a fragment', '{ shop { ...Canary } } fragment Canary on Shop { id }'],
    ['a fragment alone', 'fragment Canary on Shop { id }'],
    ['a type', 'type Canary { id: ID }'],
    ['nothing', ''],
    ['no GraphQL', 'Canary {'],
  ])('refuses %s, and does not quote it', (_name, document) => {
    let thrown: unknown = null;
    try {
      prepareShopQuery('shop.order.read', document, ENDPOINT);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ code: 'SHOP_OPERATION_REFUSED', disposition: 'hold' });
    expect(inspect(thrown, { depth: 9 })).not.toContain('Canary');
  });

  it('prepares exactly the document that was parsed', () => {
    expect(prepareShopQuery('shop.order.read', QUERY, ENDPOINT)).toEqual({
      operation: 'query',
      request: {
        effect: 'shop.order.read',
        method: 'POST',
        origin: 'https://some-shop.myshopify.com',
        path: '/admin/api/2026-07/graphql.json',
        body: JSON.stringify({ query: QUERY }),
      },
    });
  });
});
