import { InvariantViolationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { CallClass, RateLimiter, TokenGrant } from '../../core/vendors/rate-limiter.ts';

export interface TokenBucketOptions {
  /** Grants in any `windowMs`; at least 1. */
  readonly capacity: number;
  readonly windowMs: number;
  /**
   * Kept free after each window, default 0: the vendor counts when a request arrives, we count when its token is
   * taken, and a token may be spent a little later. Not needed where client and server share a clock (a stub).
   */
  readonly slackMs?: number;
  readonly clock: Pick<Clock, 'now'>;
}

interface Spending {
  readonly atMs: number;
  readonly count: number;
  readonly callClass: CallClass;
}

/** A clock that only grows: a step back of the wall clock stands still here, which grants less, never more. */
function createSteadyClock(clock: Pick<Clock, 'now'>): () => number {
  let lastMs = clock.now();
  let steadyMs = 0;
  return () => {
    const nowMs = clock.now();
    steadyMs += Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    return steadyMs;
  };
}

/** What was spent in the running window, oldest first. Array with a moving start, so expiry is cheap. */
function createSpendingLog(windowMs: number) {
  let log: Spending[] = [];
  let start = 0;
  const totals: Record<CallClass, number> = { 'first-read': 0, work: 0 };
  return {
    totals,
    add(spending: Spending): void {
      log.push(spending);
      totals[spending.callClass] += spending.count;
    },
    expire(nowMs: number): void {
      for (
        let oldest = log[start];
        oldest !== undefined && oldest.atMs + windowMs <= nowMs;
        oldest = log[start]
      ) {
        totals[oldest.callClass] -= oldest.count;
        start += 1;
      }
      if (start > 1_024 && start * 2 > log.length) {
        log = log.slice(start);
        start = 0;
      }
    },
    /** When `needed` of the tokens that `counts` selects will have come back. */
    freedAtMs(needed: number, counts: (spending: Spending) => boolean): number {
      if (needed <= 0) return 0;
      let left = needed;
      for (let index = start; index < log.length; index += 1) {
        const spending = log[index];
        if (spending === undefined || !counts(spending)) continue;
        left -= spending.count;
        if (left <= 0) return spending.atMs + windowMs;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}

function assertPossible(count: number, limit: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= limit) return;
  throw new InvariantViolationError(
    'LIMITER_COUNT_INVALID',
    'so many calls can never be granted at once',
    {
      context: { count, limit },
    },
  );
}

/**
 * A shared budget with a hard law: in any `windowMs`, wherever it begins, at most `capacity` tokens are granted, and
 * at most half of them (at least one) to `first-read`. It is a log of what was spent rather than a refilled bucket,
 * because a bucket of 50 that refills grants nearly 100 within its first window.
 *
 * `take` throws `LIMITER_COUNT_INVALID` for a count that can never be granted.
 * @throws {InvariantViolationError} `LIMITER_CAPACITY_INVALID`
 */
export function createTokenBucket(options: TokenBucketOptions): RateLimiter {
  const { capacity } = options;
  if (!Number.isInteger(capacity) || capacity < 1 || !(options.windowMs > 0)) {
    throw new InvariantViolationError(
      'LIMITER_CAPACITY_INVALID',
      'a limiter needs a capacity and a window',
    );
  }
  const firstReadLimit = Math.max(1, Math.floor(capacity / 2));
  const log = createSpendingLog(options.windowMs + Math.max(0, options.slackMs ?? 0));
  const steadyNow = createSteadyClock(options.clock);
  let pausedUntilMs = 0;

  const possibleAtMs = (count: number, callClass: CallClass): number => {
    const { totals } = log;
    const overall = totals.work + totals['first-read'] + count - capacity;
    const ofClass = callClass === 'first-read' ? totals['first-read'] + count - firstReadLimit : 0;
    const overallAtMs = log.freedAtMs(overall, () => true);
    const ofClassAtMs = log.freedAtMs(ofClass, (spending) => spending.callClass === 'first-read');
    return Math.max(pausedUntilMs, overallAtMs, ofClassAtMs);
  };

  return {
    async take(count, callClass): Promise<TokenGrant> {
      assertPossible(count, callClass === 'first-read' ? firstReadLimit : capacity);
      const nowMs = steadyNow();
      log.expire(nowMs);
      const atMs = possibleAtMs(count, callClass);
      if (atMs > nowMs) return { outcome: 'denied', retryAfterMs: atMs - nowMs };
      log.add({ atMs: nowMs, count, callClass });
      return { outcome: 'granted' };
    },
    pause(retryAfterMs) {
      if (!(retryAfterMs > 0)) return;
      pausedUntilMs = Math.max(pausedUntilMs, steadyNow() + retryAfterMs);
    },
  };
}
