import type { Command } from 'commander';
import {
  awaitWorker,
  type KillTarget,
  recordKill,
  writeSafeValues,
} from '../../core/operate/kill.ts';
import { toMiddlewareError } from '../../core/runtime/errors.ts';
import { type FlagControl, withFlagControl } from '../flag-control.ts';
import { type AccountCliOptions, wholeNumber, withAccount, withRuntime } from '../options.ts';
import { printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface KillOptions extends AccountCliOptions {
  readonly everything?: boolean;
  readonly wait: number;
  readonly reason: string;
}

function tell({ flag, after, result }: KillTarget, surface: Surface): void {
  const line = {
    written: `✓ ${flag}=${after}, read back`,
    missing: `✓ ${flag} is missing, which means ${after}`,
    failed: `✗ FLAG_NOT_WRITTEN: ${flag} could not be written and read back`,
  }[result];
  surface.console.err(`${line}\n`);
}

/** Does what may fail after the writes; a failure is told and stops nothing. */
async function attempt<T>(
  work: () => Promise<T>,
  code: string,
  what: string,
  surface: Surface,
): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    surface.console.err(`! ${code}: ${what} (${toMiddlewareError(thrown).code})\n`);
    return null;
  }
}

/** Writes the ledger and asks a worker, each even if the other fails. @returns null when no worker has confirmed */
async function confirm(
  targets: readonly KillTarget[],
  options: KillOptions,
  control: FlagControl,
  surface: Surface,
): Promise<number | null> {
  const operator = { actor: surface.variables.actor, reason: options.reason };
  await attempt(
    async () => recordKill(targets, operator, await control.operation()),
    'LEDGER_ROW_MISSING',
    'the ledger could not be written; tell the person who keeps it',
    surface,
  );
  const ask = async () => {
    const workers = await control.workers();
    if (workers === null) return null;
    return awaitWorker(options.wait * 1_000, control.flags, workers, surface);
  };
  return attempt(ask, 'WORKER_NOT_ASKED', 'no worker could be asked', surface);
}

function tellOutcome(isSafe: boolean, seconds: number | null, where: string, surface: Surface) {
  const unconfirmed = isSafe
    ? 'written and re-read but not yet confirmed'
    : 'not everything is written';
  const line =
    seconds === null ? unconfirmed : `a worker reported the new values after ${seconds} s`;
  surface.console.err(`${line} (${where})\n`);
}

function kill(options: KillOptions, surface: Surface): Promise<number> {
  return withFlagControl(options, 'kill', surface, async (control) => {
    const { store, flags, where } = control;
    const targets = await writeSafeValues({ everything: options.everything === true }, flags);
    for (const target of targets) tell(target, surface);
    const confirmedMs = await confirm(targets, options, control, surface);
    const seconds = confirmedMs === null ? null : Math.round(confirmedMs / 100) / 10;
    if (options.json === true)
      printJson(surface.console, { schemaVersion: 1, store, targets, confirmedSeconds: seconds });
    const isSafe = targets.every(({ result }) => result !== 'failed');
    tellOutcome(isSafe, seconds, where, surface);
    return seconds === null || !isSafe ? 1 : 0;
  });
}

/** `kill`: stops every automatic reply now, and shows that a worker has seen it. */
export function registerKill(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const command = program
    .command('kill')
    .description(
      'stop every automatic reply now; in an account no worker confirms it yet (exit 1)',
    );
  withRuntime(withAccount(command))
    .option('--everything', 'stop routing as well')
    .option('--wait <seconds>', 'how long to wait for a worker', wholeNumber(0, 600), 30)
    .option('--reason <text>', 'why; stands on the ledger', 'kill')
    .action(async (options: KillOptions) => exit(await kill(options, surface)));
}
