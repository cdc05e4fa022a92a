import { describe, expect, it } from 'vitest';
import { APP_DOCUMENT } from '../../src/adapters/shopify/app-document.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { SHOPIFY_FAULTS } from './answers.ts';
import { createShopifyStub } from './shopify-stub.ts';

const PATH = '/admin/api/2026-07/graphql.json';
const TOKEN = 'shpat_1';

function setUp() {
  const stub = createShopifyStub({
    domain: 'some-shop.myshopify.com',
    accessScopes: ['read_orders'],
    versions: [{ handle: '2026-07', supported: true }],
    token: TOKEN,
    clock: createVirtualClock(0).clock,
  });
  const send = (
    query: unknown,
    change: { path?: string; method?: string; token?: string } = {},
  ) => {
    const headers = { 'x-shopify-access-token': change.token ?? TOKEN };
    const { path = PATH, method = 'POST' } = change;
    const response = stub.handle({ method, path, headers, body: JSON.stringify({ query }) });
    if (response.kind === 'no-answer') return { status: null };
    const json = (text: string): unknown => JSON.parse(text);
    return { status: response.status, headers: response.headers, json: json(response.body) };
  };
  return { stub, send };
}

describe('the Shopify stub', () => {
  it('answers what is selected, under its alias, and what a query costs', () => {
    const { send } = setUp();

    expect(send('{ s: shop { myshopifyDomain } publicApiVersions { handle } }')).toMatchObject({
      status: 200,
      json: {
        data: {
          s: { myshopifyDomain: 'some-shop.myshopify.com' },
          publicApiVersions: [{ handle: '2026-07' }],
        },
        extensions: { cost: { throttleStatus: { restoreRate: 100 } } },
      },
    });
  });

  it.each(['mutation { orderCancel { id } }', '{ shop { id } } mutation A { b }'])(
    'R7.1: refuses a mutation itself and remembers it, whatever the token: %s',
    (document) => {
      const { stub, send } = setUp();

      expect([send(document).status, send(document, { token: 'x' }).status]).toEqual([501, 501]);
      expect([stub.mutations(), stub.unknownCalls()]).toEqual([2, 0]);
    },
  );

  it.each([
    ['a field it does not have', '{ orders { id } }'],
    ['an argument', '{ shop(id: 1) { myshopifyDomain } }'],
    ['an object without fields', '{ shop }'],
    ['fields of a value', '{ shop { myshopifyDomain { x } } }'],
    ['a field that every object has', '{ constructor { name } }'],
    ['a fragment', '{ shop { ... on Shop { myshopifyDomain } } }'],
    ['a subscription', 'subscription { shop { myshopifyDomain } }'],
    ['two operations', '{ shop { myshopifyDomain } } query B { shop { myshopifyDomain } }'],
    ['no GraphQL', '{'],
    ['no text', 7],
  ])('counts as unknown: %s', (_name, document) => {
    const { stub, send } = setUp();

    expect(send(document).status).toBe(501);
    expect(stub.unknownCalls()).toBe(1);
  });

  it('knows one address, one token and the versions it is told', () => {
    const { stub, send } = setUp();

    expect(send(APP_DOCUMENT, { path: '/admin/api/2026-07/orders.json' }).status).toBe(501);
    expect(send(APP_DOCUMENT, { method: 'GET' }).status).toBe(501);
    expect(send(APP_DOCUMENT, { token: 'x' }).status).toBe(401);
    expect(send(APP_DOCUMENT, { path: '/admin/api/2026-10/graphql.json' }).status).toBe(404);
    stub.change({ token: '' });
    expect(send(APP_DOCUMENT, { token: '' }).status).toBe(401);
    expect(stub.journal().map((entry) => entry.status)).toEqual([501, 501, 401, 404, 401]);
  });

  it('fails as scripted, in order, and then no more', () => {
    const { stub, send } = setUp();
    for (const kind of SHOPIFY_FAULTS.filter((each) => each !== 'truncated-json'))
      stub.script({ kind });

    const statuses = SHOPIFY_FAULTS.map(() => send(APP_DOCUMENT).status);

    expect(statuses).toEqual([401, 403, 429, 500, null, 200, 200, 200]);
  });

  it('says how long to wait, and fails as often as it is told', () => {
    const { stub, send } = setUp();
    stub.script({ kind: '429', count: 2, retryAfterSeconds: 9 });

    expect(send(APP_DOCUMENT)).toMatchObject({ status: 429, headers: { 'retry-after': '9' } });
    expect([send(APP_DOCUMENT).status, send(APP_DOCUMENT).status]).toEqual([429, 200]);
  });

  it('keeps two stubs apart', () => {
    const [one, two] = [setUp(), setUp()];
    one.stub.script({ kind: '500' });
    one.stub.change({ token: 'x' });

    expect(two.send(APP_DOCUMENT).status).toBe(200);
    expect(one.stub.journal()).toEqual([]);
  });
});
