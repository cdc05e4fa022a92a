import { FAULT_KINDS } from './faults.ts';
import { AWAIT_POINTS } from './points.ts';
import type { SimulationResult } from './simulation.ts';

/** A seed that met what must never be. */
export type FailedSeed = Pick<SimulationResult, 'seed' | 'traceDigest' | 'violations'>;

/** What seeds came to, as plain data, so that threads can tell one another. */
export interface Totals {
  seeds: number;
  steps: number;
  events: number;
  crashes: number;
  sends: number;
  /** How many seeds crashed at each await point; how often each fault took effect. */
  readonly crashedAt: Record<string, number>;
  readonly faults: Record<string, number>;
  readonly failed: FailedSeed[];
}

export function createTotals(): Totals {
  const sums = { seeds: 0, steps: 0, events: 0, crashes: 0, sends: 0 };
  return { ...sums, crashedAt: {}, faults: {}, failed: [] };
}

function addTo(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}

export function addResult(totals: Totals, result: SimulationResult): void {
  totals.seeds += 1;
  totals.steps += result.steps;
  totals.events += result.events;
  totals.crashes += result.crashes;
  totals.sends += result.sends;
  for (const point of result.crashPoints) addTo(totals.crashedAt, point, 1);
  for (const [kind, count] of Object.entries(result.faults)) addTo(totals.faults, kind, count);
  const { seed, traceDigest, violations } = result;
  if (violations.length > 0) totals.failed.push({ seed, traceDigest, violations });
}

/** The sums do not depend on the order in which parts are added; failed seeds are kept in ascending order. */
export function addTotals(totals: Totals, part: Totals): void {
  for (const sum of ['seeds', 'steps', 'events', 'crashes', 'sends'] as const)
    totals[sum] += part[sum];
  for (const [point, count] of Object.entries(part.crashedAt))
    addTo(totals.crashedAt, point, count);
  for (const [kind, count] of Object.entries(part.faults)) addTo(totals.faults, kind, count);
  totals.failed.push(...part.failed);
  totals.failed.sort((a, b) => a.seed - b.seed);
}

function never(names: readonly string[], counts: Readonly<Record<string, number>>): string[] {
  return names.filter((name) => (counts[name] ?? 0) === 0);
}

/** Await points at which nobody was ever dropped. */
export function missedPoints({ crashedAt }: Totals): readonly string[] {
  return never(AWAIT_POINTS, crashedAt);
}

/** Faults that never took effect. */
export function missedFaults({ faults }: Totals): readonly string[] {
  return never(FAULT_KINDS, faults);
}

function byCount(names: readonly string[], counts: Readonly<Record<string, number>>): string[] {
  return names
    .map((name) => ({ name, count: counts[name] ?? 0 }))
    .toSorted((a, b) => a.count - b.count)
    .map(({ name, count }) => `${name} ${count}`);
}

const RAREST = 5;

/** One fact a line. */
export function describeTotals(totals: Totals, elapsedMs: number): readonly string[] {
  const { seeds, steps, events, crashes, sends, crashedAt, faults, failed } = totals;
  const perSecond = Math.round((seeds / Math.max(1, elapsedMs)) * 1_000);
  const missed = missedPoints(totals);
  return [
    `seeds ${seeds} (${perSecond} per second), steps ${steps}, events ${events}, crashes ${crashes}, customer-visible sends ${sends}`,
    `await points ${AWAIT_POINTS.length}, crash points ${AWAIT_POINTS.length - missed.length}, never ${missed.join(' ') || 'none'}`,
    `rarest ${byCount(AWAIT_POINTS, crashedAt).slice(0, RAREST).join(', ')}`,
    `faults ${byCount(FAULT_KINDS, faults).toReversed().join(', ')}`,
    `failed ${failed.length}`,
  ];
}
