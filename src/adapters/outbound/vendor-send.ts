import type { OutsideEffectName } from '../../core/gate/effects.ts';
import type { Permit } from '../../core/gate/permit.ts';
import type { PreparedRequest } from '../../core/gate/request.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { InvariantViolationError } from '../../core/runtime/errors.ts';
import type { Outbound } from './outbound.ts';
import { toReadJson } from './read-answer.ts';
import { findRetryAfterMs } from './retry-after.ts';
import type { TransportResult } from './transport.ts';

/** What the client of one vendor sends with. */
export interface VendorSendDeps {
  /** As errors name it. */
  readonly vendor: string;
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  readonly origin: string;
  /** Asked for each request, so that a key is revealed only where it is sent. */
  readonly credentials: () => Readonly<Record<string, string>>;
  /** For one whole call. */
  readonly timeoutMs: number;
}

type Send<R> = <E extends OutsideEffectName>(
  request: PreparedRequest<E>,
  permit: Permit<E>,
) => Promise<R>;

const HEADER_VALUE = /^[\x21-\x7e]+$/;

/** True for a key that can be sent as a header: visible ASCII without spaces, at least one character. */
export function isHeaderValue(key: string): boolean {
  return HEADER_VALUE.test(key);
}

/**
 * Makes the way to one vendor: sends each request once, with the vendor's credentials.
 * The function throws `InvariantViolationError` `VENDOR_ORIGIN_DIFFERS`, and what `Outbound.sendEffect` throws.
 */
export function createVendorSend(deps: VendorSendDeps): Send<TransportResult> {
  return async (request, permit) => {
    // The key goes nowhere else, whatever the egress list holds for other vendors.
    if (request.origin !== deps.origin) {
      throw new InvariantViolationError(
        'VENDOR_ORIGIN_DIFFERS',
        `the request is not addressed to ${deps.vendor}`,
      );
    }
    const headers = {
      accept: 'application/json',
      ...deps.credentials(),
      ...(request.body === null ? {} : { 'content-type': 'application/json' }),
    };
    return deps.outbound.sendEffect(request, permit, { headers, timeoutMs: deps.timeoutMs });
  };
}

/** The same for reads: gives the JSON of the answer, and throws what `toReadJson` throws. */
export function createVendorRead(
  deps: VendorSendDeps & { readonly clock: Pick<Clock, 'now'> },
): Send<unknown> {
  const send = createVendorSend(deps);
  return async (request, permit) => {
    const result = await send(request, permit);
    return toReadJson(deps.vendor, result, findRetryAfterMs(result, deps.clock.now()));
  };
}
