import type { AbortSignalLike, Clock } from '../../core/runtime/clock.ts';

/** Where claims wait for work without turning in a loop. */
export interface WaitRoom {
  /** Resolves after `ms`, when it is woken, or when `signal` aborts, whichever is first. */
  wait(ms: number, signal?: AbortSignalLike): Promise<void>;
  /** Wakes the one that waits longest, if anybody does. */
  wakeOne(): void;
}

export function createWaitRoom(clock: Clock): WaitRoom {
  const waiting = new Set<AbortController>();

  return {
    wait: async (ms, signal) => {
      const alarm = new AbortController();
      const forward = () => {
        alarm.abort();
      };
      waiting.add(alarm);
      signal?.addEventListener('abort', forward, { once: true });
      if (signal?.aborted) forward();
      try {
        await clock.sleep(ms, alarm.signal);
      } finally {
        waiting.delete(alarm);
        signal?.removeEventListener('abort', forward);
      }
    },
    wakeOne: () => {
      for (const alarm of waiting) {
        waiting.delete(alarm);
        alarm.abort();
        return;
      }
    },
  };
}
