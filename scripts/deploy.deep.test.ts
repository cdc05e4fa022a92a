import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Runs the script where no variable of AWS or of ours is set but these. */
function runScript(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const script = path.join(import.meta.dirname, 'deploy.ts');
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), ...variables };
  return spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
}

describe('npm run deploy on the command line', () => {
  it.each([
    ['an unknown option', ['--env', 'dev', '--skip-preflight'], 'WRONG_USAGE: '],
    ['a malformed region', ['--env', 'dev', '--region', 'Ohio'], 'WRONG_USAGE: Give a region'],
    [
      'a malformed account id',
      ['--env', 'dev', '--expect-account', '12'],
      'WRONG_USAGE: Give the twelve digits',
    ],
    ['an unknown environment', ['--env', 'qa'], 'ENV_UNKNOWN: '],
  ])('ends with 2 for %s', (_name, args, said) => {
    const { status, stderr } = runScript(args);

    expect(stderr.startsWith(said), stderr).toBe(true);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('ends with 1 for a configuration that is not in the folder of RPMW_CONFIG_DIR', () => {
    const { status, stderr } = runScript(['--env', 'dev'], { RPMW_CONFIG_DIR: '/nowhere' });

    expect(stderr).toContain('CONFIG_FILE_MISSING');
    expect(status).toBe(1);
  });

  it('says how it is used, and does nothing', () => {
    const { status, stdout } = runScript(['--help']);

    expect(stdout).toMatch(/^Usage: npm run deploy [\s\S]+--create-secrets/);
    expect(status).toBe(0);
  });
});
