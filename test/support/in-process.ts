import { EventEmitter } from 'node:events';
import { listCommands, runRpmw, runStart } from '../../src/cli/program.ts';
import type { Surface } from '../../src/cli/surface.ts';
import { createLocalSurface } from '../../src/entry/local-surface.ts';
import type { CliResult } from './run-cli.ts';

/** What the commands get from the process of the test. */
export function surfaceOfTests(): Surface {
  return createLocalSurface(process);
}

/** Every command of `rpmw`, such as `flags set`. */
export function commandNames(): readonly string[] {
  return listCommands(surfaceOfTests());
}

type Variables = Readonly<Record<string, string>>;

/** This process, but for its variables, its streams and its signals: those belong to one command. */
function processOfCommand(
  variables: Variables,
  write: Record<'stdout' | 'stderr', (text: string) => void>,
) {
  const signals = new EventEmitter();
  const own = new Map<string | symbol, unknown>(
    Object.entries({
      env: variables,
      stdin: { isTTY: false },
      stdout: { isTTY: false, write: write.stdout },
      stderr: { isTTY: false, write: write.stderr },
      on: signals.on.bind(signals),
      off: signals.off.bind(signals),
    }),
  );
  return new Proxy(process, {
    get: (target, name): unknown => (own.has(name) ? own.get(name) : Reflect.get(target, name)),
  });
}

/**
 * Runs a command in the process of the test, from its arguments to its exit code: everything but Node's own start.
 * Variables are those given and no others. A relative path means the folder of the test run, so give absolute ones.
 */
export async function runInProcess(
  bin: 'rpmw' | 'start',
  args: readonly string[],
  variables: Variables = {},
): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  const surface = createLocalSurface(
    processOfCommand(variables, {
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    }),
  );
  const code = await (bin === 'rpmw' ? runRpmw : runStart)(args, surface);
  return { code, stdout, stderr };
}
