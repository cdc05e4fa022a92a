import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const CI_RUN = path.join(PROJECT, '.ci/run');
const TEST_COMMAND = 'npm ci && npm test';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rpmw-ci-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs .ci/run with an `npm` of ours in front of the real one. */
function ciRun(npm: { readonly ci: string; readonly test: string }) {
  const fake = `#!/usr/bin/env bash\nif [[ "$*" == ci ]]; then ${npm.ci}; elif [[ "$*" == test ]]; then ${npm.test}; else exit 99; fi\n`;
  writeFileSync(path.join(folder, 'npm'), fake);
  chmodSync(path.join(folder, 'npm'), 0o755);
  const env = { PATH: `${folder}:/usr/local/bin:/usr/bin:/bin` };
  const { status, stdout, stderr } = spawnSync('bash', [CI_RUN], { encoding: 'utf8', env });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stderr };
}

const ends = (line: string, code: number) =>
  `echo "${line}" > "$RPMW_TEST_SUMMARY_FILE"; echo "npm says goodbye"; exit ${code}`;

describe('.ci/run', () => {
  it('runs exactly the test command of the README', () => {
    const readme = readFileSync(path.join(PROJECT, 'README.md'), 'utf8');
    const lines = readFileSync(CI_RUN, 'utf8').split('\n');

    expect(readme).toContain(TEST_COMMAND);
    expect(lines.filter((line) => line.includes('npm '))).toEqual([TEST_COMMAND]);
  });

  it('closes with the counts of the run, after whatever npm prints', () => {
    const run = ciRun({ ci: 'exit 0', test: ends('12 passed, 0 failed, 3 skipped', 0) });

    expect(run).toMatchObject({ status: 0, lastLine: '12 passed, 0 failed, 3 skipped' });
  });

  it('keeps the exit code of a failed run', () => {
    const run = ciRun({ ci: 'exit 0', test: ends('11 passed, 1 failed, 0 skipped', 7) });

    expect(run).toMatchObject({ status: 7, lastLine: '11 passed, 1 failed, 0 skipped' });
  });

  it.each([
    { line: '0 passed, 0 failed, 9 skipped', because: 'nothing was tested' },
    { line: '5 passed, 1 failed, 0 skipped', because: 'a failure was swallowed' },
  ])('fails although npm did not: $because', ({ line }) => {
    const run = ciRun({ ci: 'exit 0', test: ends(line, 0) });

    expect(run).toMatchObject({ status: 1, lastLine: line });
  });

  it.each([
    {
      because: 'the install failed',
      npm: { ci: 'exit 4', test: ends('1 passed, 0 failed, 0 skipped', 0) },
      status: 4,
    },
    { because: 'the run crashed', npm: { ci: 'exit 0', test: 'exit 139' }, status: 139 },
    {
      because: 'the run ended early without a word',
      npm: { ci: 'exit 0', test: 'exit 0' },
      status: 1,
    },
  ])('makes no line up: $because', ({ npm, status }) => {
    const run = ciRun(npm);

    expect(run.status).toBe(status);
    expect(run.lastLine).not.toMatch(/passed/);
    expect(run.stderr).toContain('there is no summary');
  });
});
