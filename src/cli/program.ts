import { Command, CommanderError } from 'commander';
import { registerConfigCheck } from './commands/config-check.ts';
import { registerFlags } from './commands/flags.ts';
import { registerHolds } from './commands/holds.ts';
import { registerKill } from './commands/kill.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerQueue } from './commands/queue.ts';
import { registerServe } from './commands/serve.ts';
import { registerStart } from './commands/start.ts';
import { registerTemplatesList } from './commands/templates-list.ts';
import { registerTicketsExplain } from './commands/tickets-explain.ts';
import { registerTicketsSend } from './commands/tickets-send.ts';
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
  registerFlags(program, surface);
  registerKill(program, surface, exit);
}

function overrideExits(command: Command, surface: Surface): void {
  command.exitOverride();
  command.configureOutput({ writeOut: surface.console.out, writeErr: surface.console.err });
  for (const inner of command.commands) overrideExits(inner, surface);
}

async function run(register: Register, args: readonly string[], surface: Surface): Promise<number> {
  let exitCode = 0;
  const program = new Command();
  register(program, surface, (code) => {
    exitCode = code;
  });
  overrideExits(program, surface);
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
