/** Time. The core reads no other clock. */
export interface Clock {
  /** Epoch milliseconds. May jump; nothing may assume that it only grows. */
  now(): number;
  /** Resolves after `ms`; resolves early (never rejects) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>;
  /** Runs `task` in a later turn of the event loop, after everything that is ready now. */
  defer(task: () => void): void;
}

/** The part of an AbortSignal that the core needs; the platform's own satisfies it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
