import { type Conditions, GHOST_ID } from './conditions.ts';
import { crashAtPoint } from './crashes.ts';
import { checkEnd } from './final-checks.ts';
import { createFixture, type Fixture } from './fixture.ts';
import { announceFirst, findSpace, happen, restartAll } from './happenings.ts';
import type { Violation } from './model.ts';
import type { Planting } from './simulated-process.ts';
import { verifyStoredLedger } from './stores.ts';

const MAX_STEPS = 60_000;
const DRY_LIMIT_MS = 2 * 3_600_000;
/** Ten minutes by the caps, less what a request may take. */
const TALK_GAP_MS = 9 * 60_000;
const IDLE_MS = [0, 0, 200, 1_000, 5_000, 20_000] as const;
const DRY_IDLE_MS = 2_500;

export interface SimulationResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Stands for everything that happened: the same seed gives the same one. */
  readonly traceDigest: string;
  /** Empty unless it was asked for. */
  readonly trace: readonly string[];
  readonly steps: number;
  readonly events: number;
  readonly crashes: number;
  /** The await points at which somebody was dropped. */
  readonly crashPoints: readonly string[];
  readonly sends: number;
  /** How often each fault took effect. */
  readonly faults: Readonly<Record<string, number>>;
  readonly conditions: Conditions;
}

function startDrying(fixture: Fixture): void {
  const { state, trace } = fixture;
  trace.add('from here on nothing goes wrong');
  state.isFaulty = false;
  state.armed = null;
  state.slow = null;
  findSpace(fixture);
  restartAll(fixture);
  for (const ticketId of state.unannounced.splice(0)) fixture.announce(ticketId);
}

function isDry({ facts, vendor, state }: Fixture): boolean {
  const isQuiet =
    state.intakes.size === 0 && vendor.underway() === 0 && state.unannounced.length === 0;
  return isQuiet && facts.liveJobs() === 0;
}

/** Lets the clock go on when nobody can. */
function idle({ state, scheduler, chance }: Fixture): void {
  const nextMs = scheduler.untilNextTimerMs() ?? 1_000;
  scheduler.advance(Math.max(1, nextMs, state.isFaulty ? chance.pick(IDLE_MS) : DRY_IDLE_MS));
}

/** One step. @returns true when everything has run dry */
function step(fixture: Fixture): boolean {
  const { state, scheduler, chance, conditions } = fixture;
  if (state.isFaulty && state.steps >= conditions.faultySteps) startDrying(fixture);
  if (state.isFaulty) {
    if ((state.diskFullUntilMs ?? Infinity) <= scheduler.elapsedMs()) findSpace(fixture);
    crashAtPoint(fixture);
    if (chance.happens(conditions.eventRate)) happen(fixture);
    if (chance.happens(0.03)) scheduler.advance(chance.between(1, 400));
  }
  if (scheduler.runOne()) return false;
  if (state.isFaulty && chance.happens(0.3)) happen(fixture);
  else if (!state.isFaulty && isDry(fixture)) return true;
  idle(fixture);
  // Waiting is no work: it does not use up the steps with faults, or few seeds would get far.
  if (state.isFaulty && chance.happens(0.8)) state.steps -= 1;
  return false;
}

async function checkLedger({ sqlite, clock, model }: Fixture): Promise<void> {
  const verdict = await verifyStoredLedger(sqlite, clock);
  if (!verdict.verified) model.fail('LEDGER_BROKEN', verdict.problem.code);
}

async function runDry(fixture: Fixture): Promise<void> {
  const { state, scheduler, model, conditions } = fixture;
  announceFirst(fixture);
  for (;;) {
    await scheduler.settle();
    model.afterStep();
    if (model.violations.length > 0) return;
    state.steps += 1;
    if (step(fixture)) break;
    if (state.steps > MAX_STEPS || scheduler.elapsedMs() > DRY_LIMIT_MS) {
      model.fail('NEVER_DRY', `${fixture.facts.liveJobs()} jobs left`);
      return;
    }
  }
  checkEnd(fixture, {
    ...state,
    tickets: [...conditions.tickets.map((ticket) => ticket.id), GHOST_ID],
    readsAreFresh: conditions.maxLagMs === 0,
    clockIsTrue: !conditions.events.includes('wall-clock'),
    wasKilled: conditions.events.includes('kill'),
    repliesCustomer24h: conditions.repliesCustomer24h,
    talkGapMs: conditions.closes ? 0 : TALK_GAP_MS,
  });
  await checkLedger(fixture);
}

/** Runs one seed to its end, or to the first thing that must not be. */
export async function simulate(
  seed: number,
  options: { readonly keepsTrace?: boolean; readonly planting?: Planting } = {},
): Promise<SimulationResult> {
  const fixture = createFixture(seed, {
    keepsTrace: options.keepsTrace ?? false,
    planting: options.planting ?? {},
  });
  await runDry(fixture);
  const { state, trace, model, conditions, vendor } = fixture;
  const { messagesSent, commentsAdded } = vendor.stub.stats();
  await fixture.close();
  return {
    ...{
      seed,
      conditions,
      violations: model.violations,
      trace: trace.lines,
      traceDigest: trace.digest(),
    },
    ...{
      steps: state.steps,
      events: state.events,
      crashes: state.crashes,
      crashPoints: [...state.crashPoints],
    },
    sends: messagesSent + commentsAdded,
    faults: Object.fromEntries(state.faults.counts),
  };
}
