import type { AbortSignalLike } from '../runtime/platform.ts';

/** One claimable entry of a group. `body` is ours and opaque to the queue: ids only, no text. */
export interface NewJob {
  /** Unique for ever; the same id twice is one job. */
  readonly jobId: string;
  /** Jobs of one group run one at a time and in the order they were enqueued. */
  readonly group: string;
  /**
   * A job joins a waiting, never claimed job of the same group and key instead of queueing behind it.
   * Without a key every job queues.
   */
  readonly coalescingKey?: string;
  /** Handed out before everything that waits in other groups; a queue without an order between groups may ignore it. */
  readonly isUrgent?: true;
  readonly body: string;
}

export type EnqueueResult =
  /** A new job waits. */
  | { readonly outcome: 'queued'; readonly jobId: string }
  /** It joined the job named, whose `deliveries` grew by one. */
  | { readonly outcome: 'coalesced'; readonly jobId: string }
  /** This very job id was enqueued before; nothing changed. */
  | { readonly outcome: 'duplicate'; readonly jobId: string };

/** A time-limited claim on a job. */
export interface ClaimedJob {
  readonly jobId: string;
  readonly group: string;
  readonly body: string;
  /** Counts failed or lost tries and this one, from 1. A deferral does not count. */
  readonly attempt: number;
  /** How many enqueues this job stands for, from 1. Does not change once the job was claimed. */
  readonly deliveries: number;
  /** Names this claim; a later claim of the same job has another. */
  readonly leaseToken: string;
  readonly leasedUntilMs: number;
  readonly enqueuedAtMs: number;
}

export interface DeadLetter {
  readonly jobId: string;
  readonly group: string;
  readonly attempts: number;
  readonly deliveries: number;
  readonly code: string;
  readonly deadAtMs: number;
}

/** A claimed job as somebody outside the queue remembers it. */
export interface RememberedJob
  extends Pick<ClaimedJob, 'jobId' | 'group' | 'body' | 'deliveries'> {}

/**
 * `live`: the job waits, is delayed or is leased. `dead`: it is among the dead letters. Neither was changed.
 * `recovered`: the queue had lost it and has it again.
 */
export type RecoverResult = 'recovered' | 'live' | 'dead';

interface QueueStats {
  /** Jobs that could be claimed now or later, leased ones not included. */
  readonly waiting: number;
  readonly leased: number;
  readonly dead: number;
  /** Age of the oldest job that is not settled, 0 without one. */
  readonly oldestAgeMs: number;
}

/** After this many failed attempts a job goes to the dead letters. */
export const MAX_ATTEMPTS = 5;
export const LEASE_MS = 60_000;

/**
 * A durable queue of groups. Delivery is **at least once**: a job may be handed out again after its lease ran out
 * or the process died, so handlers must be idempotent. Within a group jobs are handed out one at a time, in the
 * order of `enqueue`; a job that was deferred or failed keeps its place.
 */
export interface JobQueue {
  /** Resolves only when the job (or the delivery that joined one) is durable; rejects when it is not. */
  enqueue(job: NewJob): Promise<EnqueueResult>;

  /**
   * Leases up to `max` jobs for `leaseMs` (default 60 s). Waits up to `waitMs` for the first one and returns an
   * empty list when none came, or when `signal` aborts. The attempt is durable before the job is handed out. A job
   * whose lease ran out in its last attempt goes to the dead letters with `LEASE_EXPIRED` instead.
   * @throws {InvariantViolationError} `JOB_LOST` once for the first job of a group whose row is gone, when the queue notices
   */
  claim(options: {
    readonly max: number;
    readonly waitMs: number;
    readonly leaseMs?: number;
    readonly signal?: AbortSignalLike;
  }): Promise<readonly ClaimedJob[]>;

  /**
   * Leases the first job of exactly this group, for a process that is told which group has work. Everything else is as
   * in `claim`. @returns null when the group is empty, leased or delayed
   */
  claimGroup(group: string, options?: { readonly leaseMs?: number }): Promise<ClaimedJob | null>;

  /** Ends the job for good. @throws {LeaseLostError} when the lease ran out or was taken. */
  complete(job: ClaimedJob): Promise<void>;

  /** Puts the job back for `delayMs` without counting an attempt (D9). @throws {LeaseLostError} */
  defer(job: ClaimedJob, delayMs: number): Promise<void>;

  /**
   * Counts a failed attempt and puts the job back for `delayMs`; after the fifth it goes to the dead letters with
   * `code`. @returns where it went. @throws {LeaseLostError}
   */
  fail(job: ClaimedJob, code: string, delayMs: number): Promise<'waiting' | 'dead'>;

  /** Sends the job to the dead letters at once. @throws {LeaseLostError} */
  deadLetter(job: ClaimedJob, code: string): Promise<void>;

  /** The dead letters, oldest first, at most `limit`. */
  listDead(limit: number): Promise<readonly DeadLetter[]>;

  /** Moves dead letters back to the end of their groups, with no attempts counted. @returns the ids that moved */
  redrive(jobIds: readonly string[]): Promise<readonly string[]>;

  /**
   * Puts back a job that this queue has lost, under its own id: at the end of its group with no attempts counted and
   * joined by nobody, or, with a `deadCode`, among the dead letters. The check and the change are one step, so of many
   * callers one recovers it. The queue does not remember a completed job: ask only for work that has not settled. A
   * queue that cannot look into itself may say `recovered` of a job that it still has; the two then run in their group,
   * one after the other.
   */
  recover(job: RememberedJob, deadCode: string | null): Promise<RecoverResult>;

  stats(): Promise<QueueStats>;
}
