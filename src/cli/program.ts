import { Command, CommanderError } from 'commander';
import { registerAccountInit } from './commands/account-init.ts';
import { registerConfigCheck } from './commands/config-check.ts';
import { registerEvalAccept } from './commands/eval-accept.ts';
import { registerEvalCompare } from './commands/eval-compare.ts';
import { registerEvalRun } from './commands/eval-run.ts';
import { registerFlags } from './commands/flags.ts';
import { registerHolds } from './commands/holds.ts';
import { registerKill } from './commands/kill.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerPreflight } from './commands/preflight.ts';
import { registerQueue } from './commands/queue.ts';
import { registerSecretsFingerprint } from './commands/secrets-fingerprint.ts';
import { registerServe } from './commands/serve.ts';
import { registerStart } from './commands/start.ts';
import { registerTemplatesList } from './commands/templates-list.ts';
import { registerTicketsExplain } from './commands/tickets-explain.ts';
import { registerTicketsSend } from './commands/tickets-send.ts';
import { registerWorkspaceRegister } from './commands/workspace-register.ts';
import { reportError } from './print.ts';
import type { Surface } from './surface.ts';

const WRONG_USAGE = 2;

type Register = (program: Command, surface: Surface, exit: (code: number) => void) => void;

function registerRpmw(program: Command, surface: Surface, exit: (code: number) => void): void {
  program
    .name('rpmw')
    .description('operate richpanel-middleware')
    .showHelpAfterError('(add --help for the options)');
  const tickets = new Command('tickets').description('synthetic tickets');
  registerTicketsSend(tickets, surface, exit);
  registerTicketsExplain(tickets, surface);
  registerServe(program, surface);
  program.addCommand(tickets);
  registerTemplatesList(program, surface);
  registerQueue(program, surface);
  registerHolds(program, surface);
  registerLedger(program, surface, exit);
  registerConfigCheck(program, surface, exit);
  const evaluation = program.command('eval').description('how well messages are understood');
  registerEvalRun(evaluation, surface, exit);
  registerEvalCompare(evaluation, surface);
  registerEvalAccept(evaluation, surface);
  registerPreflight(program, surface, exit);
  registerAccountInit(program, surface);
  registerSecretsFingerprint(program, surface);
  registerWorkspaceRegister(program, surface);
  registerFlags(program, surface);
  registerKill(program, surface, exit);
}

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
