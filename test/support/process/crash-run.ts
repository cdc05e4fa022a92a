import { setTimeout } from 'node:timers/promises';
import { type Chance, createChance } from '../../simulation/support/seeded-chance.ts';
import { type RunningCli, runCli } from '../run-cli.ts';
import { openStoreView } from '../store-view.ts';
import { auditDataFolder, type CrashFigures } from './crash-audit.ts';
import { createDeliveryStream, type DeliveryStream } from './delivery-stream.ts';
import { openFlagsOf } from './flags.ts';
import { sendStream } from './send-stream.ts';
import {
  type PlainTicket,
  placeOf,
  plainTickets,
  spawnService,
  startService,
  whenListening,
} from './service-process.ts';
import { waitFor } from './wait-for.ts';

/** How often a life ends while it is still starting. */
const EARLY_SHARE = 0.15;
const EARLY_MS = 500;
const LIFE_MS = { least: 40, most: 1_200 } as const;
/** Three looks for a reply whose send was cut off, five seconds apart, and room for a busy machine. */
const DRY_MS = 90_000;

export interface CrashOptions {
  readonly dataDir: string;
  readonly kills: number;
  readonly tickets: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface CrashReport extends CrashFigures {
  readonly seed: number;
  readonly kills: number;
  /** Of them, those that met a service which did not listen yet. */
  readonly killsWhileStarting: number;
  readonly tickets: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Jobs that were in hand in five crashes, and were redriven at the end. */
  readonly redriven: number;
  readonly seconds: number;
  /** Everything that must not be; empty when all is well. References and counts only. */
  readonly problems: readonly string[];
}

async function killLater(running: RunningCli, delayMs: number): Promise<void> {
  await setTimeout(delayMs);
  running.child.kill('SIGKILL');
  await running.done;
}

/** One start, and its end by `kill -9` at a moment that chance names. @returns false when it never listened */
async function liveAndDie(
  dataDir: string,
  stream: DeliveryStream,
  chance: Chance,
  say: (what: string) => void,
): Promise<boolean> {
  const isEarly = chance.happens(EARLY_SHARE);
  const delayMs = isEarly
    ? chance.between(0, EARLY_MS)
    : chance.between(LIFE_MS.least, LIFE_MS.most);
  say(`${delayMs} ms after it ${isEarly ? 'was started' : 'listened'}`);
  const running = spawnService(dataDir);
  if (isEarly) {
    await killLater(running, delayMs);
    return (await running.done).stdout !== '';
  }
  const service = await whenListening(running, dataDir);
  let isOver = false;
  const sending = sendStream(service, stream, () => isOver);
  await killLater(running, delayMs);
  isOver = true;
  await sending;
  return true;
}

/** Does what the runbook says of a job that was in hand in five crashes. */
async function redrive(dataDir: string, problems: string[]): Promise<void> {
  const args = ['queue', 'redrive', '--all', '--yes', '--reason', 'crashes'];
  const { code } = await runCli('rpmw', [...args, ...placeOf(dataDir)]);
  if (code !== 0) problems.push(`EXIT_CODE the redrive ended with ${code}`);
}

/** The last life: takes what is still to come, works it off, and is asked to stop. @returns how many were redriven */
async function settleAll(
  dataDir: string,
  stream: DeliveryStream,
  problems: string[],
): Promise<number> {
  const service = await startService(dataDir);
  const view = openStoreView(dataDir);
  const isDry = () => view.jobs() === 0;
  try {
    await sendStream(service, stream, stream.isComplete);
    await waitFor('the queue is dry', isDry, DRY_MS);
    const redriven = view.dead();
    if (redriven > 0) await redrive(dataDir, problems);
    await waitFor('what was redriven is settled', isDry, DRY_MS);
    return redriven;
  } finally {
    view.close();
    const { code } = await service.end('SIGTERM');
    if (code !== 0) problems.push(`EXIT_CODE the drained service ended with ${code}`);
  }
}

/** A folder whose service was there once: its store, its flags open, and all tickets in the stub. */
async function prepare(dataDir: string, tickets: readonly PlainTicket[]): Promise<void> {
  const service = await startService(dataDir);
  const view = openStoreView(dataDir);
  openFlagsOf(view);
  view.close();
  await service.addTickets(tickets);
  await service.end('SIGKILL');
}

/**
 * Kills a service under load again and again with `kill -9`, lets a last one work off what is left, and checks that
 * every accepted delivery was settled (D7, I9). The seed decides when each life ends; how far the service is by
 * then is the machine's.
 */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const { dataDir, kills, seed, say } = options;
  const startedAtMs = performance.now();
  const chance = createChance(seed);
  const tickets = plainTickets(options.tickets);
  const ids = tickets.map(({ id }) => id);
  const stream = createDeliveryStream(ids, createChance(seed + 1));
  const problems: string[] = [];
  let killsWhileStarting = 0;
  await prepare(dataDir, tickets);
  for (let kill = 1; kill <= kills; kill += 1) {
    stream.allow(kill / (kills + 1));
    const hasListened = await liveAndDie(dataDir, stream, chance, (moment) =>
      say(`kill ${kill} of ${kills}, ${moment}`),
    );
    if (!hasListened) killsWhileStarting += 1;
  }
  stream.allow(1);
  const redriven = await settleAll(dataDir, stream, problems);
  const audit = await auditDataFolder(dataDir, ids, stream);
  return {
    ...{ seed, kills, killsWhileStarting, tickets: options.tickets },
    ...stream.counts,
    ...audit.figures,
    redriven,
    seconds: Math.round((performance.now() - startedAtMs) / 100) / 10,
    problems: [...problems, ...audit.problems],
  };
}
