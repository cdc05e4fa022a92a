import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCountingMetrics } from './counting-metrics.ts';
import { METRIC_NAMES } from './metrics.names.ts';

describe('counting metrics', () => {
  it('adds up counters', () => {
    const metrics = createCountingMetrics();

    metrics.count('b');
    metrics.count('a', 2);
    metrics.count('b', 3);

    expect(Object.entries(metrics.snapshot().counters)).toEqual([
      ['a', 2],
      ['b', 4],
    ]);
  });

  it('gives a snapshot that later counts do not change', () => {
    const metrics = createCountingMetrics();
    metrics.count('a');
    const snapshot = metrics.snapshot();

    metrics.count('a');

    expect(snapshot.counters['a']).toBe(1);
  });

  it('drops what is negative or no number, and never throws', () => {
    const metrics = createCountingMetrics();
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      metrics.count('a', value);
      metrics.timing('t', value);
    }

    expect(metrics.snapshot()).toEqual({ counters: {}, timings: {} });
  });

  it('keeps a bounded number of names', () => {
    const metrics = createCountingMetrics();
    for (let i = 0; i < 5000; i += 1) {
      metrics.count(`c${i}`);
      metrics.timing(`t${i}`, 1);
    }

    const { counters, timings } = metrics.snapshot();
    expect([Object.keys(counters).length, Object.keys(timings).length]).toEqual([1000, 1000]);
  });

  it('gives quantiles that are at least the true ones and at most a fifth above', () => {
    const duration = fc.double({ min: 0.02, max: 1_000_000, noNaN: true });

    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), (durations) => {
        const metrics = createCountingMetrics();
        for (const durationMs of durations) metrics.timing('t', durationMs);
        const sorted = durations.toSorted((a, b) => a - b);
        const truth = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;

        const timing = metrics.snapshot().timings['t'];
        for (const [found = 0, share] of [
          [timing?.p50Ms, 0.5],
          [timing?.p99Ms, 0.99],
        ] as const) {
          expect(found).toBeGreaterThanOrEqual(truth(share) * 0.999_999);
          expect(found).toBeLessThanOrEqual(truth(share) * 1.2001);
        }
        expect(timing?.maxMs).toBe(sorted.at(-1));
      }),
    );
  });

  it('has metric names that are all different', () => {
    const names = Object.values(METRIC_NAMES);

    expect(new Set(names).size).toBe(names.length);
  });
});
