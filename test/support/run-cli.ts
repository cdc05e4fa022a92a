import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT_DIR = fileURLToPath(new URL('../../', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves with the output so far once it matches; rejects when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<string>;
}

/** The variables of the machine without ours, so that a developer's own settings change no test. */
function cleanEnv(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith('RPMW_')) delete env[name];
  return { ...env, ...extra };
}

/** Starts `bin/rpmw.mjs` or `bin/start.mjs` as a process of its own, as a person would. */
export function startCli(
  bin: 'rpmw' | 'start',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCli {
  const child = spawn(process.execPath, [join(PROJECT_DIR, 'bin', `${bin}.mjs`), ...args], {
    cwd: tmpdir(),
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = new Promise<CliResult>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(stdout + stderr)) return;
        child.stdout.off('data', look);
        child.stderr.off('data', look);
        resolve(stdout + stderr);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      look();
      void done.then((result) => reject(new Error(`ended with ${result.code}: ${result.stderr}`)));
    });
  return { child, done, says };
}

export function runCli(
  bin: 'rpmw' | 'start',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return startCli(bin, args, env).done;
}

/** A data folder of its own. */
export function createDataDir(): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'rpmw-e2e-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
