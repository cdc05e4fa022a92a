import { type EventKind, GHOST_ID } from './conditions.ts';
import { crashEverybody, crashSomebody, freezeWorker } from './crashes.ts';
import { pasteOurs } from './pasting.ts';
import { PORT_METHODS } from './points.ts';
import { drawText } from './texts.ts';
import type { World } from './world.ts';

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
function announceAny(world: World): void {
  const { state, chance, conditions } = world;
  const index = chance.between(0, Math.max(0, state.unannounced.length - 1));
  const [ticketId] = state.unannounced.splice(index, 1);
  if (ticketId === undefined) state.faults.note('delivery-duplicate');
  world.announce(ticketId ?? chance.pick(conditions.tickets).id);
}

/** Each ticket exists, and mostly the vendor says so at once. */
export function announceFirst(world: World): void {
  for (let left = world.state.unannounced.length; left > 0; left -= 1) {
    if (world.chance.happens(0.8)) announceAny(world);
  }
}

function customerWrites(world: World): void {
  const { state, chance, vendor } = world;
  const { id } = chance.pick(world.conditions.tickets);
  const comment = { author: 'customer', text: drawText(chance) } as const;
  vendor.change(id, chance.happens(0.7) ? { comment, isOpen: true } : { comment });
  state.newestMessageAtStep.set(id, state.steps);
  state.faults.note('customer-wrote');
  state.unannounced.push(id);
}

/** Mostly on the ticket that we were busy with: that is where it hurts. */
function placeOfOperator({ state, chance, conditions }: World): string {
  const { lastTalkId } = state;
  const isThere = lastTalkId !== null && chance.happens(0.7);
  return isThere ? lastTalkId : chance.pick(conditions.tickets).id;
}

function operatorWrites(world: World): void {
  const id = placeOfOperator(world);
  world.vendor.change(id, { comment: { author: 'operator', text: 'A person answers.' } });
  world.state.faults.note('operator-wrote');
  if (world.chance.happens(0.3)) world.state.unannounced.push(id);
}

/** An operator says what we say, from the same collection of answers. */
function operatorCopies(world: World): void {
  const id = placeOfOperator(world);
  pasteOurs(world, id);
  if (world.chance.happens(0.3)) world.state.unannounced.push(id);
}

function operatorCloses({ vendor, state, chance, conditions }: World): void {
  const { id } = chance.pick(conditions.tickets);
  vendor.change(id, { isOpen: false });
  state.closedByPeople.add(id);
  state.faults.note('operator-closed');
}

function changeScope(world: World): void {
  const { vendor, state, chance, conditions } = world;
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
function announceGhost(world: World): void {
  const { vendor, chance, state } = world;
  state.faults.note('ticket-unknown');
  if (vendor.ticket(GHOST_ID) === null && chance.happens(0.2)) {
    vendor.addTicket({ id: GHOST_ID, channel: 'email', text: drawText(chance) });
  }
  world.announce(GHOST_ID);
}

function kill(world: World): void {
  const { state, model, chance } = world;
  // The operator is told that it could not be written.
  if (world.disk.isFull) return;
  state.faults.note('switch-thrown');
  const flag = chance.pick(['safe_mode', 'automation_enabled', 'routing_enabled'] as const);
  world.setFlag(flag, flag === 'safe_mode' ? 'true' : 'false');
  model.onKill(flag === 'routing_enabled' ? 'route' : 'visible', state.actors);
}

function openFlags(world: World): void {
  if (world.disk.isFull) return;
  world.setFlag('safe_mode', 'false');
  world.setFlag('automation_enabled', 'true');
  world.setFlag('routing_enabled', 'true');
  world.model.onKillEnded();
}

export function restartAll(world: World): void {
  for (const [place, actor] of world.state.places.entries()) {
    if (actor !== null) continue;
    world.startWorker(place);
    world.state.faults.note('worker-restart');
  }
}

function armStoreFault({ state, chance }: World): void {
  const how = { kind: 'fails', when: chance.happens(0.6) ? 'before' : 'after' } as const;
  state.armed = { call: chance.pick(STORE_CALLS), how };
}

function slowStore({ state, chance }: World): void {
  const ms = chance.pick(SLOW_MS);
  const when = chance.pick(['before', 'after'] as const);
  state.slow = { callsLeft: chance.between(1, 4), how: { kind: 'slow', when, ms } };
}

function fillDisk({ state, chance, disk, scheduler }: World): void {
  disk.isFull = true;
  state.diskFullUntilMs = scheduler.elapsedMs() + chance.pick(FULL_MS);
}

export function findSpace({ state, disk }: World): void {
  disk.isFull = false;
  state.diskFullUntilMs = null;
}

function stall({ scheduler, chance, state }: World): void {
  scheduler.advance(chance.pick(STALLS_MS));
  state.faults.note('time-passed');
}

function setWallClock({ scheduler, chance, state }: World): void {
  const byMs = chance.pick(WALL_JUMPS_MS);
  scheduler.setWallClock(byMs);
  state.faults.note(byMs > 0 ? 'clock-forward' : 'clock-back');
}

function freezeSomebody(world: World): void {
  const actors = world.state.places.filter((actor) => actor !== null);
  if (actors.length > 0) freezeWorker(world, world.chance.pick(actors));
}

const HAPPENINGS: Readonly<Record<EventKind, (world: World) => void>> = {
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
export function happen(world: World): void {
  const kind = world.chance.pick(world.conditions.events);
  world.state.events += 1;
  world.trace.add(`${world.scheduler.elapsedMs()} event ${kind}`);
  HAPPENINGS[kind](world);
}
