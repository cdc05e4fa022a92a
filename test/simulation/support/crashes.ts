import type { Fixture } from './fixture.ts';
import { type Actor, isAlive } from './scheduler.ts';

/** The points at which somebody waits: before or after a call, or inside one until the store has committed. */
function pointsOf({ scheduler }: Fixture, actor: Actor): string[] {
  const standing = scheduler.standing().filter((task) => task.actor === actor);
  return [
    ...standing.map((task) => task.point),
    ...[...actor.inside].map((call) => `${call}:during`),
  ];
}

function drop(fixture: Fixture, dropped: Actor, members: readonly Actor[]): void {
  const { state, conditions } = fixture;
  const points = members.flatMap((member) => pointsOf(fixture, member));
  fixture.scheduler.crash(dropped);
  state.faults.note(dropped.parent === null ? 'process-crash' : 'worker-crash');
  state.crashes += 1;
  for (const point of points) state.crashPoints.add(point);
  fixture.trace.add(`crash of ${dropped.name} at ${points.join(' ')}`);
  if (points.includes(conditions.crashPoint)) state.hasCrashedAtPoint = true;
}

/** A worker is never heard of again; its process lives on, and so does its lease. */
function crashWorker(fixture: Fixture, place: number): void {
  const { state } = fixture;
  const actor = state.places[place] ?? null;
  if (actor === null) return;
  drop(fixture, actor, [actor]);
  state.places[place] = null;
}

/** Everybody in the process is gone; after a while another one is started over the same store. */
function crashProcess(fixture: Fixture): void {
  const { state, scheduler, chance } = fixture;
  const { process } = state;
  if (process === null) return;
  drop(fixture, process.actor, [
    ...state.places.filter((actor) => actor !== null),
    ...state.intakes,
  ]);
  scheduler.advance(chance.pick([0, 0, 300, 5_000, 61_000]));
  fixture.startProcess();
  state.faults.note('process-restart');
}

/** One crash is kept for the point that the seed is after. */
function mayCrash({ state, conditions }: Fixture): boolean {
  const kept = state.hasCrashedAtPoint ? 0 : 1;
  return state.crashes + kept < conditions.crashes;
}

export function crashSomebody(fixture: Fixture): void {
  const places = [...fixture.state.places.keys()].filter(
    (place) => fixture.state.places[place] !== null,
  );
  if (mayCrash(fixture) && places.length > 0) crashWorker(fixture, fixture.chance.pick(places));
}

export function crashEverybody(fixture: Fixture): void {
  if (mayCrash(fixture)) crashProcess(fixture);
}

/** A worker stands still until its lease is gone and others have done its work. */
export function freezeWorker({ scheduler, chance, state }: Fixture, actor: Actor): void {
  scheduler.freeze(actor, chance.between(50, 250));
  scheduler.advance(chance.pick([0, 5_000, 61_000, 61_000]));
  state.faults.note('time-passed');
}

/** Crashes or freezes whoever stands at the point that this seed is after. */
export function crashAtPoint(fixture: Fixture): void {
  const { state, conditions, chance } = fixture;
  const { crashPoint } = conditions;
  if (state.hasCrashedAtPoint || state.crashes >= conditions.crashes) return;
  const stands = (actor: Actor | null) =>
    actor !== null && isAlive(actor) && pointsOf(fixture, actor).includes(crashPoint);
  const place = state.places.findIndex(stands);
  if (place < 0 && ![...state.intakes].some(stands)) return;
  if (!chance.happens(0.6)) return;
  const actor = state.places[place] ?? null;
  if (actor !== null && chance.happens(conditions.freezeRate)) freezeWorker(fixture, actor);
  else if (place < 0 || chance.happens(0.5)) crashProcess(fixture);
  else crashWorker(fixture, place);
}
