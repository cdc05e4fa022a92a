import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openConfig } from './load-config.ts';

const SHIPPED = join(import.meta.dirname, '../../config');

/** The shipped folder with some files replaced, and the files in the order in which they are read. */
function prepare(changed: Readonly<Record<string, string>> = {}) {
  const reads: string[] = [];
  const folder = openConfig(SHIPPED, (path) => {
    const file = path.slice(SHIPPED.length + 1);
    reads.push(file);
    return changed[file] ?? readFileSync(path, 'utf8');
  });
  return { folder, reads };
}

const refused = (files: string): unknown =>
  expect.objectContaining({ code: 'CONFIG_REFUSED', message: expect.stringMatching(files) });

describe('a folder of configuration', () => {
  it('is read when it is first needed, and once', () => {
    const { folder, reads } = prepare();
    expect(reads).toEqual([]);

    expect(folder.registry()).toBe(folder.configuration().registry);
    expect(folder.configuration()).toBe(folder.configuration());
    expect(folder.problems()).toEqual([]);
    expect(reads).toEqual(['environments.json', 'routing.json', 'templates.json']);
  });

  it('gives the environments alone, also where another file is broken: a kill needs no more', () => {
    const { folder, reads } = prepare({ 'routing.json': '{' });

    expect(folder.registry().environments.dev).toBeDefined();
    expect(reads).toEqual(['environments.json']);
    expect(() => folder.configuration()).toThrow(refused('routing.json'));
  });

  it('names every problem of every file, and repeats no value', () => {
    const { folder } = prepare({
      'environments.json': '{"secret":"canary"}',
      'templates.json': 'canary',
    });
    const problems = folder.problems();

    expect(new Set(problems.map(({ file }) => file))).toEqual(
      new Set(['environments.json', 'templates.json']),
    );
    expect(JSON.stringify(problems)).not.toContain('canary');
    expect(() => folder.registry()).toThrow(refused('environments.json'));
    expect(() => folder.configuration()).toThrow(refused('environments.json[^]*templates.json'));
  });

  it('says which file is missing', () => {
    const { problems } = openConfig(join(SHIPPED, 'no-such-folder'));

    expect(problems().map(({ file, code }) => `${file} ${code}`)).toEqual([
      'environments.json CONFIG_FILE_MISSING',
      'routing.json CONFIG_FILE_MISSING',
      'templates.json CONFIG_FILE_MISSING',
    ]);
  });
});
