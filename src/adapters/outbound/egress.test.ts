import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEgressList } from './egress.ts';

const ORIGIN = 'https://api.richpanel.com';
const LIST = createEgressList([
  { origin: ORIGIN, pathPrefix: ['v1'], kind: 'vendor' },
  { origin: 'https://shop.myshopify.com', pathPrefix: ['admin', 'api'], kind: 'vendor' },
  { origin: 'http://127.0.0.1:8787', kind: 'own-endpoint' },
  { origin: 'https://sts.eu-west-1.amazonaws.com', kind: 'infrastructure' },
]);

describe('egress list: listed', () => {
  it.each([
    [ORIGIN, '/v1/tickets/plain'],
    [ORIGIN, '/v1/tickets/%3CCAF%2Babc%2F2%40mail.example.com%3E/add-tags'],
    [ORIGIN, '/v1/tickets/a..b'],
    [ORIGIN, '/v1'],
    ['https://shop.myshopify.com', '/admin/api/2026-10/graphql.json'],
  ])('%s%s', (origin, path) => {
    expect(LIST.isListed(origin, path)).toBe(true);
  });

  it('matches each kind apart', () => {
    expect(LIST.isListed('http://127.0.0.1:8787', '/webhooks/richpanel', 'own-endpoint')).toBe(
      true,
    );
    expect(LIST.isListed('http://127.0.0.1:8787', '/', 'own-endpoint')).toBe(true);
    expect(LIST.isListed('http://127.0.0.1:8787', '/webhooks/richpanel')).toBe(false);
    expect(LIST.isListed(ORIGIN, '/v1/tags', 'own-endpoint')).toBe(false);
    expect(LIST.isListed(ORIGIN, '/v1/tags', 'infrastructure')).toBe(false);
    expect(LIST.isListed('https://sts.eu-west-1.amazonaws.com', '/', 'infrastructure')).toBe(true);
  });
});

describe('egress list: refused origins', () => {
  it.each([
    ['a plain scheme', 'http://api.richpanel.com'],
    ['another port', 'https://api.richpanel.com:8443'],
    ['the default port written out', 'https://api.richpanel.com:443'],
    ['credentials', 'https://user:pass@api.richpanel.com'],
    ['the host as credentials', 'https://api.richpanel.com@evil.example'],
    ['a subdomain', 'https://x.api.richpanel.com'],
    ['a longer host', 'https://api.richpanel.com.evil.example'],
    ['a shorter host', 'https://richpanel.com'],
    ['a trailing dot', 'https://api.richpanel.com.'],
    ['capitals', 'https://API.richpanel.com'],
    ['a Cyrillic letter', 'https://api.richp\u0430nel.com'],
    ['a full-width letter', 'https://api.richpane\uff4c.com'],
    ['an ideographic full stop', 'https://api\u3002richpanel.com'],
    ['a soft hyphen', 'https://api.rich\u00adpanel.com'],
    ['punycode of a look-alike', 'https://api.xn--richpnel-8fg.com'],
    ['backslashes', 'https:\\\\api.richpanel.com'],
    ['a backslash after the host', 'https://api.richpanel.com\\'],
    ['three slashes', 'https:///api.richpanel.com'],
    ['no slashes', 'https:api.richpanel.com'],
    ['a final slash', 'https://api.richpanel.com/'],
    ['white space', ' https://api.richpanel.com'],
    ['a tab that a parser drops', 'https://api.rich\tpanel.com'],
    ['a line feed', 'https://api.richpanel.com\n'],
    ['an escaped letter', 'https://%61pi.richpanel.com'],
    ['a fragment', 'https://api.richpanel.com#'],
    ['a query', 'https://api.richpanel.com?'],
    ['no scheme', 'api.richpanel.com'],
    ['another scheme', 'ftp://api.richpanel.com'],
    ['data', 'data:text/plain,x'],
    ['nothing', ''],
  ])('%s', (_name, origin) => {
    expect(LIST.isListed(origin, '/v1/tickets/1')).toBe(false);
  });

  it.each([
    'http://127.1:8787',
    'http://2130706433:8787',
    'http://0x7f.0.0.1:8787',
    'http://127.0.0.1.:8787',
    'http://localhost:8787',
    'http://[::1]:8787',
  ])('another spelling of loopback: %s', (origin) => {
    expect(LIST.isListed(origin, '/webhooks', 'own-endpoint')).toBe(false);
  });
});

describe('egress list: refused paths', () => {
  it.each([
    ['another prefix', '/v2/tickets/1'],
    ['a longer first segment', '/v10/tickets/1'],
    ['the prefix deeper down', '/x/v1/tickets/1'],
    ['capitals', '/V1/tickets/1'],
    ['an escaped prefix', '/%761/tickets/1'],
    ['no path', ''],
    ['the root', '/'],
    ['a relative path', 'v1/tickets/1'],
    ['an empty first segment', '//v1/tickets/1'],
    ['a network path', '//evil.example/v1'],
    ['an empty segment', '/v1//tickets'],
    ['a final slash', '/v1/tickets/'],
    ['a dot segment', '/v1/./tickets'],
    ['a step up', '/v1/../admin'],
    ['a step up at the end', '/v1/tickets/..'],
    ['an encoded step up', '/v1/%2e%2e/admin'],
    ['a half encoded step up', '/v1/.%2E/admin'],
    ['a twice encoded step up', '/v1/%252e%252e/admin'],
    ['a thrice encoded step up', '/v1/%25252e%25252e/admin'],
    ['a step up behind an encoded slash', '/v1/tickets/..%2F..%2Fadmin'],
    ['a step up behind an encoded backslash', '/v1/tickets/x%5C..%5Cadmin'],
    ['a backslash', '/v1\\tickets'],
    ['a malformed escape', '/v1/tickets/%zz'],
    ['a cut escape', '/v1/tickets/%2'],
    ['bytes that are no UTF-8', '/v1/tickets/%ff'],
    ['a raw bracket', '/v1/tickets/<a@b>'],
    ['a raw space', '/v1/tickets/a b'],
    ['a raw letter outside ASCII', '/v1/tickets/ü'],
    ['a tab that a parser drops', '/v1/\ttickets'],
    ['a line feed', '/v1/tickets\n'],
    ['a fragment', '/v1/tickets/1#x'],
    ['another host in the path', '@evil.example/v1'],
    ['a port in the path', ':8443/v1/tickets'],
  ])('%s', (_name, path) => {
    expect(LIST.isListed(ORIGIN, path)).toBe(false);
  });

  it('keeps every accepted address on the listed host and below the prefix, whatever is asked', () => {
    const piece = fc.constantFrom(
      ...['/', '//', '\\', '.', '..', '%2e', '%2f', '%5c', '%25', '@', ':', '?', '#', 'v1', 'a'],
    );
    const path = fc.array(piece, { maxLength: 10 }).map((pieces) => `/v1/${pieces.join('')}`);
    fc.assert(
      fc.property(path, (asked) => {
        if (!LIST.isListed(ORIGIN, asked)) return;
        const url = new URL(ORIGIN + asked);
        expect(url.origin).toBe(ORIGIN);
        expect(url.pathname === '/v1' || url.pathname.startsWith('/v1/')).toBe(true);
        expect(decodeURIComponent(url.pathname).split(/[/\\]/)).not.toContain('..');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('egress list: entries', () => {
  it.each([
    ['http outside loopback', { origin: 'http://api.richpanel.com', kind: 'vendor' }],
    ['a path in the origin', { origin: 'https://api.richpanel.com/v1', kind: 'vendor' }],
    ['a wildcard', { origin: 'https://*.richpanel.com', pathPrefix: ['..'], kind: 'vendor' }],
    ['an empty segment', { origin: ORIGIN, pathPrefix: [''], kind: 'vendor' }],
    ['two segments in one', { origin: ORIGIN, pathPrefix: ['v1/x'], kind: 'vendor' }],
  ] as const)('refuses %s', (_name, entry) => {
    expect(() => createEgressList([entry])).toThrow(
      expect.objectContaining({ code: 'EGRESS_LIST_INVALID' }),
    );
  });

  it('lists nothing when it is empty', () => {
    expect(createEgressList([]).isListed(ORIGIN, '/v1')).toBe(false);
  });
});
