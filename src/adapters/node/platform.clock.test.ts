import { describe, expect, it } from 'vitest';
import { createSystemClock } from './platform.ts';

describe('createSystemClock', () => {
  const clock = createSystemClock();

  it('tells epoch milliseconds', () => {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  });

  it('sleeps at least about as long as asked', async () => {
    const startedAt = performance.now();

    await clock.sleep(20);

    expect(performance.now() - startedAt).toBeGreaterThan(18);
  });

  it('ends a sleep early when the signal aborts, or has aborted, and drops its listener', async () => {
    const stop = new AbortController();
    const sleeping = clock.sleep(3_600_000, stop.signal);
    stop.abort();

    await sleeping;
    await clock.sleep(3_600_000, stop.signal);
    expect(await clock.sleep(0)).toBeUndefined();
  });

  it('does not take a sleep of months for one of none', async () => {
    const stop = new AbortController();
    let isAwake = false;
    const sleeping = clock.sleep(90 * 24 * 3_600_000, stop.signal).then(() => {
      isAwake = true;
    });

    await clock.sleep(20);
    expect(isAwake).toBe(false);
    stop.abort();
    await sleeping;
  });

  it('defers a task until everything that is ready has run', async () => {
    const order: string[] = [];

    const deferred = new Promise<void>((resolve) => {
      clock.defer(() => {
        order.push('deferred');
        resolve();
      });
    });
    void Promise.resolve().then(() => order.push('ready'));
    order.push('now');

    await deferred;
    expect(order).toEqual(['now', 'ready', 'deferred']);
  });
});
