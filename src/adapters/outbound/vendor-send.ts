import type { OutsideEffectName, PreparedRequest } from '../../core/gate/effects.ts';
import type { Permit } from '../../core/gate/permit.ts';
import {
  InvariantViolationError,
  VendorAnswerInvalidError,
  VendorRateLimitedError,
  VendorRejectedRequestError,
  VendorUnavailableError,
} from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { Outbound } from './outbound.ts';
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

/** 4xx that a proxy says about time, not the vendor about the request: proof of nothing. */
const PROXY_TIMEOUTS: ReadonlySet<number> = new Set([408, 499]);

/** True for a status by which the vendor itself says that it did nothing. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !PROXY_TIMEOUTS.has(status);
}

/** The value of a JSON text, or null when the text is not JSON. */
export function parseJson(body: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(body);
    return { value };
  } catch {
    return null;
  }
}

/**
 * The JSON of a read that was answered with 200. No part of an answer reaches an error, and 404 is a refusal.
 * @param vendor as errors name it
 * @param retryAfterMs what a 429 asked for
 * @throws {VendorRateLimitedError | VendorRejectedRequestError | VendorUnavailableError | VendorAnswerInvalidError}
 */
export function toReadJson(
  vendor: string,
  result: TransportResult,
  retryAfterMs: number | null,
): unknown {
  if (result.outcome === 'failed') {
    if (result.reason === 'too-large') throw new VendorAnswerInvalidError(vendor, 'too large');
    throw new VendorUnavailableError(vendor, result.reason);
  }
  const { status } = result;
  if (status === 429) throw new VendorRateLimitedError(vendor, retryAfterMs ?? 0);
  if (isRefusal(status)) throw new VendorRejectedRequestError(vendor, status);
  if (status >= 400) throw new VendorUnavailableError(vendor, 'status', { context: { status } });
  if (status !== 200) throw new VendorAnswerInvalidError(vendor, 'status', { context: { status } });
  const parsed = parseJson(result.body);
  if (parsed === null) throw new VendorAnswerInvalidError(vendor, 'not JSON');
  return parsed.value;
}

const RETRY_AFTER_HEADER = 'retry-after';

/** Taken when a 429 does not say how long to wait: the longest window of any vendor, the helpdesk's. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

/** A `Retry-After` is never believed beyond these bounds. */
const MIN_RETRY_AFTER_MS = 1_000;
const MAX_RETRY_AFTER_MS = 120_000;
const SECONDS = /^\d{1,9}$/;

function clamp(ms: number): number {
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, ms));
}

/**
 * How long a 429 asks us to wait, from seconds or an HTTP date; 30 s when it does not say so readably.
 * @returns milliseconds in [1,000, 120,000]: a vendor's slip must neither hammer nor stop us
 * @see RFC 9110, section 10.2.3
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return clamp(Number(text) * 1_000);
  const atMs = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? DEFAULT_RETRY_AFTER_MS : clamp(atMs - nowMs);
}

/** How long the vendor asks us to wait, in milliseconds, or null when what came back is no 429. */
export function findRetryAfterMs(result: TransportResult, nowMs: number): number | null {
  if (result.outcome === 'failed' || result.status !== 429) return null;
  return parseRetryAfter(result.headers[RETRY_AFTER_HEADER], nowMs);
}
