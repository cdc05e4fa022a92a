import type { AbortSignalLike, Clock } from '../../src/core/runtime/platform.ts';

/** A clock that stands still until `advance`; nothing sleeps in real time. */
export interface VirtualClock {
  readonly clock: Clock;
  /**
   * Lets `ms` pass: wakes every sleeper at its own instant, in order, and lets what it started settle before time
   * goes on. `advance(0)` only settles. Settled means: no deferred task and no promise of this process is
   * left to run; it does not wait for sockets or files.
   */
  advance(ms: number): Promise<void>;
  /** Sets the time without waking anybody, forward or back, as when the machine's clock is corrected. */
  jumpTo(epochMs: number): void;
}

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** Empty turns of the event loop before we believe that nothing is left: chains of promises may need several. */
const QUIET_TURNS = 3;

export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let deferred = 0;
  const sleepers = new Set<Sleeper>();

  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await turn();
      quiet = deferred === 0 ? quiet + 1 : 0;
    }
  }

  function findNext(untilMs: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.wakeAtMs <= untilMs && (!next || sleeper.wakeAtMs < next.wakeAtMs))
        next = sleeper;
    }
    return next;
  }

  const clock: Clock = {
    now: () => nowMs,
    sleep: (ms, signal) => sleepUntil(sleepers, nowMs + Math.max(0, ms), signal),
    defer: (task) => {
      deferred += 1;
      setImmediate(() => {
        deferred -= 1;
        task();
      });
    },
  };

  return {
    clock,
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      await settle();
      for (let next = findNext(untilMs); next; next = findNext(untilMs)) {
        nowMs = Math.max(nowMs, next.wakeAtMs);
        next.wake();
        await settle();
      }
      nowMs = untilMs;
    },
    jumpTo: (epochMs) => {
      nowMs = epochMs;
    },
  };
}

function sleepUntil(
  sleepers: Set<Sleeper>,
  wakeAtMs: number,
  signal?: AbortSignalLike,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const sleeper: Sleeper = { wakeAtMs, wake };
    sleepers.add(sleeper);
    signal?.addEventListener('abort', wake, { once: true });
  });
}
