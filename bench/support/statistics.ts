/** The middle of an odd number of figures, or the mean of the two in the middle. @throws on an empty list */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no figures');
  return (lower + upper) / 2;
}

/** The figure below which `share` of them lie; the list must be sorted and not empty. */
export function quantile(sorted: Float64Array, share: number): number {
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1));
  const figure = sorted[index];
  if (figure === undefined) throw new RangeError('no figures');
  return figure;
}

/** Rounds to `digits` significant ones, so that a report does not claim more than was measured. */
export function significant(figure: number, digits = 3): number {
  return Number(figure.toPrecision(digits));
}

/** What several runs gave: the middle, and how far they lay apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Rounded to three significant digits. @throws on an empty list */
export function spreadOf(figures: readonly number[]): Spread {
  return {
    median: significant(median(figures)),
    min: significant(Math.min(...figures)),
    max: significant(Math.max(...figures)),
  };
}

/** The spread of every figure that the runs have in common. @throws on an empty list */
export function spreadsOf(
  runs: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, Spread>> {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, spreadOf(runs.map((run) => run[name] ?? Number.NaN))]),
  );
}

/** For a table: `12,900 (12,100 to 13,400)`. */
export function shown({ median: middle, min, max }: Spread): string {
  const text = (figure: number) => figure.toLocaleString('en-GB', { maximumFractionDigits: 3 });
  return `${text(middle)} (${text(min)} to ${text(max)})`;
}

/** A row of a table: every spread as text. */
export function shownRow(spreads: Readonly<Record<string, Spread>>): Record<string, string> {
  return Object.fromEntries(Object.entries(spreads).map(([name, spread]) => [name, shown(spread)]));
}
