import type { LoadOrder, LoadReport } from './messages.ts';
import { quantile } from './statistics.ts';

const MAX_SAMPLES = 4_000_000;

/** Counts the answers of one run, and times those that came inside the measured time. */
export interface LoadTally {
  note(answer: string, dueAtMs: number, nowMs: number): void;
  report(): LoadReport;
}

export function createLoadTally(order: LoadOrder, startsAtMs: number): LoadTally {
  const endsAtMs = startsAtMs + order.measureMs;
  const latenciesMs = new Float64Array(MAX_SAMPLES);
  let answers = 0;
  let acknowledged = 0;
  let refused = 0;

  return {
    note: (answer, dueAtMs, nowMs) => {
      if (answer.startsWith('HTTP/1.1 202')) acknowledged += 1;
      else refused += 1;
      // At a fixed rate a request belongs to the time at which it was to be sent: the slowest answers come last.
      const countsAtMs = order.ratePerSecond === null ? nowMs : dueAtMs;
      if (countsAtMs < startsAtMs || countsAtMs >= endsAtMs) return;
      if (answers < MAX_SAMPLES) latenciesMs[answers] = nowMs - dueAtMs;
      answers += 1;
    },
    report: () => {
      const sorted = latenciesMs.subarray(0, Math.min(answers, MAX_SAMPLES)).sort();
      return {
        kind: 'load-report',
        answers,
        acknowledged,
        refused,
        seconds: order.measureMs / 1000,
        p50Ms: quantile(sorted, 0.5),
        p99Ms: quantile(sorted, 0.99),
      };
    },
  };
}
