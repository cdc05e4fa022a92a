/** A heading and what stands under it, parts separated by empty lines. */
export function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts].join('\n\n');
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

export const codes = (names: Iterable<string>): string => [...names].map(code).join(', ');

/** `a`, `a or b`, `a, b or c`. */
export function inWords(names: readonly string[], last: 'and' | 'or'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

export const bullets = (lines: readonly string[]): string =>
  lines.map((line) => `- ${line}`).join('\n');

/** 1234567 → 1,234,567, whatever the machine's language. */
export const count = (number: number): string => number.toLocaleString('en-US');

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
