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

/** Chance. The core has no other source of it. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A fresh identifier that cannot be guessed: 26 lower-case letters and digits, which may begin with the time. */
  id(): string;
}

/** Hashes, synchronous. Results are lower-case hexadecimal. */
export interface Digest {
  /** SHA-256 of the UTF-8 bytes of `text`. */
  sha256(text: string): string;
  /** HMAC-SHA-256 of the UTF-8 bytes of `text`. */
  hmacSha256(key: Uint8Array, text: string): string;
}
