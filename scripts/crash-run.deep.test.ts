import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./crash-run.ts', import.meta.url));

describe('scripts/crash-run.ts', () => {
  it.each([
    ['--kills', 'many'],
    ['--tickets', '-1'],
    ['--sead', '3'],
  ])('refuses %s %s as wrong usage, before it starts anything', (...args) => {
    const run = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

    expect(run.status, run.stderr).toBe(2);
    expect(run.stderr).toContain(args[0]);
  });
});
