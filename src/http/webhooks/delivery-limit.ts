/** Counts deliveries per ticket in memory, for this process only; holds references, never raw ids. */
export interface DeliveryLimit {
  /** Counts one delivery. @returns 0 when it may pass, else the milliseconds until the ticket's window ends */
  take(lane: string, nowMs: number): number;
  /** How many tickets are being counted. */
  size(): number;
}

interface Window {
  startedAtMs: number;
  count: number;
}

/**
 * A limit of `perWindow` deliveries per ticket and window; a window starts with the first delivery of a ticket. At
 * most `maxTickets` are counted: when more come, those that had no delivery for longest are forgotten, half of all at
 * once, so memory is bounded under a flood of made-up ids. A forgotten ticket merely starts a new window.
 */
export function createDeliveryLimit(options: {
  readonly perWindow: number;
  readonly windowMs: number;
  readonly maxTickets: number;
}): DeliveryLimit {
  // Two generations instead of one map in order of age: to find the oldest entry of a map that others were deleted
  // from costs a walk over the holes they left.
  const generationSize = Math.max(1, Math.floor(options.maxTickets / 2));
  let young = new Map<string, Window>();
  let old = new Map<string, Window>();

  function keep(lane: string, window: Window): void {
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(lane, window);
  }

  function find(lane: string): Window | undefined {
    const recent = young.get(lane);
    if (recent !== undefined) return recent;
    const window = old.get(lane);
    if (window === undefined) return undefined;
    old.delete(lane);
    keep(lane, window);
    return window;
  }

  return {
    take(lane, nowMs) {
      const window = find(lane);
      if (window === undefined) {
        keep(lane, { startedAtMs: nowMs, count: 1 });
        return 0;
      }
      const ageMs = nowMs - window.startedAtMs;
      // A clock that jumped back opens a new window instead of closing the ticket for longer than one.
      if (ageMs < 0 || ageMs >= options.windowMs) {
        window.startedAtMs = nowMs;
        window.count = 1;
        return 0;
      }
      if (window.count >= options.perWindow) return options.windowMs - ageMs;
      window.count += 1;
      return 0;
    },
    size: () => young.size + old.size,
  };
}
