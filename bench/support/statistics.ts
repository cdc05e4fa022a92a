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
