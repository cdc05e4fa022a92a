/** Counters and timings. Never throws: a metric that fails fails nothing else. */
export interface Metrics {
  /** Adds `by` (default 1) to a counter. Names are constants of `src/telemetry/metrics.names.ts`. */
  count(name: string, by?: number): void;
  /** Records one duration in milliseconds. */
  timing(name: string, durationMs: number): void;
}
