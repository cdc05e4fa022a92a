import { createActor } from '../simulation/support/scheduler.ts';
import type { Planting } from '../simulation/support/simulated-process.ts';
import { type KillResult, runKillCommand } from './kill-command.ts';
import {
  announceTickets,
  createKillFixture,
  type KillCase,
  type KillFixture,
  startWorkers,
} from './kill-fixture.ts';
import { STOPPED, type Stopped } from './kill-watch.ts';

const MAX_STEPS = 20_000;
/** What a slow machine does between two steps; each age limit lies between two of them. */
const STALLS_MS = [1, 50, 400, 400, 1_900, 2_100, 29_000, 31_000] as const;

/** What one interleaving came to. */
export interface KillRun {
  readonly violations: readonly string[];
  readonly steps: number;
  /** Stands for the whole interleaving. */
  readonly digest: string;
  /** The step before which the command was typed. */
  readonly typedAtStep: number;
  /** Where the workers stood when the first flag was written. */
  readonly points: readonly string[];
  /** Everywhere that a worker ever stood before the command was typed. */
  readonly reached: ReadonlySet<string>;
  readonly before: Readonly<Record<Stopped, number>>;
  /** Per kind, the effects after the write: of all workers, and of the one with the most. */
  readonly after: Readonly<Record<Stopped, { readonly sum: number; readonly most: number }>>;
  readonly kill: KillResult | null;
  /** Tickets that carry their team's tag at the end. */
  readonly routed: number;
}

/** Where every worker is at this moment: waiting for its turn, or inside a call. */
function pointsOf({ scheduler, workers }: KillFixture): string[] {
  const standing = scheduler.standing().filter(({ actor }) => workers.includes(actor));
  const inside = workers.flatMap((worker) => [...worker.inside].map((call) => `${call}:during`));
  return [...standing.map(({ point }) => point), ...inside];
}

function typeKill(fixture: KillFixture, steps: number): void {
  const { input, sqlite, service, vendor, watch, kill, rulesOf } = fixture;
  kill.typedAtStep = steps;
  const rules = rulesOf(createActor('operator', null));
  const args = ['--wait', '600', ...(input.everything ? ['--everything'] : [])];
  const parts = {
    sqlite,
    rules,
    isAtOnce: input.isAtOnce,
    service: service.workerDeps(rules, vendor.wireOf(rules)),
    onWritten: (flag: string) => {
      if (!watch.isClosed('visible')) fixture.points.push(...pointsOf(fixture));
      watch.onClosed(flag === 'routing_enabled' ? 'route' : 'visible');
    },
  };
  const failed = (thrown: unknown) => void watch.violations.push(`kill threw: ${String(thrown)}`);
  runKillCommand(args, parts).then((result) => {
    kill.result = result;
  }, failed);
}

/** Every ticket is worked on, and nobody has anything left to do. */
function isDry({ input, facts, vendor, intakes }: KillFixture): boolean {
  return intakes.accepted === input.tickets && facts.liveJobs() === 0 && vendor.underway() === 0;
}

/** One step. @returns true when nothing is left to do */
function step(fixture: KillFixture, steps: number): boolean {
  const { input, scheduler, chance, kill } = fixture;
  if (kill.typedAtStep === null) {
    for (const point of pointsOf(fixture)) fixture.reached.add(point);
    if (steps >= input.killAtStep || isDry(fixture)) {
      typeKill(fixture, steps);
      return false;
    }
  }
  if (chance.happens(input.stallRate)) scheduler.advance(chance.pick(STALLS_MS));
  if (scheduler.runOne()) return false;
  if (kill.result !== null && isDry(fixture)) return true;
  scheduler.advance(Math.max(1, scheduler.untilNextTimerMs() ?? 1_000));
  return false;
}

function countRouted({ vendor, ticketIds }: KillFixture): number {
  const isRouted = (id: string) =>
    vendor.ticket(id)?.tags.some((tag) => tag.startsWith('route-')) === true;
  return ticketIds.filter(isRouted).length;
}

function sumUp(fixture: KillFixture, steps: number): KillRun {
  const { watch, trace, points, reached, kill } = fixture;
  const [visible, route] = STOPPED.map((kind) => {
    const counts = [...watch.after[kind].values()];
    return { sum: counts.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...counts) };
  });
  const none = { sum: 0, most: 0 };
  return {
    violations: watch.violations,
    steps,
    digest: trace.digest(),
    typedAtStep: kill.typedAtStep ?? steps,
    points,
    reached,
    before: watch.before,
    after: { visible: visible ?? none, route: route ?? none },
    kill: kill.result,
    routed: countRouted(fixture),
  };
}

/**
 * Runs one interleaving of workers, vendor and the real kill command on a virtual clock, to its end or to the first
 * thing that must not be.
 */
export async function runKill(input: KillCase, planting: Planting = {}): Promise<KillRun> {
  const fixture = createKillFixture(input, planting);
  announceTickets(fixture);
  startWorkers(fixture);
  let steps = 0;
  for (; steps < MAX_STEPS; steps += 1) {
    await fixture.scheduler.settle();
    if (fixture.watch.violations.length > 0 || step(fixture, steps)) break;
  }
  if (steps === MAX_STEPS) fixture.watch.violations.push('it never ended');
  const run = sumUp(fixture, steps);
  await fixture.vendor.stub.close();
  fixture.sqlite.close();
  return run;
}
