import type { WriteOutcome } from '../../core/effects/perform.ts';
import {
  isProvablyUnsent,
  type TransportFailure,
  type TransportResult,
} from '../outbound/transport.ts';
import { isRefusal, parseJson, toReadJson } from '../outbound/vendor-send.ts';
import { WRITE_CODES } from './richpanel.names.ts';

const VENDOR = 'richpanel';

const FAILURE_CODES: Readonly<
  Record<Exclude<TransportFailure, 'not-connected' | 'connect-timeout'>, string>
> = {
  timeout: WRITE_CODES.timeout,
  reset: WRITE_CODES.reset,
  truncated: WRITE_CODES.truncated,
  'too-large': WRITE_CODES.tooLarge,
};

/** JSON that was begun and not finished. Writes may be answered by other text, or by none. */
function isCutJson(body: string): boolean {
  return /^\s*[[{]/.test(body) && parseJson(body) === null;
}

function unsent(status: number, retryAfterMs: number | null): WriteOutcome {
  if (status === 429) {
    const wait = retryAfterMs === null ? {} : { retryAfterMs };
    return { outcome: 'unsent', code: WRITE_CODES.rateLimited, ...wait };
  }
  return { outcome: 'unsent', code: status === 404 ? WRITE_CODES.notFound : WRITE_CODES.rejected };
}

/**
 * What is known after a write. A complete 2xx is `accepted`, no connection or a complete 4xx is `unsent`, and
 * everything else (5xx, redirect, time-out, reset, a cut answer, a proxy's 408 or 499) is `unknown` (D7, I9).
 */
export function toWriteOutcome(result: TransportResult, retryAfterMs: number | null): WriteOutcome {
  if (result.outcome === 'failed') {
    const { reason } = result;
    if (isProvablyUnsent(reason)) return { outcome: 'unsent', code: WRITE_CODES.notConnected };
    return { outcome: 'unknown', code: FAILURE_CODES[reason] };
  }
  const { status, body } = result;
  if (isCutJson(body)) return { outcome: 'unknown', code: WRITE_CODES.truncated };
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  if (isRefusal(status)) return unsent(status, retryAfterMs);
  return {
    outcome: 'unknown',
    code: status >= 500 ? WRITE_CODES.failed : WRITE_CODES.unexpectedStatus,
  };
}

/**
 * The JSON of a read, or `null` for 404. No part of a body reaches an error.
 * @throws {VendorRateLimitedError | VendorRejectedRequestError | VendorUnavailableError | VendorAnswerInvalidError}
 */
export function toReadAnswer(
  result: TransportResult,
  retryAfterMs: number | null,
): { readonly json: unknown } | null {
  if (result.outcome === 'answered' && result.status === 404) return null;
  return { json: toReadJson(VENDOR, result, retryAfterMs) };
}
