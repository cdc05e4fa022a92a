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
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        const { limiter, advance, now } = setUp(RICHPANEL);
        const granted: { atMs: number; count: number; callClass: CallClass }[] = [];
        let pausedUntilMs = 0;
        for (const { waitMs, count, callClass, pauseMs } of steps) {
          advance(waitMs);
          if (pauseMs !== null) {
            limiter.pause(pauseMs);
            pausedUntilMs = Math.max(pausedUntilMs, now() + pauseMs);
          }
          if ((await limiter.take(count, callClass)).outcome === 'denied') continue;
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
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { limiter, advance } = setUp(RICHPANEL);
        for (const { waitMs, count, callClass, pauseMs } of steps) {
          advance(waitMs);
          if (pauseMs !== null) limiter.pause(pauseMs);
          const first = await limiter.take(count, callClass);
          if (first.outcome === 'granted') continue;
          expect(first.retryAfterMs).toBeGreaterThan(0);
          advance(first.retryAfterMs - 1);
          expect(await limiter.take(count, callClass)).toEqual({
            outcome: 'denied',
            retryAfterMs: 1,
          });
          advance(1);
          expect(await limiter.take(count, callClass)).toEqual({ outcome: 'granted' });
        }
      }),
    );
  });
});

describe('token bucket', () => {
  it('grants the whole capacity at once and the next one only when the window has passed', async () => {
    const { limiter, advance } = setUp(RICHPANEL);
    for (let call = 0; call < 50; call += 1) {
      expect(await limiter.take(1, 'work')).toEqual({ outcome: 'granted' });
    }

    expect(await limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 30_000 });
    advance(29_999);
    expect(await limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 1 });
    advance(1);
    expect(await limiter.take(50, 'work')).toEqual({ outcome: 'granted' });
  });

  it('takes all or nothing', async () => {
    const { limiter } = setUp(RICHPANEL);
    await limiter.take(48, 'work');

    expect((await limiter.take(3, 'work')).outcome).toBe('denied');
    expect((await limiter.take(2, 'work')).outcome).toBe('granted');
  });

  it('keeps half for work that was begun', async () => {
    const { limiter } = setUp(RICHPANEL);

    expect((await limiter.take(25, 'first-read')).outcome).toBe('granted');
    expect((await limiter.take(1, 'first-read')).outcome).toBe('denied');
    expect((await limiter.take(25, 'work')).outcome).toBe('granted');
  });

  it('lets a bucket of one be spent by a first read', async () => {
    const { limiter } = setUp({ capacity: 1, windowMs: 1_000 });

    expect((await limiter.take(1, 'first-read')).outcome).toBe('granted');
  });

  it('D9: grants nothing while it is paused, and never shortens a pause', async () => {
    const { limiter, advance } = setUp(RICHPANEL);
    limiter.pause(20_000);
    limiter.pause(5_000);
    limiter.pause(Number.NaN);

    expect(await limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 20_000 });
    advance(20_000);
    expect((await limiter.take(1, 'work')).outcome).toBe('granted');
  });

  it('keeps the slack free after each window', async () => {
    const { limiter, advance } = setUp({ ...RICHPANEL, slackMs: 2_000 });
    await limiter.take(50, 'work');
    advance(30_000);

    expect(await limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 2_000 });
  });

  it('grants no more when the clock is set back, and is not stuck by it', async () => {
    const { limiter, advance } = setUp(RICHPANEL);
    await limiter.take(50, 'work');
    advance(-3_600_000);

    expect(await limiter.take(1, 'work')).toEqual({ outcome: 'denied', retryAfterMs: 30_000 });
    advance(30_000);
    expect((await limiter.take(1, 'work')).outcome).toBe('granted');
  });

  it('stays small over a long run', async () => {
    const { limiter, advance } = setUp({ capacity: 5_000, windowMs: 30_000 });
    let granted = 0;
    for (let call = 0; call < 100_000; call += 1) {
      advance(10);
      if ((await limiter.take(1, 'work')).outcome === 'granted') granted += 1;
    }

    expect(granted).toBe(100_000);
  });

  it.each([0, -1, 1.5, Number.NaN, 51])(
    'refuses a count that can never be granted: %d',
    async (count) => {
      const { limiter } = setUp(RICHPANEL);

      await expect(limiter.take(count, 'work')).rejects.toThrow(
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
