/** One thing that varies, by the words the page has for it. */
export interface Axis<S> {
  readonly title: string;
  readonly labelOf: (state: S) => string;
}

/** A set of states that get the same answers. `labels` holds one entry per axis, null where it does not matter. */
export interface Row {
  readonly labels: readonly (string | null)[];
  readonly cells: readonly string[];
}

/**
 * Collapses states into as few rows as the order of the axes allows: a row is split along the next axis only while
 * one of its cells is null, which says that its states get no common answer.
 * @throws {Error} when states that no axis tells apart get different answers
 */
export function groupRows<S>(
  states: readonly S[],
  axes: readonly Axis<S>[],
  cellsOf: (states: readonly S[]) => readonly (string | null)[],
): readonly Row[] {
  const cells = cellsOf(states);
  const known = cells.filter((cell) => cell !== null);
  if (known.length === cells.length) {
    return [{ labels: axes.map(() => null), cells: known }];
  }
  const [axis, ...others] = axes;
  // A page that cannot say what an answer depends on must not be written.
  if (axis === undefined) throw new Error('states with the same words get different answers');
  const byLabel = [...Map.groupBy(states, axis.labelOf)].map(
    ([label, group]) => ({ label, rows: groupRows(group, others, cellsOf) }) as const,
  );
  const merged = [...Map.groupBy(byLabel, ({ rows }) => JSON.stringify(rows)).values()];
  return merged.flatMap((branches) => {
    const label = merged.length === 1 ? null : branches.map((branch) => branch.label).join(' or ');
    return (branches[0]?.rows ?? []).map((row) => ({ ...row, labels: [label, ...row.labels] }));
  });
}
