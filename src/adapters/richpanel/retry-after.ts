import {
  DEFAULT_RETRY_AFTER_MS,
  MAX_RETRY_AFTER_MS,
  MIN_RETRY_AFTER_MS,
} from './richpanel.names.ts';

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
