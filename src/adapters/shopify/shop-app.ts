import type { DocumentNode } from 'graphql';
import { parse } from 'graphql/language/parser.js';
import { z } from 'zod';
import type { EffectName, PreparedRequest } from '../../core/gate/effects.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';
import {
  ConfigurationError,
  InvariantViolationError,
  VendorAnswerInvalidError,
  VendorRateLimitedError,
} from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { ShopApp, ShopAppFacts } from '../../core/vendors/probes.ts';
import type { EgressEntry } from '../outbound/egress.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { createVendorRead, isHeaderValue } from '../outbound/vendor-send.ts';
import { APP_DOCUMENT } from './app-document.ts';
import {
  SHOP_API_VERSION,
  SHOP_DOMAIN,
  SHOPIFY_THROTTLED_RETRY_AFTER_MS,
  SHOPIFY_TOKEN_HEADER,
  shopifyOrigin,
  shopifyPathPrefix,
} from './shopify.names.ts';

// The parser alone: the whole package takes 100 ms to load, which every command would pay for.

function refuse(): never {
  throw new InvariantViolationError(
    'SHOP_OPERATION_REFUSED',
    'what was to be sent to the shop is not exactly one query',
  );
}

function parseDocument(document: string): DocumentNode {
  try {
    return parse(document);
  } catch {
    // The parser's error quotes the document.
    return refuse();
  }
}

/**
 * Finds the type of the one operation in a document by parsing it, and lets nothing but a query through (R7.1). A
 * document with a second operation or a fragment is refused whole: the shop would choose what it runs.
 * @throws {InvariantViolationError} `SHOP_OPERATION_REFUSED`
 */
export function readOperation(document: string): 'query' {
  const { definitions } = parseDocument(document);
  const [definition] = definitions;
  if (definitions.length !== 1 || definition?.kind !== 'OperationDefinition') return refuse();
  return definition.operation === 'query' ? 'query' : refuse();
}

type ShopEffectName = Extract<EffectName, `shop.${string}`>;

/** Where a shop's API is, and in which version it is asked. */
export interface ShopEndpoint {
  readonly origin: string;
  readonly apiVersion: string;
}

/** A request to the shop, and the parsed type of the operation in it, which the gate judges. */
export interface PreparedQuery<E extends ShopEffectName> {
  readonly request: PreparedRequest<E>;
  readonly operation: 'query';
}

/**
 * The one way to a request for a shop. Pure.
 * @throws {InvariantViolationError} `SHOP_OPERATION_REFUSED` for a document that is not exactly one query
 */
export function prepareShopQuery<E extends ShopEffectName>(
  effect: E,
  document: string,
  { origin, apiVersion }: ShopEndpoint,
): PreparedQuery<E> {
  const operation = readOperation(document);
  const path = `/${shopifyPathPrefix(apiVersion).join('/')}`;
  const body = JSON.stringify({ query: document });
  return { request: { effect, method: 'POST', origin, path, body }, operation };
}

const errorSchema = z.object({ extensions: z.object({ code: z.string() }) });

/** Of whatever shape errors come, they are never taken for none. The cost limit brings no data at all. */
const answerSchema = z.object({ data: z.unknown().optional(), errors: z.unknown().optional() });

function isThrottled(errors: unknown): boolean {
  if (!Array.isArray(errors)) return false;
  return errors.some((error) => errorSchema.safeParse(error).data?.extensions.code === 'THROTTLED');
}

function hasErrors(errors: unknown): boolean {
  if (errors === undefined || errors === null) return false;
  return !(Array.isArray(errors) && errors.length === 0);
}

/**
 * The data of a GraphQL answer, which may bring errors with status 200, and errors beside half of the data.
 * @throws {VendorRateLimitedError} when the cost limit is reached
 * @throws {VendorAnswerInvalidError} for any other error: what is missing is not known, so nothing is used
 */
export function parseData(answer: unknown): unknown {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new VendorAnswerInvalidError('shopify', 'not GraphQL');
  const { data, errors } = parsed.data;
  if (isThrottled(errors))
    throw new VendorRateLimitedError('shopify', SHOPIFY_THROTTLED_RETRY_AFTER_MS);
  if (hasErrors(errors)) throw new VendorAnswerInvalidError('shopify', 'errors');
  return data;
}

/** What the vendor calls things is shown in reports, so only short plain words are believed. */
const handle = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/);

const appSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle })) }),
  shop: z.object({ myshopifyDomain: handle }),
  publicApiVersions: z.array(z.object({ handle, supported: z.boolean() })),
});

function sortedHandles(entries: readonly { readonly handle: string }[]): readonly string[] {
  return [...new Set(entries.map((entry) => entry.handle))].sort();
}

/**
 * Reads the data that `APP_DOCUMENT` asks for.
 * @throws {VendorAnswerInvalidError} when any part of it is missing or odd: a scope that cannot be read may be the one
 *   that writes
 */
export function parseApp(data: unknown): ShopAppFacts {
  const parsed = appSchema.safeParse(data);
  if (!parsed.success) throw new VendorAnswerInvalidError('shopify', 'app');
  const { currentAppInstallation, shop, publicApiVersions } = parsed.data;
  return {
    domain: shop.myshopifyDomain,
    accessScopes: sortedHandles(currentAppInstallation.accessScopes),
    supportedVersions: sortedHandles(publicApiVersions.filter((version) => version.supported)),
  };
}

export interface ShopAppDeps {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  /** `example.myshopify.com`. */
  readonly shopDomain: string;
  /** `2026-07`. */
  readonly apiVersion: string;
  readonly token: Sensitive<string>;
  /** For one whole call. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
  /** The stub's origin on loopback; the shop's own without it. */
  readonly origin?: string;
}

function assertSettings({ shopDomain, apiVersion, token }: ShopAppDeps): void {
  const isValid =
    SHOP_DOMAIN.test(shopDomain) &&
    SHOP_API_VERSION.test(apiVersion) &&
    isHeaderValue(token.reveal());
  if (isValid) return;
  throw new ConfigurationError(
    'SHOPIFY_SETTINGS_INVALID',
    'The shop is not a plain myshopify.com name, its API version is no quarter, or the token is not plain ASCII.',
    'Set shopDomain and apiVersion as in config/environments.json and store the token as Shopify shows it.',
  );
}

/**
 * The app in the shop, over Shopify's Admin GraphQL API. Sends one committed query and no other, once.
 * @throws {ConfigurationError} `SHOPIFY_SETTINGS_INVALID`
 */
export function createShopApp(deps: ShopAppDeps): ShopApp {
  assertSettings(deps);
  const { outbound, apiVersion, token, timeoutMs, clock } = deps;
  const origin = deps.origin ?? shopifyOrigin(deps.shopDomain);
  const credentials = () => ({ [SHOPIFY_TOKEN_HEADER]: token.reveal() });
  const read = createVendorRead({
    vendor: 'shopify',
    outbound,
    origin,
    credentials,
    timeoutMs,
    clock,
  });
  const prepareReadApp = () =>
    prepareShopQuery('shop.app.read', APP_DOCUMENT, { origin, apiVersion });
  return {
    prepareReadApp,
    async readApp(request, permit) {
      // A Permit covers whatever body it was asked for; this client sends no other document than its own (R7.1).
      if (request.body !== prepareReadApp().request.body) {
        throw new InvariantViolationError(
          'SHOP_REQUEST_DIFFERS',
          'the request to the shop is not the one that was prepared here',
        );
      }
      return parseApp(parseData(await read(request, permit)));
    },
  };
}

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
