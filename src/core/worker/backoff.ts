import type { Random } from '../runtime/random.ts';

const BASE_MS = 500;
const CAP_MS = 300_000;

/**
 * Waits before the next attempt: doubled per attempt from 500 ms, capped at five minutes, with full jitter.
 * @returns whole milliseconds in [0, 300000]; attempts count from 1
 * @throws {RangeError} for an attempt below 1 (our bug)
 */
export function backoffMs(attempt: number, random: Random): number {
  if (attempt < 1) throw new RangeError('attempts count from 1');
  const ceilingMs = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.floor(random.next() * ceilingMs);
}
