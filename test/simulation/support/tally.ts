import { AWAIT_POINTS } from './points.ts';
import type { SimulationResult } from './simulation.ts';

/** What many seeds came to. */
export interface Tally {
  readonly add: (result: SimulationResult) => void;
  readonly failed: () => readonly SimulationResult[];
  /** One fact a line. */
  readonly lines: (elapsedMs: number) => readonly string[];
  /** Await points at which nobody was ever dropped. */
  readonly missed: () => readonly string[];
}

export function createTally(): Tally {
  const crashedAt = new Map<string, number>();
  const failed: SimulationResult[] = [];
  const sums = { seeds: 0, steps: 0, events: 0, crashes: 0, sends: 0 };
  const missed = () => AWAIT_POINTS.filter((point) => !crashedAt.has(point));
  return {
    add: (result) => {
      sums.seeds += 1;
      sums.steps += result.steps;
      sums.events += result.events;
      sums.crashes += result.crashes;
      sums.sends += result.sends;
      for (const point of result.crashPoints) crashedAt.set(point, (crashedAt.get(point) ?? 0) + 1);
      if (result.violations.length > 0) failed.push(result);
    },
    failed: () => failed,
    missed,
    lines: (elapsedMs) => {
      const rarest = AWAIT_POINTS.map((point) => ({
        point,
        times: crashedAt.get(point) ?? 0,
      })).toSorted((a, b) => a.times - b.times);
      const perSecond = Math.round((sums.seeds / Math.max(1, elapsedMs)) * 1_000);
      return [
        `seeds ${sums.seeds} (${perSecond} per second), steps ${sums.steps}, events ${sums.events}, crashes ${sums.crashes}, customer-visible sends ${sums.sends}`,
        `await points ${AWAIT_POINTS.length}, crashed at ${AWAIT_POINTS.length - missed().length}`,
        `rarest ${rarest
          .slice(0, 5)
          .map(({ point, times }) => `${point} ${times}`)
          .join(', ')}`,
        `never ${missed().join(' ') || 'none'}`,
        `failed ${failed.length}`,
      ];
    },
  };
}
