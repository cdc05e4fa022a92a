import { type EventKind, GHOST_ID } from './conditions.ts';
import { crashEverybody, crashSomebody, freezeWorker } from './crashes.ts';
import type { Fixture } from './fixture.ts';
import { pasteOurs } from './pasting.ts';
import { PORT_METHODS } from './points.ts';
import { drawText } from './texts.ts';

const STALLS_MS = [500, 1_500, 3_000, 11_000, 31_000, 61_000, 130_000] as const;
const WALL_JUMPS_MS = [-90_000, -5_000, -1, 5_000, 61_000] as const;
/** The last two are longer than a lease. */
const SLOW_MS = [1_500, 11_000, 61_000, 75_000] as const;
const FULL_MS = [1_000, 20_000, 90_000] as const;
/** Flags more often than their one call would be. */
const STORE_CALLS = [
  ...(['queue', 'effects', 'conversations', 'ledger'] as const).flatMap((port) =>
    PORT_METHODS[port].map((method) => `${port}.${method}`),
  ),
  ...['flags.read', 'flags.read', 'flags.read', 'flags.read'],
];

/** The vendor announces what happened, in any order; beyond that it announces again what it said before. */
function announceAny(fixture: Fixture): void {
  const { state, chance, conditions } = fixture;
  const index = chance.between(0, Math.max(0, state.unannounced.length - 1));
  const [ticketId] = state.unannounced.splice(index, 1);
  if (ticketId === undefined) state.faults.note('delivery-duplicate');
  fixture.announce(ticketId ?? chance.pick(conditions.tickets).id);
}

/** Each ticket exists, and mostly the vendor says so at once. */
export function announceFirst(fixture: Fixture): void {
  for (let left = fixture.state.unannounced.length; left > 0; left -= 1) {
    if (fixture.chance.happens(0.8)) announceAny(fixture);
  }
}

function customerWrites(fixture: Fixture): void {
  const { state, chance, vendor } = fixture;
  const { id } = chance.pick(fixture.conditions.tickets);
  const comment = { author: 'customer', text: drawText(chance) } as const;
  vendor.change(id, chance.happens(0.7) ? { comment, isOpen: true } : { comment });
  state.newestMessageAtStep.set(id, state.steps);
  state.faults.note('customer-wrote');
  state.unannounced.push(id);
}

/** Mostly on the ticket that we were busy with: that is where it hurts. */
function placeOfOperator({ state, chance, conditions }: Fixture): string {
  const { lastTalkId } = state;
  const isThere = lastTalkId !== null && chance.happens(0.7);
  return isThere ? lastTalkId : chance.pick(conditions.tickets).id;
}

function operatorWrites(fixture: Fixture): void {
  const id = placeOfOperator(fixture);
  fixture.vendor.change(id, { comment: { author: 'operator', text: 'A person answers.' } });
  fixture.state.faults.note('operator-wrote');
  if (fixture.chance.happens(0.3)) fixture.state.unannounced.push(id);
}

/** An operator says what we say, from the same collection of answers. */
function operatorCopies(fixture: Fixture): void {
  const id = placeOfOperator(fixture);
  pasteOurs(fixture, id);
  if (fixture.chance.happens(0.3)) fixture.state.unannounced.push(id);
}

function operatorCloses({ vendor, state, chance, conditions }: Fixture): void {
  const { id } = chance.pick(conditions.tickets);
  vendor.change(id, { isOpen: false });
  state.closedByPeople.add(id);
  state.faults.note('operator-closed');
}

function changeScope(fixture: Fixture): void {
  const { vendor, state, chance, conditions } = fixture;
  const { id } = chance.pick(conditions.tickets);
  const tags = vendor.ticket(id)?.tags ?? [];
  const isTagged = tags.includes('mw-test');
  vendor.change(id, {
    tags: isTagged ? tags.filter((tag) => tag !== 'mw-test') : [...tags, 'mw-test'],
  });
  state.faults.note('scope-changed');
  if (conditions.scope === 'test-only') state.alwaysOurs.delete(id);
}

/** A ticket that the helpdesk does not show yet, or never will. */
function announceGhost(fixture: Fixture): void {
  const { vendor, chance, state } = fixture;
  state.faults.note('ticket-unknown');
  if (vendor.ticket(GHOST_ID) === null && chance.happens(0.2)) {
    vendor.addTicket({ id: GHOST_ID, channel: 'email', text: drawText(chance) });
  }
  fixture.announce(GHOST_ID);
}

function kill(fixture: Fixture): void {
  const { state, model, chance } = fixture;
  // The operator is told that it could not be written.
  if (fixture.disk.isFull) return;
  state.faults.note('flag-thrown');
  const flag = chance.pick(['safe_mode', 'automation_enabled', 'routing_enabled'] as const);
  fixture.setFlag(flag, flag === 'safe_mode' ? 'true' : 'false');
  model.onKill(flag === 'routing_enabled' ? 'route' : 'visible', state.actors);
}

function openFlags(fixture: Fixture): void {
  if (fixture.disk.isFull) return;
  fixture.setFlag('safe_mode', 'false');
  fixture.setFlag('automation_enabled', 'true');
  fixture.setFlag('routing_enabled', 'true');
  fixture.model.onKillEnded();
}

export function restartAll(fixture: Fixture): void {
  for (const [place, actor] of fixture.state.places.entries()) {
    if (actor !== null) continue;
    fixture.startWorker(place);
    fixture.state.faults.note('worker-restart');
  }
}

function armStoreFault({ state, chance }: Fixture): void {
  const how = { kind: 'fails', when: chance.happens(0.6) ? 'before' : 'after' } as const;
  state.armed = { call: chance.pick(STORE_CALLS), how };
}

function slowStore({ state, chance }: Fixture): void {
  const ms = chance.pick(SLOW_MS);
  const when = chance.pick(['before', 'after'] as const);
  state.slow = { callsLeft: chance.between(1, 4), how: { kind: 'slow', when, ms } };
}

function fillDisk({ state, chance, disk, scheduler }: Fixture): void {
  disk.isFull = true;
  state.diskFullUntilMs = scheduler.elapsedMs() + chance.pick(FULL_MS);
}

export function findSpace({ state, disk }: Fixture): void {
  disk.isFull = false;
  state.diskFullUntilMs = null;
}

function stall({ scheduler, chance, state }: Fixture): void {
  scheduler.advance(chance.pick(STALLS_MS));
  state.faults.note('time-passed');
}

function setWallClock({ scheduler, chance, state }: Fixture): void {
  const byMs = chance.pick(WALL_JUMPS_MS);
  scheduler.setWallClock(byMs);
  state.faults.note(byMs > 0 ? 'clock-forward' : 'clock-back');
}

function freezeSomebody(fixture: Fixture): void {
  const actors = fixture.state.places.filter((actor) => actor !== null);
  if (actors.length > 0) freezeWorker(fixture, fixture.chance.pick(actors));
}

const HAPPENINGS: Readonly<Record<EventKind, (fixture: Fixture) => void>> = {
  delivery: announceAny,
  'customer-writes': customerWrites,
  'operator-writes': operatorWrites,
  'operator-copies': operatorCopies,
  'operator-closes': operatorCloses,
  'scope-changes': changeScope,
  'unknown-ticket': announceGhost,
  kill,
  'flags-open': openFlags,
  'crash-worker': crashSomebody,
  'crash-process': crashEverybody,
  'restart-worker': restartAll,
  freeze: freezeSomebody,
  stall,
  'wall-clock': setWallClock,
  'store-fault': armStoreFault,
  'store-slow': slowStore,
  'disk-full': fillDisk,
};

/** Lets one thing happen beside the work. */
export function happen(fixture: Fixture): void {
  const kind = fixture.chance.pick(fixture.conditions.events);
  fixture.state.events += 1;
  fixture.trace.add(`${fixture.scheduler.elapsedMs()} event ${kind}`);
  HAPPENINGS[kind](fixture);
}
