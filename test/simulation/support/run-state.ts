import type { Conditions } from './conditions.ts';
import { createFaultCounts, type FaultCounts } from './faults.ts';
import type { AcceptedDelivery } from './final-checks.ts';
import type { StoreFault } from './paused-port.ts';
import type { Actor } from './scheduler.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** What changes while a seed runs. */
export interface RunState {
  /** True as long as faults and events happen. */
  isFaulty: boolean;
  steps: number;
  events: number;
  crashes: number;
  readonly crashPoints: Set<string>;
  /** True once somebody was dropped at the point that this seed is after. */
  hasCrashedAtPoint: boolean;
  readonly faults: FaultCounts;
  /** The next call of this name fails so. */
  armed: { readonly call: string; readonly how: StoreFault } | null;
  /** The next calls of any store, so many of them, are as slow as this. */
  slow: { callsLeft: number; readonly how: StoreFault } | null;
  /** When there is space on the disk again; null as long as there is. */
  diskFullUntilMs: number | null;
  /** Tickets that the vendor has yet to announce. */
  readonly unannounced: string[];
  readonly accepted: AcceptedDelivery[];
  /** Deliveries that were sent, accepted or not. */
  sent: number;
  /** When the newest customer message of a ticket was written; steps of the scheduler. */
  readonly newestMessageAtStep: Map<string, number>;
  /** Tickets that never left our scope and were always there. */
  readonly alwaysOurs: Set<string>;
  /** Tickets that a person closed. */
  readonly closedByPeople: Set<string>;
  /** Every worker that ever ran. */
  readonly actors: Actor[];
  /** Those who are taking a delivery now. */
  readonly intakes: Set<Actor>;
  /** What we said, or were about to say, to the customer of a ticket; for operators who say the same. */
  readonly prepared: Map<string, string>;
  /** On whose ticket we last were about to say something. */
  lastTalkId: string | null;
  /** Who works in which place; null where the worker was dropped. */
  places: (Actor | null)[];
  process: SimulatedProcess | null;
}

export function createRunState({ scope, tickets, workers }: Conditions): RunState {
  const ours = tickets.filter((ticket) => scope === 'all' || ticket.tags?.includes('mw-test'));
  return {
    isFaulty: true,
    steps: 0,
    events: 0,
    crashes: 0,
    crashPoints: new Set(),
    hasCrashedAtPoint: false,
    faults: createFaultCounts(),
    armed: null,
    slow: null,
    diskFullUntilMs: null,
    unannounced: tickets.map((ticket) => ticket.id),
    accepted: [],
    sent: 0,
    newestMessageAtStep: new Map(),
    alwaysOurs: new Set(ours.map((ticket) => ticket.id)),
    closedByPeople: new Set(),
    actors: [],
    intakes: new Set(),
    prepared: new Map(),
    lastTalkId: null,
    places: Array.from({ length: workers }, () => null),
    process: null,
  };
}
