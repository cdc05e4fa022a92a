import { drawText, type EventKind, GHOST_ID } from './conditions.ts';
import { crashEverybody, crashSomebody, freezeWorker } from './crashes.ts';
import { PORT_METHODS } from './points.ts';
import type { World } from './world.ts';

const STALLS_MS = [500, 1_500, 3_000, 11_000, 31_000, 61_000, 130_000] as const;
const WALL_JUMPS_MS = [-90_000, -5_000, -1, 5_000, 61_000] as const;
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
  state.unannounced.push(id);
}

/** Mostly on the ticket that we were busy with: that is where it hurts. */
function operatorWrites(world: World, text: string): void {
  const { lastTalkId } = world.state;
  const isThere = lastTalkId !== null && world.chance.happens(0.7);
  const id = isThere ? lastTalkId : world.chance.pick(world.conditions.tickets).id;
  world.vendor.change(id, { comment: { author: 'operator', text } });
  if (world.chance.happens(0.3)) world.state.unannounced.push(id);
}

function operatorCloses({ vendor, state, chance, conditions }: World): void {
  const { id } = chance.pick(conditions.tickets);
  vendor.change(id, { isOpen: false });
  state.closedByPeople.add(id);
}

function changeScope(world: World): void {
  const { vendor, state, chance, conditions } = world;
  const { id } = chance.pick(conditions.tickets);
  const tags = vendor.ticket(id)?.tags ?? [];
  const isTagged = tags.includes('mw-test');
  vendor.change(id, {
    tags: isTagged ? tags.filter((tag) => tag !== 'mw-test') : [...tags, 'mw-test'],
  });
  if (conditions.scope === 'test-only') state.alwaysOurs.delete(id);
}

/** A ticket that the helpdesk does not show yet, or never will. */
function announceGhost(world: World): void {
  const { vendor, chance } = world;
  if (vendor.ticket(GHOST_ID) === null && chance.happens(0.2)) {
    vendor.addTicket({ id: GHOST_ID, channel: 'email', text: drawText(chance) });
  }
  world.announce(GHOST_ID);
}

function kill(world: World): void {
  const { state, model, chance } = world;
  const flag = chance.pick(['safe_mode', 'automation_enabled', 'routing_enabled'] as const);
  world.setFlag(flag, flag === 'safe_mode' ? 'true' : 'false');
  model.onKill(flag === 'routing_enabled' ? 'route' : 'visible', state.actors);
}

function openFlags(world: World): void {
  world.setFlag('safe_mode', 'false');
  world.setFlag('automation_enabled', 'true');
  world.setFlag('routing_enabled', 'true');
  world.model.onKillEnded();
}

export function restartAll(world: World): void {
  for (const [place, actor] of world.state.places.entries()) {
    if (actor === null) world.startWorker(place);
  }
}

function armStoreFault({ state, chance }: World): void {
  state.armed = { call: chance.pick(STORE_CALLS), how: chance.happens(0.6) ? 'before' : 'after' };
}

function freezeSomebody(world: World): void {
  const actors = world.state.places.filter((actor) => actor !== null);
  if (actors.length > 0) freezeWorker(world, world.chance.pick(actors));
}

const HAPPENINGS: Readonly<Record<EventKind, (world: World) => void>> = {
  delivery: announceAny,
  'customer-writes': customerWrites,
  'operator-writes': (world) => operatorWrites(world, 'A person answers.'),
  'operator-copies': (world) => operatorWrites(world, world.state.lastTalkText ?? 'Hello.'),
  'operator-closes': operatorCloses,
  'scope-changes': changeScope,
  'unknown-ticket': announceGhost,
  kill,
  'flags-open': openFlags,
  'crash-worker': crashSomebody,
  'crash-process': crashEverybody,
  'restart-worker': restartAll,
  freeze: freezeSomebody,
  stall: ({ scheduler, chance }) => scheduler.advance(chance.pick(STALLS_MS)),
  'wall-clock': ({ scheduler, chance }) => scheduler.setWallClock(chance.pick(WALL_JUMPS_MS)),
  'store-fault': armStoreFault,
};

/** Lets one thing happen beside the work. */
export function happen(world: World): void {
  const kind = world.chance.pick(world.conditions.events);
  world.state.events += 1;
  world.trace.add(`${world.scheduler.elapsedMs()} event ${kind}`);
  HAPPENINGS[kind](world);
}
