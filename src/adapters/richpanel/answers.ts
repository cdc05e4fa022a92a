import {
  VendorAnswerInvalidError,
  VendorRateLimitedError,
  VendorRejectedRequestError,
  VendorUnavailableError,
} from '../../core/errors.ts';
import type { WriteOutcome } from '../../core/ports/helpdesk.ts';
import type { TransportFailure, TransportResult } from '../outbound/transport.ts';
import { WRITE_CODES } from './richpanel.names.ts';

const VENDOR = 'richpanel';
/** 4xx that a proxy says about time, not the vendor about the request: proof of nothing. */
const PROXY_TIMEOUTS: ReadonlySet<number> = new Set([408, 499]);

type Answered = Extract<TransportResult, { outcome: 'answered' }>;

const FAILURE_CODES: Readonly<Record<Exclude<TransportFailure, 'not-connected'>, string>> = {
  timeout: WRITE_CODES.timeout,
  reset: WRITE_CODES.reset,
  truncated: WRITE_CODES.truncated,
  'too-large': WRITE_CODES.tooLarge,
};

function parseJson(body: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(body);
    return { value };
  } catch {
    return null;
  }
}

/** JSON that was begun and not finished. Writes may be answered by other text, or by none. */
function isCutJson(body: string): boolean {
  return /^\s*[[{]/.test(body) && parseJson(body) === null;
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !PROXY_TIMEOUTS.has(status);
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
    if (result.reason === 'not-connected')
      return { outcome: 'unsent', code: WRITE_CODES.notConnected };
    return { outcome: 'unknown', code: FAILURE_CODES[result.reason] };
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

function toJson(answer: Answered): unknown {
  if (answer.status !== 200) {
    throw new VendorAnswerInvalidError(VENDOR, 'status', { context: { status: answer.status } });
  }
  const parsed = parseJson(answer.body);
  if (parsed === null) throw new VendorAnswerInvalidError(VENDOR, 'not JSON');
  return parsed.value;
}

/**
 * The JSON of a read, or `null` for 404. No part of a body reaches an error.
 * @throws {VendorRateLimitedError | VendorRejectedRequestError | VendorUnavailableError | VendorAnswerInvalidError}
 */
export function toReadAnswer(
  result: TransportResult,
  retryAfterMs: number | null,
): { readonly json: unknown } | null {
  if (result.outcome === 'failed') {
    if (result.reason === 'too-large') throw new VendorAnswerInvalidError(VENDOR, 'too large');
    throw new VendorUnavailableError(VENDOR, result.reason);
  }
  const { status } = result;
  if (status === 404) return null;
  if (status === 429) throw new VendorRateLimitedError(VENDOR, retryAfterMs ?? 0);
  if (isRefusal(status)) throw new VendorRejectedRequestError(VENDOR, status);
  if (status >= 400) throw new VendorUnavailableError(VENDOR, 'status', { context: { status } });
  return { json: toJson(result) };
}
