import type { DatabaseSync } from 'node:sqlite';
import type { AbortSignalLike } from '../../../src/core/runtime/platform.ts';
import { formatJobBody, TICKET_COALESCING_KEY } from '../../../src/core/tickets/webhook-event.ts';
import { runWorkers } from '../../../src/core/worker/worker.ts';
import type { Conditions } from './conditions.ts';
import type { Model } from './model.ts';
import type { PauseRules, StoreFault } from './paused-port.ts';
import type { RunState } from './run-state.ts';
import { type Actor, createActor, type Scheduler } from './scheduler.ts';
import type { Chance } from './seeded-chance.ts';
import { type Planting, references, startSimulatedProcess } from './simulated-process.ts';
import type { SimulatedVendor } from './simulated-vendor.ts';
import type { Trace } from './trace.ts';

const IS_OF_STORE = /^(?:queue|effects|conversations|ledger|flags)\./;

/** Nobody asks a worker to stop: it crashes. */
const NEVER: AbortSignalLike = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

export interface StaffParts {
  readonly chance: Chance;
  readonly conditions: Conditions;
  readonly planting: Planting;
  readonly trace: Trace;
  readonly scheduler: Scheduler;
  readonly sqlite: DatabaseSync;
  readonly model: Model;
  readonly state: RunState;
  readonly vendor: SimulatedVendor;
}

function takeStoreFault({ state, trace }: StaffParts, call: string): StoreFault | null {
  if (state.armed?.call === call) {
    const { how } = state.armed;
    state.armed = null;
    state.faults.note(how.when === 'before' ? 'store-failed' : 'store-unanswered');
    trace.add(`store fails ${how.when} ${call}`);
    return how;
  }
  if (state.slow === null || !IS_OF_STORE.test(call)) return null;
  const { how } = state.slow;
  state.slow.callsLeft -= 1;
  if (state.slow.callsLeft === 0) state.slow = null;
  state.faults.note('store-slow');
  trace.add(`store slow ${how.when} ${call}`);
  return how;
}

function pauseRules(parts: StaffParts, actor: Actor): PauseRules {
  const { scheduler, state, model } = parts;
  return {
    scheduler,
    actor,
    takeStoreFault: (call) => takeStoreFault(parts, call),
    onReturn: (call, args, result) => model.onReturn(actor, call, args, result),
    onLeaseLost: () => state.faults.note('lease-lost'),
  };
}

/** Starts what crashes: processes, the workers in them, and what takes a delivery in. */
export function createStaff(parts: StaffParts) {
  const { chance, conditions, planting, scheduler, sqlite, model, state, vendor } = parts;
  let ids = 0;
  let processes = 0;
  let lastAccepted = 0;
  const nextId = () => `id${String(++ids).padStart(24, '0')}`;
  const random = { next: chance.next, id: nextId };

  function startWorker(place: number): void {
    const { process } = state;
    if (process === null) return;
    const name = `${process.actor.name}w${place}.${state.actors.length}`;
    const actor = createActor(name, process.actor);
    state.actors.push(actor);
    state.places[place] = actor;
    const rules = pauseRules(parts, actor);
    const ended = (how: unknown) => model.fail('WORKER_ENDED', `${name}: ${String(how)}`);
    runWorkers(process.workerDeps(rules, vendor.wireOf(rules)), 1, NEVER).then(ended, ended);
  }

  function startProcess(): void {
    processes += 1;
    const actor = createActor(`p${processes}`, null);
    state.process = startSimulatedProcess(
      { actor, sqlite, scheduler, random },
      {
        ...conditions,
        planting,
        onPrepared: (ticketId, body) => {
          state.prepared.set(ticketId, body);
          state.lastTalkId = ticketId;
        },
      },
    );
    state.places = state.places.map(() => null);
    state.intakes.clear();
    for (const place of state.places.keys()) startWorker(place);
  }

  /** The vendor announces a ticket. It never says so twice: what was not accepted is lost to us. */
  function announce(ticketId: string): void {
    const { process } = state;
    if (process === null) return;
    state.sent += 1;
    const sentAtStep = state.steps;
    const nth = state.sent;
    const jobId = nextId();
    const intake = createActor(`intake${state.sent}`, process.actor);
    state.intakes.add(intake);
    const group = references.ticketRef(ticketId);
    const job = {
      jobId,
      group,
      coalescingKey: TICKET_COALESCING_KEY,
      body: formatJobBody(ticketId, jobId),
    };
    process
      .intake(pauseRules(parts, intake))
      .enqueue(job)
      .then(
        (result) => {
          state.accepted.push({ ticketId, jobId: result.jobId, sentAtStep });
          if (nth < lastAccepted) state.faults.note('delivery-reordered');
          lastAccepted = Math.max(lastAccepted, nth);
        },
        () => state.faults.note('delivery-refused'),
      )
      .finally(() => state.intakes.delete(intake));
  }

  return { startProcess, startWorker, announce };
}
