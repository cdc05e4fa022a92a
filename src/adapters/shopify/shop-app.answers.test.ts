import { describe, expect, it } from 'vitest';
import { parseApp, parseData } from './shop-app.ts';

const APP = {
  currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }] },
  shop: { myshopifyDomain: 'some-shop.myshopify.com' },
  publicApiVersions: [{ handle: '2026-07', supported: true }],
};
const throttled = { message: 'Throttled', extensions: { code: 'THROTTLED' } };
const invalid = expect.objectContaining({ code: 'VENDOR_ANSWER_INVALID' });

describe('errors inside a 200', () => {
  it.each([{ data: APP }, { data: APP, errors: [] }, { data: APP, errors: null }])(
    'gives the data without errors: %o',
    (answer) => {
      expect(parseData(answer)).toEqual(APP);
    },
  );

  it.each([
    { errors: [throttled] },
    { data: null, errors: [throttled] },
    { data: APP, errors: [{ message: 'x' }, throttled] },
  ])('D9: knows the cost limit: %o', (answer) => {
    expect(() => parseData(answer)).toThrow(
      expect.objectContaining({ code: 'VENDOR_RATE_LIMITED', retryAfterMs: 2_000 }),
    );
  });

  it.each([
    { data: APP, errors: [{ message: 'Throttled' }] },
    { data: APP, errors: [{}] },
    { data: APP, errors: 'Not Found' },
    { data: APP, errors: { shop: ['odd'] } },
    null,
    'x',
    [],
  ])('uses nothing beside any other error: %o', (answer) => {
    expect(() => parseData(answer)).toThrow(invalid);
  });
});

describe('R7.1: the facts of the app', () => {
  it('counts what is named twice once', () => {
    const accessScopes = [{ handle: 'read_orders' }, { handle: 'read_orders' }];

    expect(parseApp({ ...APP, currentAppInstallation: { accessScopes } }).accessScopes).toEqual([
      'read_orders',
    ]);
  });

  it.each([
    ['no data', undefined],
    ['no app', { ...APP, currentAppInstallation: null }],
    ['no scopes', { ...APP, currentAppInstallation: {} }],
    ['a scope without name', { ...APP, currentAppInstallation: { accessScopes: [{}] } }],
    ['no shop', { ...APP, shop: null }],
    ['a shop that is a sentence', { ...APP, shop: { myshopifyDomain: 'our shop' } }],
    ['no versions', { ...APP, publicApiVersions: null }],
    ['a version that may be supported', { ...APP, publicApiVersions: [{ handle: '2026-07' }] }],
  ])('are not believed with %s', (_name, data) => {
    expect(() => parseApp(data)).toThrow(invalid);
  });
});
