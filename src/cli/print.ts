import { printable } from '../core/redaction/redact.ts';
import { ConfigurationError, toMiddlewareError } from '../core/runtime/errors.ts';
import type { Console } from './surface.ts';

/** Prints one JSON value on stdout. */
export function printJson(console: Console, value: unknown): void {
  console.out(`${JSON.stringify(value)}\n`);
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
}

/** Lines of a table whose columns line up; every cell passes `printable`. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map((cell) => printable(cell, 80)));
  const widths = widthsOf(safe);
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return safe.map((row) => `${line(row)}\n`).join('');
}

/** One row of the decisions as they fall; the widths are fixed, because later rows are not known yet. */
export function formatRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) =>
      printable(cell, 200)
        .slice(0, widths[column] ?? 80)
        .padEnd(widths[column] ?? 0),
    )
    .join('  ')
    .trimEnd();
}

/**
 * Tells a person what went wrong, why, and what to do. Nothing of an unknown error is shown but its code: it could hold
 * anything.
 * @returns the exit code
 */
export function reportError(console: Console, thrown: unknown, isJson: boolean): number {
  const error = toMiddlewareError(thrown);
  const remedy =
    error instanceof ConfigurationError ? error.remedy : 'See docs/errors.md for the code.';
  if (isJson)
    printJson(console, {
      schemaVersion: 1,
      error: { code: error.code, message: error.message, remedy },
    });
  console.err(`${error.code}: ${error.message}\n  ${remedy}\n`);
  return error instanceof ConfigurationError ? error.exitCode : 1;
}
