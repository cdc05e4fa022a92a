import { createHeap } from './heap.ts';

/** The due time of an urgent job: the earliest there is, and kept on disk with the job. */
export const URGENT_DUE_AT_MS = 1;

/** The head of a lane, as far as its turn is concerned. */
export interface Schedulable {
  readonly seq: number;
  readonly enqueuedAtMs: number;
  /** 0 for a job that was never delayed: it is ready whatever the clock says. */
  notBeforeMs: number;
  /** Its one valid place in the schedule. Setting it to null takes the job out. */
  turn: Turn<this> | null;
}

export interface Turn<J> {
  readonly job: J;
  readonly dueAtMs: number;
  readonly seq: number;
  readonly isUrgent: boolean;
}

/**
 * Which lane is next, of those that are due: urgent ones, then in the order of `enqueue`. Not in the order of due times:
 * a job that was given back because nothing could be done just then would lose its place to every younger one.
 */
export interface LaneSchedule<J> {
  add(job: J): void;
  /** The next job that may run at `nowMs`; it stays in the schedule until its `turn` is set to null. */
  peekReady(nowMs: number): J | undefined;
  /** When the next delayed job is due; Infinity when none is delayed. Never too late, sometimes too early. */
  nextDueAtMs(): number;
}

/**
 * Two heaps, because jobs that were never delayed must not be compared with the clock: if it is set back, they
 * would all wait. Places are dropped lazily, when they come to the top.
 */
export function createLaneSchedule<J extends Schedulable>(): LaneSchedule<J> {
  const isDueBefore = (left: Turn<J>, right: Turn<J>) =>
    left.dueAtMs < right.dueAtMs || (left.dueAtMs === right.dueAtMs && left.seq < right.seq);
  const ready = createHeap((left: Turn<J>, right: Turn<J>) =>
    left.isUrgent === right.isUrgent ? left.seq < right.seq : left.isUrgent,
  );
  const delayed = createHeap(isDueBefore);

  function promote(nowMs: number): void {
    for (let top = delayed.peek(); top && top.dueAtMs <= nowMs; top = delayed.peek()) {
      delayed.pop();
      ready.push(top);
    }
  }

  return {
    add: (job) => {
      const { seq, notBeforeMs } = job;
      const isDelayed = notBeforeMs > 0;
      const isUrgent = notBeforeMs === URGENT_DUE_AT_MS;
      const turn = { job, seq, isUrgent, dueAtMs: isDelayed ? notBeforeMs : job.enqueuedAtMs };
      job.turn = turn;
      (isDelayed ? delayed : ready).push(turn);
    },
    peekReady: (nowMs) => {
      promote(nowMs);
      for (let top = ready.peek(); top; top = ready.peek()) {
        if (top.job.turn === top) return top.job;
        ready.pop();
      }
      return undefined;
    },
    nextDueAtMs: () => delayed.peek()?.dueAtMs ?? Number.POSITIVE_INFINITY,
  };
}
