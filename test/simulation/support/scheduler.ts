import type { AbortSignalLike, Clock } from '../../../src/core/runtime/platform.ts';
import type { Chance } from './seeded-chance.ts';
import type { Trace } from './trace.ts';

/** Whoever runs: a process, a worker in it, or the vendor, which never dies. */
export interface Actor {
  readonly name: string;
  /** The process it lives in; it dies with it. */
  readonly parent: Actor | null;
  isDead: boolean;
  /** Where it stands now: the calls that it is waiting in. */
  readonly inside: Set<string>;
}

interface Task {
  readonly actor: Actor;
  readonly point: string;
  readonly run: () => void;
}

interface Sleeper {
  readonly actor: Actor;
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

export function createActor(name: string, parent: Actor | null): Actor {
  return { name, parent, isDead: false, inside: new Set() };
}

export function isAlive(actor: Actor): boolean {
  return !actor.isDead && (actor.parent === null || isAlive(actor.parent));
}

/** Decides who goes on. Nothing runs between two calls of `runOne` but what the chosen task started. */
export interface Scheduler {
  /** Milliseconds that really passed; timers run on these. */
  elapsedMs(): number;
  /** What a clock on the wall shows: may be set forward and back. */
  nowMs(): number;
  /** Resolves when the actor is chosen to go on; never, when it died before. */
  pause(actor: Actor, point: string): Promise<void>;
  /** A task that is run when it is chosen. */
  add(actor: Actor, point: string, run: () => void): void;
  /** A task that can be chosen after `delayMs`. */
  addLater(actor: Actor, point: string, delayMs: number, run: () => void): void;
  clockOf(actor: Actor): Clock;
  /** Runs one task that is ready, chosen by chance. @returns false when none is */
  runOne(): boolean;
  /** Lets time pass; timers that are due become tasks. */
  advance(ms: number): void;
  setWallClock(byMs: number): void;
  /** Time until the next timer; null when none is set. */
  untilNextTimerMs(): number | null;
  /** Drops every continuation of the actor. @returns the points at which it stood */
  crash(actor: Actor): readonly string[];
  /** Keeps the actor from going on for so many tasks of others, as a pause of its machine would. */
  freeze(actor: Actor, tasks: number): void;
  /** Where each living actor stands. */
  standing(): readonly { readonly actor: Actor; readonly point: string }[];
  /** Resolves when every promise of this process has settled that can. */
  settle(): Promise<void>;
}

/** How likely the one that ran last goes on: long runs find other bugs than fine mixtures. */
const STICKINESS = [0, 0.5, 0.9] as const;

export function createScheduler(startMs: number, chance: Chance, trace: Trace): Scheduler {
  let elapsedMs = 0;
  let wallOffsetMs = startMs;
  let ready: Task[] = [];
  let sleepers: Sleeper[] = [];
  let last: Actor | null = null;
  let frozen: { readonly actor: Actor; tasksLeft: number } | null = null;
  const stickiness = chance.pick(STICKINESS);

  const add: Scheduler['add'] = (actor, point, run) => {
    if (isAlive(actor)) ready.push({ actor, point, run });
  };

  function wakeDue(): void {
    const due = sleepers.filter((sleeper) => sleeper.wakeAtMs <= elapsedMs);
    if (due.length === 0) return;
    sleepers = sleepers.filter((sleeper) => sleeper.wakeAtMs > elapsedMs);
    for (const sleeper of due.toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)) sleeper.wake();
  }

  function sleep(actor: Actor, ms: number, signal?: AbortSignalLike): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        add(actor, 'timer', resolve);
      };
      const sleeper: Sleeper = { actor, wakeAtMs: elapsedMs + Math.max(0, ms), wake };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** A frozen actor goes on early when nobody else can: time alone would not help. */
  function candidates(): readonly Task[] {
    if (frozen === null) return ready;
    const { actor } = frozen;
    frozen.tasksLeft -= 1;
    if (frozen.tasksLeft <= 0) frozen = null;
    const others = ready.filter((task) => task.actor !== actor);
    return others.length > 0 ? others : ready;
  }

  function choose(): Task | undefined {
    const tasks = candidates();
    const sticky = chance.happens(stickiness)
      ? tasks.find((task) => task.actor === last)
      : undefined;
    return sticky ?? tasks[chance.between(0, tasks.length - 1)];
  }

  return {
    elapsedMs: () => elapsedMs,
    nowMs: () => elapsedMs + wallOffsetMs,
    pause: (actor, point) => new Promise((resolve) => add(actor, point, resolve)),
    add,
    addLater: (actor, point, delayMs, run) => {
      sleepers.push({ actor, wakeAtMs: elapsedMs + delayMs, wake: () => add(actor, point, run) });
    },
    clockOf: (actor) => ({
      now: () => elapsedMs + wallOffsetMs,
      sleep: (ms, signal) => sleep(actor, ms, signal),
      defer: (run) => add(actor, 'deferred', run),
    }),
    runOne: () => {
      if (ready.length === 0) return false;
      const task = choose();
      if (task === undefined) return false;
      ready.splice(ready.indexOf(task), 1);
      last = task.actor;
      trace.add(`${elapsedMs} ${task.actor.name} ${task.point}`);
      task.run();
      return true;
    },
    advance: (ms) => {
      elapsedMs += ms;
      wakeDue();
    },
    setWallClock: (byMs) => {
      wallOffsetMs += byMs;
    },
    untilNextTimerMs: () => {
      if (sleepers.length === 0) return null;
      return Math.max(0, Math.min(...sleepers.map((sleeper) => sleeper.wakeAtMs)) - elapsedMs);
    },
    crash: (actor) => {
      const points = ready
        .filter((task) => task.actor === actor || task.actor.parent === actor)
        .map((task) => task.point);
      actor.isDead = true;
      ready = ready.filter((task) => isAlive(task.actor));
      sleepers = sleepers.filter((sleeper) => isAlive(sleeper.actor));
      return points;
    },
    freeze: (actor, tasks) => {
      frozen = { actor, tasksLeft: tasks };
    },
    standing: () => ready,
    // The queue of next ticks runs when the queue of promises is empty: nothing of the simulation waits for more.
    settle: () => new Promise((resolve) => process.nextTick(resolve)),
  };
}
