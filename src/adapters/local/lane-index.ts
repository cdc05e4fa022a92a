import { createLaneSchedule, type LaneSchedule, type Turn } from './lane-schedule.ts';

/** Takes what undoes a change, in case the transaction that goes with it is rolled back. */
export type Journal = (undo: () => void) => void;

export interface Lane {
  readonly name: string;
  head: QueuedJob | null;
  tail: QueuedJob | null;
  /** The first of its jobs that a delivery may join; one for each coalescing key, so hardly ever more than one. */
  open: QueuedJob | null;
}

export interface Lease {
  readonly token: string;
  readonly untilMs: number;
}

/** What memory holds of a live job; its body stays on disk. */
export interface QueuedJob {
  readonly seq: number;
  readonly jobId: string;
  readonly lane: Lane;
  readonly coalescingKey: string | null;
  readonly enqueuedAtMs: number;
  attempts: number;
  deliveries: number;
  wasClaimed: boolean;
  notBeforeMs: number;
  lease: Lease | null;
  turn: Turn<QueuedJob> | null;
  next: QueuedJob | null;
  nextOpen: QueuedJob | null;
}

export type NewQueuedJob = Pick<QueuedJob, 'seq' | 'jobId' | 'coalescingKey' | 'enqueuedAtMs'> &
  Pick<QueuedJob, 'attempts' | 'deliveries' | 'wasClaimed' | 'notBeforeMs'> & {
    readonly laneName: string;
  };

/**
 * Lanes, leases and coalescing keys of all live jobs, in memory. Only the head of a lane is ever scheduled or leased,
 * which is what makes a lane run in order and one at a time. Every change takes a journal, so that memory and
 * disk agree also when a commit fails.
 */
export interface LaneIndex {
  readonly size: number;
  find(jobId: string): QueuedJob | undefined;
  /** The job that a delivery with this key joins: waiting and never claimed. */
  findOpen(laneName: string, coalescingKey: string): QueuedJob | undefined;
  /** The job when `token` holds an unexpired lease on it. */
  findLeased(jobId: string, token: string, nowMs: number): QueuedJob | undefined;
  append(job: NewQueuedJob, journal: Journal): void;
  join(job: QueuedJob, journal: Journal): void;
  peekReady(nowMs: number): QueuedJob | undefined;
  /** Leases the job, which `peekReady` gave, and counts the attempt. */
  lease(job: QueuedJob, lease: Lease, journal: Journal): void;
  /** Ends the lease; the job stays at the head of its lane. */
  release(job: QueuedJob, to: { attempts: number; notBeforeMs: number }, journal: Journal): void;
  /** Takes the head of a lane out for good. */
  remove(job: QueuedJob, journal: Journal): void;
  /** Releases every job whose lease ran out, with its attempt counted. */
  expireLeases(nowMs: number, journal: Journal): void;
  countLeased(nowMs: number): number;
  /** When something may become ready without a call; Infinity when nothing will. */
  nextChangeAtMs(): number;
}

interface LaneState {
  readonly lanes: Map<string, Lane>;
  readonly jobs: Map<string, QueuedJob>;
  readonly leased: Set<QueuedJob>;
  readonly schedule: LaneSchedule<QueuedJob>;
  readonly onReady: () => void;
  /** No lease runs out before this instant; so leases are looked through once a minute and not at each claim. */
  leasesHoldUntilMs: number;
}

/** `onReady` is called once for every job that takes its turn at the head of a lane. */
export function createLaneIndex(onReady: () => void): LaneIndex {
  const state: LaneState = {
    lanes: new Map(),
    jobs: new Map(),
    leased: new Set(),
    schedule: createLaneSchedule(),
    onReady,
    leasesHoldUntilMs: Number.POSITIVE_INFINITY,
  };
  return {
    get size() {
      return state.jobs.size;
    },
    find: (jobId) => state.jobs.get(jobId),
    findOpen: (laneName, coalescingKey) => {
      let job = state.lanes.get(laneName)?.open;
      while (job && job.coalescingKey !== coalescingKey) job = job.nextOpen;
      return job ?? undefined;
    },
    findLeased: (jobId, token, nowMs) => {
      const job = state.jobs.get(jobId);
      return job?.lease?.token === token && nowMs < job.lease.untilMs ? job : undefined;
    },
    append: (job, journal) => append(state, job, journal),
    join: (job, journal) => {
      journal(() => {
        job.deliveries -= 1;
      });
      job.deliveries += 1;
    },
    peekReady: state.schedule.peekReady,
    lease: (job, granted, journal) => lease(state, job, granted, journal),
    release: (job, to, journal) => release(state, job, to, journal),
    remove: (job, journal) => remove(state, job, journal),
    expireLeases: (nowMs, journal) => expireLeases(state, nowMs, journal),
    countLeased: (nowMs) => {
      let count = 0;
      for (const job of state.leased) if (job.lease && nowMs < job.lease.untilMs) count += 1;
      return count;
    },
    nextChangeAtMs: () => Math.min(state.leasesHoldUntilMs, state.schedule.nextDueAtMs()),
  };
}

function append(state: LaneState, fresh: NewQueuedJob, journal: Journal): void {
  const { lanes, jobs } = state;
  const lane = lanes.get(fresh.laneName) ?? createLane(fresh.laneName);
  const job = createQueuedJob(fresh, lane);
  const isOpen = canBeJoined(job);
  const last = lane.tail;
  journal(() => {
    jobs.delete(job.jobId);
    if (isOpen) dropOpen(job);
    job.turn = null;
    lane.tail = last;
    if (last) last.next = null;
    else lanes.delete(lane.name);
  });
  jobs.set(job.jobId, job);
  if (isOpen) addOpen(job);
  lane.tail = job;
  if (last) {
    last.next = job;
    return;
  }
  lane.head = job;
  lanes.set(lane.name, lane);
  takeTurn(state, job);
}

function lease(state: LaneState, job: QueuedJob, granted: Lease, journal: Journal): void {
  const { wasClaimed } = job;
  const isOpen = canBeJoined(job);
  journal(() => {
    dropLease(state, job);
    job.attempts -= 1;
    job.wasClaimed = wasClaimed;
    if (isOpen) addOpen(job);
    state.schedule.add(job);
  });
  if (isOpen) dropOpen(job);
  job.wasClaimed = true;
  job.attempts += 1;
  addLease(state, job, granted);
}

function release(
  state: LaneState,
  job: QueuedJob,
  to: { attempts: number; notBeforeMs: number },
  journal: Journal,
): void {
  const { lease: held, attempts, notBeforeMs } = job;
  journal(() => {
    job.attempts = attempts;
    job.notBeforeMs = notBeforeMs;
    if (held) addLease(state, job, held);
  });
  dropLease(state, job);
  job.attempts = to.attempts;
  job.notBeforeMs = to.notBeforeMs;
  takeTurn(state, job);
}

function remove(state: LaneState, job: QueuedJob, journal: Journal): void {
  const { lanes, jobs, schedule } = state;
  const { lane, lease: held, next } = job;
  const isOpen = canBeJoined(job);
  journal(() => {
    jobs.set(job.jobId, job);
    if (isOpen) addOpen(job);
    lanes.set(lane.name, lane);
    lane.head = job;
    if (next) next.turn = null;
    else lane.tail = job;
    if (held) addLease(state, job, held);
    else schedule.add(job);
  });
  jobs.delete(job.jobId);
  if (isOpen) dropOpen(job);
  job.turn = null;
  dropLease(state, job);
  lane.head = next;
  if (next) {
    takeTurn(state, next);
    return;
  }
  lane.tail = null;
  lanes.delete(lane.name);
}

function expireLeases(state: LaneState, nowMs: number, journal: Journal): void {
  if (nowMs < state.leasesHoldUntilMs) return;
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const job of state.leased) {
    if (job.lease && job.lease.untilMs <= nowMs) release(state, job, job, journal);
    else if (job.lease) earliestMs = Math.min(earliestMs, job.lease.untilMs);
  }
  state.leasesHoldUntilMs = earliestMs;
}

function takeTurn(state: LaneState, job: QueuedJob): void {
  state.schedule.add(job);
  state.onReady();
}

function addLease(state: LaneState, job: QueuedJob, granted: Lease): void {
  job.turn = null;
  job.lease = granted;
  state.leased.add(job);
  state.leasesHoldUntilMs = Math.min(state.leasesHoldUntilMs, granted.untilMs);
}

function dropLease(state: LaneState, job: QueuedJob): void {
  job.lease = null;
  state.leased.delete(job);
}

function createQueuedJob(fresh: NewQueuedJob, lane: Lane): QueuedJob {
  return {
    seq: fresh.seq,
    jobId: fresh.jobId,
    lane,
    coalescingKey: fresh.coalescingKey,
    enqueuedAtMs: fresh.enqueuedAtMs,
    attempts: fresh.attempts,
    deliveries: fresh.deliveries,
    wasClaimed: fresh.wasClaimed,
    notBeforeMs: fresh.notBeforeMs,
    lease: null,
    turn: null,
    next: null,
    nextOpen: null,
  };
}

function createLane(name: string): Lane {
  return { name, head: null, tail: null, open: null };
}

function canBeJoined(job: QueuedJob): boolean {
  return job.coalescingKey !== null && !job.wasClaimed;
}

function addOpen(job: QueuedJob): void {
  job.nextOpen = job.lane.open;
  job.lane.open = job;
}

function dropOpen(job: QueuedJob): void {
  const { lane, nextOpen } = job;
  let before: QueuedJob | null = null;
  for (let at = lane.open; at && at !== job; at = at.nextOpen) before = at;
  if (before) before.nextOpen = nextOpen;
  else lane.open = nextOpen;
  job.nextOpen = null;
}
