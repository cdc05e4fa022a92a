import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOUND_BUGS } from './support/found.ts';
import { VERDICTS } from './support/verdicts.ts';

const ROOT = path.join(import.meta.dirname, '../..');

describe('I9 D7 what the simulation found in the worker stays an example', () => {
  it.each(FOUND_BUGS)('$bug', ({ verdict, example }) => {
    expect(Object.keys(VERDICTS)).toContain(verdict);
    expect(readFileSync(path.join(ROOT, example.file), 'utf8')).toContain(example.title);
  });
});
