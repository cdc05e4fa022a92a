import type { Command } from 'commander';
import { REQUIRED_FLAGS, type RequiredFlag, SAFE_VALUES } from '../../core/flags/names.ts';
import { shownReading } from '../../core/flags/shown.ts';
import { effectiveValue, parseFlags } from '../../core/flags/snapshot.ts';
import { recordOperation } from '../../core/operate/operation.ts';
import { writeAndReadBack } from '../../core/operate/set-flag.ts';
import { toMiddlewareError } from '../../core/runtime/errors.ts';
import {
  describeFlags,
  findProbeAnswer,
  formatProbeBody,
  probeGroup,
} from '../../core/worker/probe.ts';
import { type AccountCliOptions, withAccount } from '../account-options.ts';
import { type Board, withBoard } from '../board.ts';
import { wholeNumber, withRuntime } from '../options.ts';
import { printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface KillOptions extends AccountCliOptions {
  readonly everything?: boolean;
  readonly wait: number;
  readonly reason: string;
}

/** `missing` already means the safe value, and a write could only create a parameter in a wrong place (D17). */
type Result = 'written' | 'missing' | 'failed';

interface Target {
  readonly flag: RequiredFlag;
  readonly before: string;
  readonly after: string;
  readonly result: Result;
}

const POLL_MS = 100;
/** How each result stands on the ledger: only what was written is done. */
const OUTCOMES = {
  written: { outcome: 'done', codes: [] },
  missing: { outcome: 'done', codes: ['FLAG_MISSING'] },
  failed: { outcome: 'unknown', codes: ['FLAG_NOT_WRITTEN'] },
} as const;

/** One flag, whatever becomes of the others. */
async function makeSafe(flag: RequiredFlag, board: Board): Promise<Target> {
  const after = String(SAFE_VALUES[flag]);
  try {
    const reading = (await board.flags.read([flag])).get(flag);
    if (reading?.state === 'missing') return { flag, before: 'missing', after, result: 'missing' };
    const before = shownReading(flag, reading);
    await writeAndReadBack({ flag, after }, board.flags);
    return { flag, before, after, result: 'written' };
  } catch {
    return { flag, before: 'unknown', after, result: 'failed' };
  }
}

function tell({ flag, after, result }: Target, surface: Surface): void {
  const line = {
    written: `✓ ${flag}=${after}, read back`,
    missing: `✓ ${flag} is missing, which means ${after}`,
    failed: `✗ FLAG_NOT_WRITTEN: ${flag} could not be written and read back`,
  }[result];
  surface.console.err(`${line}\n`);
}

/** The ledger's row may follow the write; a row that is missing is said aloud and stops nothing. */
async function record(
  targets: readonly Target[],
  options: KillOptions,
  board: Board,
  surface: Surface,
) {
  const operator = { actor: surface.variables.actor, reason: options.reason };
  const deps = await board.operation();
  for (const { flag, before, after, result } of targets) {
    const operation = { effect: 'flags.write', direction: 'safer', ...OUTCOMES[result] } as const;
    await recordOperation(operation, operator, { flag, before, after }, deps);
  }
}

/** Asks a worker what it sees; the answer, not our write, is the proof (D17). */
async function awaitWorker(waitMs: number, board: Board, surface: Surface): Promise<number | null> {
  const workers = await board.workers();
  if (workers === null) return null;
  const flags = parseFlags(await board.flags.read(REQUIRED_FLAGS));
  const inForce = REQUIRED_FLAGS.map((name) => [name, effectiveValue(flags, name)] as const);
  const expected = describeFlags(Object.fromEntries(inForce));
  const probeId = surface.random.id();
  const startedAtMs = surface.clock.now();
  await workers.queue.enqueue({
    jobId: `probe-${probeId}`,
    group: probeGroup(probeId),
    isUrgent: true,
    body: formatProbeBody(probeId),
  });
  while (surface.clock.now() - startedAtMs <= waitMs) {
    const answer = await findProbeAnswer(probeId, workers.ledger);
    if (answer === expected) return surface.clock.now() - startedAtMs;
    await surface.clock.sleep(POLL_MS);
  }
  return null;
}

/** Does what may fail after the writes; what fails is said aloud and stops nothing. */
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

/** The row and the proof, each whatever becomes of the other. @returns null when no worker has confirmed */
async function confirm(
  targets: readonly Target[],
  options: KillOptions,
  board: Board,
  surface: Surface,
): Promise<number | null> {
  await attempt(
    () => record(targets, options, board, surface),
    'LEDGER_ROW_MISSING',
    'the ledger could not be written; tell whoever keeps it',
    surface,
  );
  return attempt(
    () => awaitWorker(options.wait * 1_000, board, surface),
    'WORKER_NOT_ASKED',
    'no worker could be asked',
    surface,
  );
}

function tellOutcome(
  targets: readonly Target[],
  seconds: number | null,
  board: Board,
  surface: Surface,
): number {
  const isSafe = targets.every((target) => target.result !== 'failed');
  const unconfirmed = isSafe
    ? 'written and re-read but not yet confirmed'
    : 'not everything is written';
  const line =
    seconds === null ? unconfirmed : `a worker reported the new values after ${seconds} s`;
  surface.console.err(`${line} (${board.where})\n`);
  return seconds === null || !isSafe ? 1 : 0;
}

function kill(options: KillOptions, surface: Surface): Promise<number> {
  const flags: RequiredFlag[] = ['safe_mode', 'automation_enabled'];
  if (options.everything === true) flags.push('routing_enabled');
  return withBoard(options, 'kill', surface, async (board) => {
    const targets: Target[] = [];
    for (const flag of flags) targets.push(await makeSafe(flag, board));
    for (const target of targets) tell(target, surface);
    const confirmedMs = await confirm(targets, options, board, surface);
    const seconds = confirmedMs === null ? null : Math.round(confirmedMs / 100) / 10;
    const { store } = board;
    if (options.json === true) {
      printJson(surface.console, { schemaVersion: 1, store, targets, confirmedSeconds: seconds });
    }
    return tellOutcome(targets, seconds, board, surface);
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
