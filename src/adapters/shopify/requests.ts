import type { EffectName } from '../../core/gate/effects.ts';
import type { PreparedRequest } from '../../core/gate/request.ts';
import { readOperation } from './operation.ts';
import { shopifyPathPrefix } from './shopify.names.ts';

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
