import { readFileSync } from 'node:fs';

/** What a file holds, to be parsed by a schema. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
