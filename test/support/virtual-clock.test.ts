import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

describe('createVirtualClock', () => {
  it('wakes sleepers at their instant and in order, also those that sleep again', async () => {
    const { clock, advance } = createVirtualClock(1_000);
    const log: string[] = [];
    const tick = async (name: string, ms: number) => {
      for (let round = 0; round < 2; round += 1) {
        await clock.sleep(ms);
        log.push(`${name} ${clock.now()}`);
      }
    };
    const ticks = Promise.all([tick('slow', 30), tick('fast', 20)]);

    await advance(45);

    expect(log).toEqual(['fast 1020', 'slow 1030', 'fast 1040']);
    expect(clock.now()).toBe(1_045);
    await advance(15);
    await ticks;
    expect(log.at(-1)).toBe('slow 1060');
  });

  it('settles deferred tasks and the promises behind them before it returns', async () => {
    const { clock, advance } = createVirtualClock(0);
    let isDone = false;
    const defer = () => new Promise<void>((resolve) => clock.defer(resolve));
    const work = (async () => {
      await clock.sleep(5);
      for (let turn = 0; turn < 20; turn += 1) await defer();
      isDone = true;
    })();

    await advance(5);

    expect(isDone).toBe(true);
    await work;
  });

  it('ends a sleep when the signal aborts', async () => {
    const { clock } = createVirtualClock(0);
    const stop = new AbortController();
    const sleeping = clock.sleep(1_000, stop.signal);

    stop.abort();

    await sleeping;
    await clock.sleep(1_000, stop.signal);
    expect(clock.now()).toBe(0);
  });
});
