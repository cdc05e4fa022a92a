import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const VITEST = path.join(PROJECT, 'node_modules/vitest/vitest.mjs');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rpmw-summary-'));
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
  symlinkSync(path.join(PROJECT, 'scripts'), path.join(folder, 'scripts'));
  const config = [
    "import { SummaryReporter } from './scripts/vitest-summary-reporter.ts';",
    "export default { test: { include: ['*.test.mjs'], reporters: [new SummaryReporter()] } };",
  ].join('\n');
  writeFileSync(path.join(folder, 'vitest.config.mjs'), config);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs vitest over the files given; answers with its exit code and the line that the reporter left. */
function summarise(files: Readonly<Record<string, string>>) {
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), `import { it, expect } from 'vitest';\n${body}\n`);
  }
  const file = path.join(folder, 'summary.txt');
  const env = { PATH: process.env['PATH'], RPMW_TEST_SUMMARY_FILE: file };
  const { status } = spawnSync(process.execPath, [VITEST, 'run'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { failed: status !== 0, line: readFileSync(file, 'utf8').trim() };
}

describe('the summary line', () => {
  it('counts tests by how they ended', () => {
    const summary = summarise({
      'a.test.mjs': "it('a', () => {}); it('b', () => {}); it.skip('c', () => {}); it.todo('d');",
      'b.test.mjs': "it('e', () => expect(1).toBe(2));",
    });

    expect(summary).toEqual({ failed: true, line: '2 passed, 1 failed, 2 skipped' });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const summary = summarise({
      'a.test.mjs': "it('a', () => {});",
      'b.test.mjs': "throw new Error('broken');",
    });

    expect(summary).toEqual({ failed: true, line: '1 passed, 1 failed, 0 skipped' });
  });

  it('counts an error that belongs to no test as a failure', () => {
    const summary = summarise({
      'a.test.mjs': "it('a', () => { setImmediate(() => { throw new Error('late'); }); });",
    });

    expect(summary).toEqual({ failed: true, line: '1 passed, 1 failed, 0 skipped' });
  });
});
