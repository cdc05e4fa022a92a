import type { z } from 'zod';

/** A line that could not be used. `cause` names the field and the fault, never what the line holds. */
export interface LineFault {
  readonly file: string;
  /** As an editor counts, from 1. */
  readonly lineNumber: number;
  readonly cause: string;
}

export type LineResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cause: string; readonly json: unknown };

const FAULTS: ReadonlyMap<string, string> = new Map([
  ['invalid_type', 'is of the wrong type'],
  ['invalid_value', 'is not one of the known values'],
  ['invalid_union', 'is not one of the known values'],
  ['too_big', 'is too long or too large'],
  ['too_small', 'is empty or too small'],
  ['invalid_format', 'holds characters that cannot be printed'],
]);

/** Parses one line of JSON Lines. A bad line is a value, not an error: it is counted, or refused with all others. */
export function readLine<T>(line: string, schema: z.ZodType<T>): LineResult<T> {
  const json = parseJson(line);
  if (json === undefined) return { ok: false, cause: 'it is not JSON', json };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, cause: describeFaults(parsed.error.issues, json), json };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message quotes the input, so it must go no further.
    return undefined;
  }
}

function isMissingAt(json: unknown, path: readonly PropertyKey[]): boolean {
  let found = json;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return true;
    found = Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined;
  }
  return found === undefined;
}

/** Built from paths and codes, and from messages that our own schemas wrote. */
function describeFaults(issues: readonly z.core.$ZodIssue[], json: unknown): string {
  return issues
    .slice(0, 3)
    .map((issue) => {
      if (issue.code === 'custom') return issue.message;
      const field = issue.path.length === 0 ? 'the line' : `"${issue.path.map(String).join('.')}"`;
      if (isMissingAt(json, issue.path)) return `${field} is missing`;
      return `${field} ${FAULTS.get(issue.code) ?? 'is not valid'}`;
    })
    .join('; ');
}
