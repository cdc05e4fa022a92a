import { Command, CommanderError } from 'commander';
import { registerAccount } from './commands/account.ts';
import { registerConfig } from './commands/config.ts';
import { registerEval } from './commands/eval.ts';
import { registerFlags } from './commands/flags.ts';
import { registerHolds } from './commands/holds.ts';
import { registerKill } from './commands/kill.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerPreflight } from './commands/preflight.ts';
import { registerQueue } from './commands/queue.ts';
import { registerSecrets } from './commands/secrets.ts';
import { registerServe } from './commands/serve.ts';
import { registerTemplates } from './commands/templates.ts';
import { registerTickets } from './commands/tickets.ts';
import { registerWorkspaceCommands } from './commands/workspace.ts';
import { registerStart } from './demo/start.ts';
import { reportError } from './print.ts';
import type { Surface } from './surface.ts';

const WRONG_USAGE = 2;

type Register = (program: Command, surface: Surface, exit: (code: number) => void) => void;

/** In the order of the help. */
const COMMANDS: readonly Register[] = [
  ...[registerServe, registerTickets, registerTemplates, registerQueue, registerHolds],
  ...[registerLedger, registerConfig, registerEval, registerPreflight, registerAccount],
  ...[registerSecrets, registerWorkspaceCommands, registerFlags, registerKill],
];

const registerRpmw: Register = (program, surface, exit) => {
  program
    .name('rpmw')
    .description('operate richpanel-middleware')
    .showHelpAfterError('(add --help for the options)');
  for (const register of COMMANDS) register(program, surface, exit);
};

function createProgram(
  register: Register,
  surface: Surface,
  exit: (code: number) => void,
): Command {
  const program = new Command();
  register(program, surface, exit);
  overrideExits(program, surface);
  return program;
}

function leavesOf(command: Command, path: readonly string[]): readonly string[] {
  if (command.commands.length === 0) return [path.join(' ')];
  return command.commands.flatMap((inner) => leavesOf(inner, [...path, inner.name()]));
}

/** Every command of `rpmw`, such as `flags set`, in the order of its help. */
export function listCommands(surface: Surface): readonly string[] {
  return leavesOf(
    createProgram(registerRpmw, surface, () => undefined),
    [],
  );
}

/** A value that was typed wrongly is not repeated: it may be a secret in the wrong place, and builds keep their output. */
function withoutValues(text: string): string {
  return text
    .replace(/argument '.*' is invalid/s, 'argument is invalid')
    .replace(/(unknown option '[^=']*)=.*'/s, "$1'");
}

function overrideExits(command: Command, surface: Surface): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: surface.console.out,
    writeErr: surface.console.err,
    outputError: (text, write) => write(withoutValues(text)),
  });
  for (const inner of command.commands) overrideExits(inner, surface);
}

async function run(register: Register, args: readonly string[], surface: Surface): Promise<number> {
  let exitCode = 0;
  const program = createProgram(register, surface, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : WRONG_USAGE;
    return reportError(surface.console, thrown, args.includes('--json'));
  }
}

/** Runs one `rpmw` command. @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage */
export function runRpmw(args: readonly string[], surface: Surface): Promise<number> {
  return run(registerRpmw, args, surface);
}

/** Runs `npm start`. @returns the exit code, as above */
export function runStart(args: readonly string[], surface: Surface): Promise<number> {
  return run(
    (program, inner, exit) => registerStart(program.name('npm start --'), inner, exit),
    args,
    surface,
  );
}
