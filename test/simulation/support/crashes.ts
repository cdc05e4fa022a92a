import { type Actor, isAlive } from './scheduler.ts';
import type { World } from './world.ts';

/** The points at which somebody waits: before or after a call, or inside one until the store has committed. */
function pointsOf({ scheduler }: World, actor: Actor): string[] {
  const standing = scheduler.standing().filter((task) => task.actor === actor);
  return [
    ...standing.map((task) => task.point),
    ...[...actor.inside].map((call) => `${call}:during`),
  ];
}

function drop(world: World, dropped: Actor, members: readonly Actor[]): void {
  const { state, conditions } = world;
  const points = members.flatMap((member) => pointsOf(world, member));
  world.scheduler.crash(dropped);
  state.faults.note(dropped.parent === null ? 'process-crash' : 'worker-crash');
  state.crashes += 1;
  for (const point of points) state.crashPoints.add(point);
  world.trace.add(`crash of ${dropped.name} at ${points.join(' ')}`);
  if (points.includes(conditions.crashPoint)) state.hasCrashedAtPoint = true;
}

/** A worker is never heard of again; its process lives on, and so does its lease. */
function crashWorker(world: World, place: number): void {
  const { state } = world;
  const actor = state.places[place] ?? null;
  if (actor === null) return;
  drop(world, actor, [actor]);
  state.places[place] = null;
}

/** Everybody in the process is gone; after a while another one is started over the same store. */
function crashProcess(world: World): void {
  const { state, scheduler, chance } = world;
  const { process } = state;
  if (process === null) return;
  drop(world, process.actor, [...state.places.filter((actor) => actor !== null), ...state.doors]);
  scheduler.advance(chance.pick([0, 0, 300, 5_000, 61_000]));
  world.startProcess();
  state.faults.note('process-restart');
}

/** One crash is kept for the point that the seed is after. */
function mayCrash({ state, conditions }: World): boolean {
  const kept = state.hasCrashedAtPoint ? 0 : 1;
  return state.crashes + kept < conditions.crashes;
}

export function crashSomebody(world: World): void {
  const places = [...world.state.places.keys()].filter(
    (place) => world.state.places[place] !== null,
  );
  if (mayCrash(world) && places.length > 0) crashWorker(world, world.chance.pick(places));
}

export function crashEverybody(world: World): void {
  if (mayCrash(world)) crashProcess(world);
}

/** A worker stands still until its lease is gone and others have done its work. */
export function freezeWorker({ scheduler, chance, state }: World, actor: Actor): void {
  scheduler.freeze(actor, chance.between(50, 250));
  scheduler.advance(chance.pick([0, 5_000, 61_000, 61_000]));
  state.faults.note('time-passed');
}

/** Crashes or freezes whoever stands at the point that this seed is after. */
export function crashAtPoint(world: World): void {
  const { state, conditions, chance } = world;
  const { crashPoint } = conditions;
  if (state.hasCrashedAtPoint || state.crashes >= conditions.crashes) return;
  const stands = (actor: Actor | null) =>
    actor !== null && isAlive(actor) && pointsOf(world, actor).includes(crashPoint);
  const place = state.places.findIndex(stands);
  if (place < 0 && ![...state.doors].some(stands)) return;
  if (!chance.happens(0.6)) return;
  const actor = state.places[place] ?? null;
  if (actor !== null && chance.happens(conditions.freezeRate)) freezeWorker(world, actor);
  else if (place < 0 || chance.happens(0.5)) crashProcess(world);
  else crashWorker(world, place);
}
