import type { Clock } from '../../src/core/runtime/clock.ts';

const WINDOW_MS = 30_000;

/** What one call is told about the limit. */
export interface RateVerdict {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly retryAfterSeconds: number;
}

/** Counts calls in windows of 30 s, the first of which starts with the first call. Refused calls do not count. */
export function createRateWindow(limit: number, clock: Pick<Clock, 'now'>): () => RateVerdict {
  let startMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const nowMs = clock.now();
    // Also when the clock was set back, or the window would last for ever.
    if (nowMs >= startMs + WINDOW_MS || nowMs < startMs) {
      startMs = nowMs;
      used = 0;
    }
    const isAllowed = used < limit;
    if (isAllowed) used += 1;
    const retryAfterSeconds = Math.max(1, Math.ceil((startMs + WINDOW_MS - nowMs) / 1000));
    return { isAllowed, limit, remaining: limit - used, retryAfterSeconds };
  };
}
