import {
  VendorAnswerInvalidError,
  VendorRateLimitedError,
  VendorRejectedRequestError,
  VendorUnavailableError,
} from '../../core/runtime/errors.ts';
import type { TransportResult } from './transport.ts';

/** 4xx that a proxy says about time, not the vendor about the request: proof of nothing. */
const PROXY_TIMEOUTS: ReadonlySet<number> = new Set([408, 499]);

/** True for a status by which the vendor itself says that it did nothing. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !PROXY_TIMEOUTS.has(status);
}

/** The value of a JSON text, or null when it is none. */
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
