import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/rpmw.mjs', import.meta.url));
export type Variables = Readonly<Record<string, string>>;

export interface ChildResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedChild {
  readonly child: ChildProcess;
  readonly done: Promise<ChildResult>;
}

/** Nothing of the person or the machine that runs the tests: no keys, no profiles, no endpoints. */
function bareVariables(home: string): Variables {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'aws-credentials'),
  };
}

interface ChildRun {
  readonly home: string;
  readonly variables: Variables;
  readonly stdio?: StdioOptions;
}

/** Starts Node on these arguments as a process of its own, with these variables and no others. */
function startNode(args: readonly string[], run: ChildRun): StartedChild {
  const { home, variables, stdio = ['ignore', 'pipe', 'pipe'] } = run;
  const env = { ...bareVariables(home), ...variables };
  const child = spawn(process.execPath, [...args], { cwd: home, env, stdio });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = new Promise<ChildResult>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, done };
}

/** Starts `rpmw` as a process of its own. */
export function startRpmw(args: readonly string[], run: ChildRun): StartedChild {
  return startNode([BIN, ...args], run);
}

/** Runs Node on these arguments to its end. */
export function runNode(args: readonly string[], run: ChildRun): Promise<ChildResult> {
  return startNode(args, run).done;
}
