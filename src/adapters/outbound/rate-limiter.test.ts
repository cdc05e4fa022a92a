import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallClass } from '../../core/vendors/rate-limiter.ts';
import { createTokenBucket } from './rate-limiter.ts';

function setUp(options: { capacity: number; windowMs: number; slackMs?: number }) {
  let nowMs = 1_000_000;
  const limiter = createTokenBucket({ ...options, clock: { now: () => nowMs } });
  return { limiter, advance: (ms: number) => (nowMs += ms), now: () => nowMs };
}

const RICHPANEL = { capacity: 50, windowMs: 30_000 };

describe('token bucket: the law (incident 30, incident 16)', () => {
  const step = fc.record({
    waitMs: fc.nat({ max: 12_000 }),
    count: fc.integer({ min: 1, max: 25 }),
    callClass: fc.constantFrom<CallClass>('work', 'first-read'),
    pauseMs: fc.option(fc.nat({ max: 40_000 }), { nil: null, freq: 8 }),
  });

  it('never grants more than 50 in any 30 s, nor more than half of it to first reads', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { limiter, advance, now } = setUp(RICHPANEL);
        const granted: { atMs: number; count: number; callClass: CallClass }[] = [];
        let pausedUntilMs = 0;
        for (const { waitMs, count, callClass, pauseMs } of steps) {
          advance(waitMs);
          if (pauseMs !== null) {
            limiter.pause(pauseMs);
            pausedUntilMs = Math.max(pausedUntilMs, now() + pauseMs);
          }
          if (limiter.take(count, callClass).outcome === 'denied') continue;
          expect(now()).toBeGreaterThanOrEqual(pausedUntilMs);
          granted.push({ atMs: now(), count, callClass });
        }
        for (const { atMs } of granted) {
          const inWindow = granted.filter((one) => one.atMs >= atMs && one.atMs < atMs + 30_000);
          const sum = (of: typeof granted) => of.reduce((total, one) => total + one.count, 0);
          expect(sum(inWindow)).toBeLessThanOrEqual(50);
          expect(sum(inWindow.filter((one) => one.callClass === 'first-read'))).toBeLessThanOrEqual(
            25,
          );
        }
      }),
    );
  });

  it('says exactly when it could succeed: not a millisecond earlier', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { limiter, advance } = setUp(RICHPANEL);
        for (const { waitMs, count, callClass, pauseMs } of steps) {
          advance(waitMs);
          if (pauseMs !== null) limiter.pause(pauseMs);
          const first = limiter.take(count, callClass);
          if (first.outcome === 'granted') continue;
          expect(first.retryAfterMs).toBeGreaterThan(0);
          advance(first.retryAfterMs - 1);
          expect(limiter.take(count, callClass)).toEqual({ outcome: 'denied', retryAfterMs: 1 });
          advance(1);
          expect(limiter.take(count, callClass)).toEqual({ outcome: 'granted' });
        }
      }),
    );
  });
});

describe('token bucket', () => {
  it('grants the whole capacity at once and the next one only when the window has passed', () => {
    const { limiter, advance } = setUp(RICHPANEL);
    for (let call = 0; call < 50; call += 1) {
      expect(limiter.take(1, 'work')).toEqual({ outcome: 'granted' });
    }

    expect(limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 30_000 });
    advance(29_999);
    expect(limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 1 });
    advance(1);
    expect(limiter.take(50, 'work')).toEqual({ outcome: 'granted' });
  });

  it('takes all or nothing', () => {
    const { limiter } = setUp(RICHPANEL);
    limiter.take(48, 'work');

    expect(limiter.take(3, 'work').outcome).toBe('denied');
    expect(limiter.take(2, 'work').outcome).toBe('granted');
  });

  it('keeps half for work that was begun', () => {
    const { limiter } = setUp(RICHPANEL);

    expect(limiter.take(25, 'first-read').outcome).toBe('granted');
    expect(limiter.take(1, 'first-read').outcome).toBe('denied');
    expect(limiter.take(25, 'work').outcome).toBe('granted');
  });

  it('lets a bucket of one be spent by a first read', () => {
    const { limiter } = setUp({ capacity: 1, windowMs: 1_000 });

    expect(limiter.take(1, 'first-read').outcome).toBe('granted');
  });

  it('D9: grants nothing while it is paused, and never shortens a pause', () => {
    const { limiter, advance } = setUp(RICHPANEL);
    limiter.pause(20_000);
    limiter.pause(5_000);
    limiter.pause(Number.NaN);

    expect(limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 20_000 });
    advance(20_000);
    expect(limiter.take(1, 'work').outcome).toBe('granted');
  });

  it('keeps the slack free after each window', () => {
    const { limiter, advance } = setUp({ ...RICHPANEL, slackMs: 2_000 });
    limiter.take(50, 'work');
    advance(30_000);

    expect(limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 2_000 });
  });

  it('grants no more when the clock is set back, and is not stuck by it', () => {
    const { limiter, advance } = setUp(RICHPANEL);
    limiter.take(50, 'work');
    advance(-3_600_000);

    expect(limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 30_000 });
    advance(30_000);
    expect(limiter.take(1, 'work').outcome).toBe('granted');
  });

  it('stays small over a long run', () => {
    const { limiter, advance } = setUp({ capacity: 5_000, windowMs: 30_000 });
    let granted = 0;
    for (let call = 0; call < 100_000; call += 1) {
      advance(10);
      if (limiter.take(1, 'work').outcome === 'granted') granted += 1;
    }

    expect(granted).toBe(100_000);
  });

  it.each([0, -1, 1.5, Number.NaN, 51])(
    'refuses a count that can never be granted: %d',
    (count) => {
      const { limiter } = setUp(RICHPANEL);

      expect(() => limiter.take(count, 'work')).toThrow(
        expect.objectContaining({ code: 'LIMITER_COUNT_INVALID' }),
      );
    },
  );

  it.each([0, 0.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => setUp({ capacity, windowMs: 1_000 })).toThrow(
      expect.objectContaining({ code: 'LIMITER_CAPACITY_INVALID' }),
    );
  });
});
