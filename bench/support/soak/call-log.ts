/** When calls reached the vendor, and how many did in the fullest window. */
export interface CallLog {
  readonly add: (atMs: number) => void;
  readonly count: () => number;
  /** The most calls in any `windowMs`, wherever it begins. */
  readonly fullestWindow: (windowMs: number) => number;
  /** Calls between two instants. */
  readonly between: (fromMs: number, untilMs: number) => number;
}

export function createCallLog(): CallLog {
  const times: number[] = [];
  return {
    add: (atMs) => void times.push(atMs),
    count: () => times.length,
    fullestWindow: (windowMs) => {
      const sorted = Float64Array.from(times).sort();
      let most = 0;
      let first = 0;
      for (let last = 0; last < sorted.length; last += 1) {
        while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= windowMs) first += 1;
        most = Math.max(most, last - first + 1);
      }
      return most;
    },
    between: (fromMs, untilMs) => times.filter((atMs) => atMs >= fromMs && atMs < untilMs).length,
  };
}
