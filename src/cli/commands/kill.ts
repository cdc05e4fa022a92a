import type { Command } from 'commander';
import { REQUIRED_FLAGS, type RequiredFlag, SAFE_VALUES } from '../../core/flags/names.ts';
import { planFlagChange, setFlag } from '../../core/flags/set-flag.ts';
import { effectiveValue, parseFlags } from '../../core/flags/snapshot.ts';
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
import type { OperatorStores, Surface } from '../surface.ts';
import { withStores } from '../with-stores.ts';

interface KillOptions extends EnvironmentOptions {
  readonly everything?: boolean;
  readonly wait: number;
  readonly reason?: string;
}

const POLL_MS = 100;
const UNCONFIRMED = 'written and re-read but not yet confirmed';

interface Written {
  readonly flag: RequiredFlag;
  readonly after: string;
  /** False where there was no parameter: missing already means safe, and a write could only create a wrong one. */
  readonly isWritten: boolean;
  /** False when the ledger did not take its row; the write counts all the same. */
  readonly isRecorded: boolean;
}

async function writeSafe(
  flag: RequiredFlag,
  reason: string,
  stores: OperatorStores,
  surface: Surface,
): Promise<Written> {
  const after = String(SAFE_VALUES[flag]);
  const reading = (await stores.flags.read([flag])).get(flag);
  if (reading?.state === 'missing') return { flag, after, isWritten: false, isRecorded: true };
  const change = {
    ...(await planFlagChange(flag, after, stores.flags)),
    direction: 'safer',
  } as const;
  const operator = { actor: surface.variables.actor, reason };
  const { isRecorded } = await setFlag(change, operator, { ...stores, clock: surface.clock });
  return { flag, after, isWritten: true, isRecorded };
}

/** Asks a worker what it sees; the answer, not our write, is the proof (D17). */
async function awaitWorker(
  expected: string,
  waitMs: number,
  stores: OperatorStores,
  surface: Surface,
): Promise<number | null> {
  const probeId = surface.random.id();
  const startedAtMs = surface.clock.now();
  await stores.queue.enqueue({
    jobId: `probe-${probeId}`,
    lane: probeLane(probeId),
    body: formatProbeBody(probeId),
  });
  while (surface.clock.now() - startedAtMs <= waitMs) {
    if ((await findProbeAnswer(probeId, stores.ledger)) === expected)
      return surface.clock.now() - startedAtMs;
    await surface.clock.sleep(POLL_MS);
  }
  return null;
}

async function kill(
  options: KillOptions,
  stores: OperatorStores,
  surface: Surface,
): Promise<number> {
  const targets: RequiredFlag[] = ['safe_mode', 'automation_enabled'];
  if (options.everything === true) targets.push('routing_enabled');
  const reason = options.reason ?? 'kill';
  const written: Written[] = [];
  for (const flag of targets) written.push(await writeSafe(flag, reason, stores, surface));
  for (const { flag, after, isWritten, isRecorded } of written) {
    surface.console.err(
      isWritten
        ? `✓ ${flag}=${after}, read back\n`
        : `✓ ${flag} is missing, which means ${after}\n`,
    );
    if (!isRecorded)
      surface.console.err(
        `! LEDGER_ROW_MISSING: the ledger did not take the write of ${flag}; tell whoever keeps it\n`,
      );
  }
  const flags = parseFlags(await stores.flags.read(REQUIRED_FLAGS));
  const expected = describeFlags(
    Object.fromEntries(REQUIRED_FLAGS.map((name) => [name, effectiveValue(flags, name)])),
  );
  const confirmedMs = await awaitWorker(expected, options.wait * 1_000, stores, surface);
  const seconds = confirmedMs === null ? null : Math.round(confirmedMs / 100) / 10;
  if (options.json === true)
    printJson(surface.console, {
      schemaVersion: 1,
      store: 'local',
      written,
      confirmedSeconds: seconds,
    });
  const line =
    seconds === null
      ? `${UNCONFIRMED}: no worker answered within ${options.wait} s`
      : `a worker reported the new values after ${seconds} s`;
  surface.console.err(`${line}\n`);
  return seconds === null ? 1 : 0;
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
    .option('--reason <text>', 'why; stands on the ledger')
    .action(async (options: KillOptions) => {
      const local = localOptionsOf(options, surface);
      exit(await withStores(surface, local, (stores) => kill(options, stores, surface)));
    });
}
