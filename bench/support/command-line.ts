import { parseArgs } from 'node:util';

/** Reads the options that every bench takes. @throws {TypeError} on any other option, or a number that is none */
export function readBenchOptions(defaults: { readonly runs: number; readonly seconds: number }): {
  readonly isJson: boolean;
  readonly runs: number;
  readonly seconds: number;
} {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: String(defaults.runs) },
      seconds: { type: 'string', default: String(defaults.seconds) },
    },
  });
  return {
    isJson: values.json,
    runs: positive('runs', values.runs),
    seconds: positive('seconds', values.seconds),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`--${name} takes a number above 0`);
  return name === 'runs' ? Math.ceil(value) : value;
}
