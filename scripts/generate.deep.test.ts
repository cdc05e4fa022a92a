import { spawnSync } from 'node:child_process';
import { appendFileSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, 'generate.ts');

let out = '';
beforeEach(() => {
  out = mkdtempSync(path.join(os.tmpdir(), 'rpmw-generate-'));
});
afterEach(() => {
  rmSync(out, { recursive: true });
});

function generate(...options: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [SCRIPT, '--out', out, ...options],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

describe('generate', () => {
  it('passes its own check right after it wrote, in a second run too', () => {
    expect(generate()).toMatchObject({ status: 0, stderr: '' });

    expect(generate('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('fails the check and names the file when a generated file differs or is missing', () => {
    generate();
    const [changed = '', removed = ''] = globSync('config/schemas/*.json', { cwd: out }).sort();
    appendFileSync(path.join(out, changed), ' ');
    rmSync(path.join(out, removed));

    const checked = generate('--check');

    expect(checked.status).toBe(1);
    const differing = checked.stdout.split('\n').filter((line) => line.includes('config/schemas'));
    expect(differing.sort()).toEqual([`differs: ${changed}`, `differs: ${removed}`].sort());
  });

  it('writes nothing while it checks', () => {
    generate('--check');

    expect(globSync('**/*', { cwd: out })).toEqual([]);
  });
});
