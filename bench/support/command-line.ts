import { parseArgs } from 'node:util';

/** Options that count something. */
const WHOLE: ReadonlySet<string> = new Set(['runs', 'repeat', 'rate', 'tickets']);

/**
 * Reads `--json` and one option for each number named in `defaults`.
 * @throws {TypeError} on any other option, or a value that is not a number
 */
export function readBenchOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> & { readonly isJson: boolean } {
  const numbers = Object.entries<number>(defaults);
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(
        numbers.map(([name, value]) => [name, { type: 'string', default: String(value) } as const]),
      ),
    },
  });
  const given: Readonly<Record<string, unknown>> = values;
  const read: Record<Name, number> = { ...defaults };
  for (const name in defaults) read[name] = positive(name, given[name]);
  return { ...read, isJson: values.json };
}

function positive(name: string, text: unknown): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`--${name} takes a number above 0`);
  return WHOLE.has(name) ? Math.ceil(value) : value;
}
