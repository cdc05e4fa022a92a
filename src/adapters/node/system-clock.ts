import type { AbortSignalLike, Clock } from '../../core/runtime/clock.ts';

/** A longer time-out overflows the timer of Node and would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The clock of the machine. A sleep keeps the process alive; it never lasts longer than 24.8 days. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep,
    defer: (task) => {
      setImmediate(task);
    },
  };
}

function sleep(ms: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(Math.max(0, ms), MAX_TIMER_MS));
    signal?.addEventListener('abort', wake, { once: true });
  });
}
