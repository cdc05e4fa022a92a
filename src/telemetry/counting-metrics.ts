import type { Metrics } from '../core/runtime/telemetry.ts';

/** What was recorded under one timing name. Quantiles are upper bounds, at most a fifth above the true value. */
interface TimingSnapshot {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface MetricsSnapshot {
  readonly counters: Readonly<Record<string, number>>;
  readonly timings: Readonly<Record<string, TimingSnapshot>>;
}

/** Metrics kept in this process's memory. */
export interface CountingMetrics extends Metrics {
  /** Everything since the start, names sorted. Later counts do not change it. */
  snapshot(): MetricsSnapshot;
}

/** Bucket `i` holds durations up to `SMALLEST_MS * GROWTH ** i`; the last one everything above (about 3 hours). */
const SMALLEST_MS = 0.01;
const GROWTH = 1.2;
const BUCKETS = 115;
/** Names are constants; more of them than this is a bug that must not eat the memory. */
const MAX_NAMES = 1000;

interface Timing {
  count: number;
  totalMs: number;
  maxMs: number;
  readonly buckets: Uint32Array;
}

function bucketOf(durationMs: number): number {
  if (durationMs <= SMALLEST_MS) return 0;
  const index = Math.ceil(Math.log(durationMs / SMALLEST_MS) / Math.log(GROWTH));
  return Math.min(index, BUCKETS - 1);
}

function quantile(timing: Timing, share: number): number {
  let left = Math.ceil(timing.count * share);
  for (const [index, count] of timing.buckets.entries()) {
    left -= count;
    if (left <= 0) return Math.min(timing.maxMs, SMALLEST_MS * GROWTH ** index);
  }
  return timing.maxMs;
}

function snapshotOf(timing: Timing): TimingSnapshot {
  const { count, totalMs, maxMs } = timing;
  return { count, totalMs, maxMs, p50Ms: quantile(timing, 0.5), p99Ms: quantile(timing, 0.99) };
}

function sorted<From, To>(
  map: ReadonlyMap<string, From>,
  change: (value: From) => To,
): Record<string, To> {
  const names = [...map.keys()].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = map.get(name);
      return value === undefined ? [] : [[name, change(value)] as const];
    }),
  );
}

/** Counts in memory. A duration or an increment that is negative or not finite is dropped; never throws. */
export function createCountingMetrics(): CountingMetrics {
  const counters = new Map<string, number>();
  const timings = new Map<string, Timing>();

  function timingOf(name: string): Timing | undefined {
    const known = timings.get(name);
    if (known !== undefined || timings.size >= MAX_NAMES) return known;
    const created = { count: 0, totalMs: 0, maxMs: 0, buckets: new Uint32Array(BUCKETS) };
    timings.set(name, created);
    return created;
  }

  return {
    count(name, by = 1) {
      if (!Number.isFinite(by) || by < 0) return;
      const known = counters.get(name);
      if (known === undefined && counters.size >= MAX_NAMES) return;
      counters.set(name, (known ?? 0) + by);
    },
    timing(name, durationMs) {
      if (!Number.isFinite(durationMs) || durationMs < 0) return;
      const timing = timingOf(name);
      if (timing === undefined) return;
      timing.count += 1;
      timing.totalMs += durationMs;
      timing.maxMs = Math.max(timing.maxMs, durationMs);
      const bucket = bucketOf(durationMs);
      timing.buckets[bucket] = (timing.buckets[bucket] ?? 0) + 1;
    },
    snapshot: () => ({
      counters: sorted(counters, (count) => count),
      timings: sorted(timings, snapshotOf),
    }),
  };
}
