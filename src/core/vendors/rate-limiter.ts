/** `first-read` may spend half of the bucket at most, so that work that was begun can end. */
export type CallClass = 'first-read' | 'work';

export type TokenGrant =
  | { readonly outcome: 'granted' }
  | { readonly outcome: 'denied'; readonly retryAfterMs: number };

/**
 * The budget of calls to one vendor, shared by all workers. Resolves at once, and never when a token becomes free: a
 * caller that gets nothing defers its job (D9, incident 30). A promise, because a shared budget must be asked for.
 */
export interface RateLimiter {
  /** Takes `count` tokens at once or none. */
  take(count: number, callClass: CallClass): Promise<TokenGrant>;
  /** The vendor answered 429: nothing is granted for `retryAfterMs`. */
  pause(retryAfterMs: number): void;
}
