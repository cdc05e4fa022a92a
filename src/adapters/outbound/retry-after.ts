import type { TransportResult } from './transport.ts';

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
