import { formatJobBody, TICKET_COALESCING_KEY } from '../../src/core/tickets/webhook-event.ts';
import { runWorkers } from '../../src/core/worker/worker.ts';
import { prepareFacts } from '../simulation/support/facts.ts';
import type { PauseRules } from '../simulation/support/paused-port.ts';
import { type Actor, createActor, createScheduler } from '../simulation/support/scheduler.ts';
import { createChance } from '../simulation/support/seeded-chance.ts';
import { openFreshStore } from '../simulation/support/simulated-disk.ts';
import {
  type Planting,
  references,
  startSimulatedProcess,
} from '../simulation/support/simulated-process.ts';
import { createSimulatedVendor } from '../simulation/support/simulated-vendor.ts';
import { createFlagSetter, openEveryFlag } from '../simulation/support/stores.ts';
import { createTrace } from '../simulation/support/trace.ts';
import type { KillResult } from './kill-command.ts';
import { createKillWatch } from './kill-watch.ts';

const START_MS = Date.UTC(2026, 10, 23, 9);
/** The first is answered, the second answered and closed, the third routed only. */
const TEXTS = [
  'Where is my order? I bought it two weeks ago.',
  'I would like to return the shoes that I bought.',
  'Please call me back.',
] as const;

/** One interleaving: everything follows from these. */
export interface KillCase {
  /** Of the order in which workers, vendor, store and operator go on. */
  readonly seed: number;
  readonly workers: number;
  readonly tickets: number;
  /** The step of the scheduler before which the operator types the command. */
  readonly killAtStep: number;
  /** True when all its writes fall into that one step; else the scheduler puts the others between them. */
  readonly isAtOnce: boolean;
  readonly everything: boolean;
  /** How likely the machine is slow between two steps. */
  readonly stallRate: number;
}

export type KillFixture = ReturnType<typeof createKillFixture>;

/** One store, one vendor, one service with its workers, and an operator who has not come yet. */
export function createKillFixture(input: KillCase, planting: Planting) {
  const chance = createChance(input.seed);
  const trace = createTrace(false);
  const scheduler = createScheduler(START_MS, chance, trace);
  const clock = scheduler.clockOf(createActor('outside', null));
  const sqlite = openFreshStore();
  openEveryFlag(createFlagSetter(sqlite, clock));
  const watch = createKillWatch(scheduler);
  const vendor = createSimulatedVendor(scheduler, {
    mayLag: false,
    chooseFault: () => null,
    onWriteSent: () => undefined,
    onWriteArrived: watch.onArrived,
    onRead: () => undefined,
  });
  let ids = 0;
  const random = {
    next: chance.next,
    id: () => `id${String(++ids).padStart(24, '0')}`,
  };
  const service = startSimulatedProcess(
    { actor: createActor('service', null), sqlite, scheduler, random },
    { scope: 'all', ratePer30s: 100_000, closes: true, planting },
  );
  const rulesOf = (actor: Actor): PauseRules => ({
    scheduler,
    actor,
    takeStoreFault: () => null,
    onReturn: (call, args) => watch.onReturn(actor, call, args),
  });
  const facts = prepareFacts(sqlite);
  const workers: Actor[] = [];
  const ticketIds: string[] = [];
  const points: string[] = [];
  const reached = new Set<string>();
  const kill: { typedAtStep: number | null; result: KillResult | null } = {
    typedAtStep: null,
    result: null,
  };
  const intakes = { accepted: 0 };
  const parts = { input, chance, trace, scheduler, sqlite, watch, vendor, service, rulesOf, facts };
  return { ...parts, workers, ticketIds, points, reached, kill, intakes, random };
}

export function startWorkers(fixture: KillFixture): void {
  const { input, service, vendor, rulesOf, watch } = fixture;
  const { signal } = new AbortController();
  for (let place = 1; place <= input.workers; place += 1) {
    const actor = createActor(`w${place}`, service.actor);
    fixture.workers.push(actor);
    const rules = rulesOf(actor);
    const ended = (how: unknown) => void watch.violations.push(`worker ended: ${String(how)}`);
    runWorkers(service.workerDeps(rules, vendor.wireOf(rules)), 1, signal).then(ended, ended);
  }
}

/** The vendor announces every ticket; who works on which is the scheduler's choice. */
export function announceTickets(fixture: KillFixture): void {
  const { input, vendor, service, random, intakes, watch } = fixture;
  for (let index = 0; index < input.tickets; index += 1) {
    const id = `ticket-${index}`;
    const channel = index % 4 === 3 ? 'livechat' : 'email';
    vendor.addTicket({ id, channel, text: TEXTS[(index + input.seed) % TEXTS.length] ?? '' });
    fixture.ticketIds.push(id);
    const jobId = random.id();
    const body = formatJobBody(id, jobId);
    const job = {
      jobId,
      group: references.ticketRef(id),
      coalescingKey: TICKET_COALESCING_KEY,
      body,
    };
    const intake = createActor(`intake${index}`, service.actor);
    service
      .intake(fixture.rulesOf(intake))
      .enqueue(job)
      .then(
        () => {
          intakes.accepted += 1;
        },
        (thrown: unknown) => void watch.violations.push(`refused: ${String(thrown)}`),
      );
  }
}
