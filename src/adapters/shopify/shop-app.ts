import type { Sensitive } from '../../core/redaction/sensitive.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { ConfigurationError, InvariantViolationError } from '../../core/runtime/errors.ts';
import type { ShopApp } from '../../core/vendors/shop-app.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { createVendorRead, isHeaderValue } from '../outbound/vendor-send.ts';
import { APP_DOCUMENT } from './app-document.ts';
import { parseApp } from './parse-app.ts';
import { parseData } from './parse-data.ts';
import { prepareShopQuery } from './requests.ts';
import {
  SHOP_API_VERSION,
  SHOP_DOMAIN,
  SHOPIFY_TOKEN_HEADER,
  shopifyOrigin,
} from './shopify.names.ts';

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
      // A Permit covers whatever body it was asked for; this door takes no other document than its own (R7.1).
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
