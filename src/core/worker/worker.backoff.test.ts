import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './worker.ts';

const random = (value: number) => ({ next: () => value, id: () => 'x' });

describe('the wait before the next attempt', () => {
  it('is bounded by a ceiling that doubles, and by five minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (attempt, chance) => {
          const waitMs = backoffMs(attempt, random(chance));
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(Math.min(300_000, 500 * 2 ** Math.min(attempt, 20)));
          expect(Number.isInteger(waitMs)).toBe(true);
        },
      ),
    );
    expect(backoffMs(1, random(0.5))).toBe(500);
    expect(backoffMs(3, random(0.5))).toBe(2_000);
  });

  it('refuses an attempt that does not exist', () => {
    expect(() => backoffMs(0, random(0))).toThrow(RangeError);
  });
});
