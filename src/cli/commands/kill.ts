import type { Command } from 'commander';
import { toMiddlewareError } from '../../core/errors.ts';
import { REQUIRED_FLAGS, type RequiredFlag, SAFE_VALUES } from '../../core/flags/names.ts';
import { writeAndReadBack } from '../../core/flags/set-flag.ts';
import { effectiveValue, parseFlags } from '../../core/flags/snapshot.ts';
import { recordOperation } from '../../core/gate/operation.ts';
import {
  describeFlags,
  findProbeAnswer,
  formatProbeBody,
  probeLane,
} from '../../core/worker/probe.ts';
import {
  type EnvironmentOptions,
  localOptionsOf,
  wholeNumber,
  withEnvironment,
} from '../options.ts';
import { printJson } from '../print.ts';
import type { LocalOptions, OperatorStores, Surface, Switches } from '../surface.ts';
import { withStores } from '../with-stores.ts';

interface KillOptions extends EnvironmentOptions {
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
const SHOWN_LENGTH = 64;

/** One switch, whatever becomes of the others. */
async function makeSafe(flag: RequiredFlag, switches: Switches): Promise<Target> {
  const after = String(SAFE_VALUES[flag]);
  try {
    const reading = (await switches.flags.read([flag])).get(flag);
    if (reading?.state === 'missing') return { flag, before: 'missing', after, result: 'missing' };
    const before = reading?.state === 'raw' ? reading.raw.slice(0, SHOWN_LENGTH) : 'unreadable';
    await writeAndReadBack({ flag, after }, switches.flags);
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
  stores: OperatorStores,
  surface: Surface,
) {
  const operation = { effect: 'flags.write', direction: 'safer' } as const;
  const operator = { actor: surface.variables.actor, reason: options.reason };
  const deps = { ...stores, clock: surface.clock };
  for (const { flag, before, after } of targets) {
    await recordOperation(operation, operator, { flag, before, after }, deps);
  }
}

/** Asks a worker what it sees; the answer, not our write, is the proof (D17). */
async function awaitWorker(waitMs: number, stores: OperatorStores, surface: Surface) {
  const flags = parseFlags(await stores.flags.read(REQUIRED_FLAGS));
  const inForce = REQUIRED_FLAGS.map((name) => [name, effectiveValue(flags, name)] as const);
  const expected = describeFlags(Object.fromEntries(inForce));
  const probeId = surface.random.id();
  const startedAtMs = surface.clock.now();
  await stores.queue.enqueue({
    jobId: `probe-${probeId}`,
    lane: probeLane(probeId),
    body: formatProbeBody(probeId),
  });
  while (surface.clock.now() - startedAtMs <= waitMs) {
    const answer = await findProbeAnswer(probeId, stores.ledger);
    if (answer === expected) return surface.clock.now() - startedAtMs;
    await surface.clock.sleep(POLL_MS);
  }
  return null;
}

/** Everything after the writes may fail; then nobody has confirmed them, and no more than that is said. */
async function confirm(
  targets: readonly Target[],
  options: KillOptions,
  local: LocalOptions,
  surface: Surface,
): Promise<number | null> {
  try {
    return await withStores(surface, local, async (stores) => {
      await record(targets, options, stores, surface);
      return awaitWorker(options.wait * 1_000, stores, surface);
    });
  } catch (thrown) {
    const { code } = toMiddlewareError(thrown);
    surface.console.err(
      `! LEDGER_ROW_MISSING: the ledger or a worker could not be asked (${code}); tell whoever keeps it\n`,
    );
    return null;
  }
}

async function kill(options: KillOptions, local: LocalOptions, surface: Surface): Promise<number> {
  const flags: RequiredFlag[] = ['safe_mode', 'automation_enabled'];
  if (options.everything === true) flags.push('routing_enabled');
  const switches = await surface.openSwitches(local);
  const targets: Target[] = [];
  try {
    for (const flag of flags) targets.push(await makeSafe(flag, switches));
  } finally {
    await switches.close();
  }
  for (const target of targets) tell(target, surface);
  const confirmedMs = await confirm(targets, options, local, surface);
  const seconds = confirmedMs === null ? null : Math.round(confirmedMs / 100) / 10;
  const isSafe = targets.every((target) => target.result !== 'failed');
  if (options.json === true) {
    printJson(surface.console, {
      schemaVersion: 1,
      store: 'local',
      targets,
      confirmedSeconds: seconds,
    });
  }
  const unconfirmed = isSafe
    ? 'written and re-read but not yet confirmed'
    : 'not everything is written';
  const line =
    seconds === null ? unconfirmed : `a worker reported the new values after ${seconds} s`;
  surface.console.err(`${line}\n`);
  return seconds === null || !isSafe ? 1 : 0;
}

/** `kill`: stops every automatic reply now, and shows that a worker has seen it. */
export function registerKill(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  withEnvironment(program.command('kill').description('stop every automatic reply now'))
    .option('--everything', 'stop routing as well')
    .option('--wait <seconds>', 'how long to wait for a worker', wholeNumber(0, 600), 30)
    .option('--reason <text>', 'why; stands on the ledger', 'kill')
    .action(async (options: KillOptions) => {
      const local = localOptionsOf(options, surface);
      exit(await kill(options, local, surface));
    });
}
