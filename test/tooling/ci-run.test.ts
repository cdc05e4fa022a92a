import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const CI_RUN = path.join(PROJECT, '.ci/run');
const TEST_COMMAND = 'npm ci && npm test';
const DEEP_COMMAND = 'npm run test:deep';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rpmw-ci-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ends = (line: string, code: number) =>
  `echo "${line}" > "$RPMW_TEST_SUMMARY_FILE"; echo "npm says goodbye"; exit ${code}`;

const GOOD = {
  ci: 'exit 0',
  test: ends('12 passed, 0 failed, 3 skipped', 0),
  deep: ends('30 passed, 0 failed, 1 skipped', 0),
};

/** Runs .ci/run with an `npm` of ours in front of the real one. */
function ciRun(change: Partial<typeof GOOD>) {
  const npm = { ...GOOD, ...change };
  const fake = `#!/usr/bin/env bash
case "$*" in
  ci) ${npm.ci} ;;
  test) ${npm.test} ;;
  'run test:deep') ${npm.deep} ;;
  *) exit 99 ;;
esac
`;
  writeFileSync(path.join(folder, 'npm'), fake);
  chmodSync(path.join(folder, 'npm'), 0o755);
  const env = { PATH: `${folder}:/usr/local/bin:/usr/bin:/bin` };
  const { status, stdout, stderr } = spawnSync('bash', [CI_RUN], { encoding: 'utf8', env });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stderr };
}

describe('.ci/run', () => {
  it('runs exactly the test command of the README, then the deep tests', () => {
    const readme = readFileSync(path.join(PROJECT, 'README.md'), 'utf8');
    const lines = readFileSync(CI_RUN, 'utf8').split('\n');

    expect(readme).toContain(TEST_COMMAND);
    expect(lines.filter((line) => line.includes('npm '))).toEqual([TEST_COMMAND, DEEP_COMMAND]);
  });

  it('closes with the counts of both runs, after whatever npm prints', () => {
    const run = ciRun({});

    expect(run).toMatchObject({ status: 0, lastLine: '42 passed, 0 failed, 4 skipped' });
  });

  it.each([
    { which: 'first', npm: { test: ends('11 passed, 1 failed, 0 skipped', 7) }, passed: 41 },
    { which: 'deep', npm: { deep: ends('11 passed, 1 failed, 3 skipped', 7) }, passed: 23 },
  ])('keeps the exit code of a $which run that failed, and runs both', ({ npm, passed }) => {
    const run = ciRun(npm);

    expect(run.status).toBe(7);
    expect(run.lastLine).toMatch(new RegExp(`^${passed} passed, 1 failed, \\d+ skipped$`));
  });

  it.each([
    { npm: { test: ends('0 passed, 0 failed, 9 skipped', 0) }, because: 'nothing was tested' },
    { npm: { deep: ends('0 passed, 0 failed, 0 skipped', 0) }, because: 'nothing deep was tested' },
    { npm: { test: ends('5 passed, 1 failed, 0 skipped', 0) }, because: 'a failure was swallowed' },
    {
      npm: { deep: ends('5 passed, 2 failed, 0 skipped', 0) },
      because: 'a deep one was swallowed',
    },
  ])('fails although npm did not: $because', ({ npm }) => {
    const run = ciRun(npm);

    expect(run.status).toBe(1);
    expect(run.lastLine).toMatch(/^\d+ passed, \d+ failed, \d+ skipped$/);
  });

  it.each([
    { because: 'the install failed', npm: { ci: 'exit 4' }, status: 4 },
    { because: 'the run crashed', npm: { test: 'exit 139' }, status: 139 },
    { because: 'the run ended early without a word', npm: { test: 'exit 0' }, status: 1 },
    { because: 'the deep run crashed', npm: { deep: 'exit 139' }, status: 139 },
    { because: 'the deep run ended early without a word', npm: { deep: 'exit 0' }, status: 1 },
  ])('makes no line up: $because', ({ npm, status }) => {
    const run = ciRun(npm);

    expect(run.status).toBe(status);
    expect(run.lastLine).not.toMatch(/passed/);
    expect(run.stderr).toContain('there is no summary');
  });
});
