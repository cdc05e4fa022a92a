import type { SdkTry } from '../outbound/sdk-request-handler.ts';

/** Remembers what the services' own clock said, whether they answered or refused. */
export interface ServerClock {
  readonly onTry: (result: SdkTry) => void;
  /** A point in the sequence of answers, for `since`. */
  mark(): number;
  /** The newest time heard after `mark`, in epoch milliseconds to the second; null when nothing answered since. */
  since(mark: number): number | null;
}

export function createServerClock(): ServerClock {
  let heard = 0;
  let newestMs = 0;
  return {
    onTry(result) {
      const timeMs = result.outcome === 'answered' ? Date.parse(result.date ?? '') : Number.NaN;
      if (Number.isNaN(timeMs)) return;
      heard += 1;
      newestMs = timeMs;
    },
    mark: () => heard,
    since: (mark) => (heard > mark ? newestMs : null),
  };
}
