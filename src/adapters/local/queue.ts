import { InvariantViolationError, LeaseLostError } from '../../core/runtime/errors.ts';
import type { AbortSignalLike, Clock, Random } from '../../core/runtime/platform.ts';
import {
  type ClaimedJob,
  type EnqueueResult,
  type JobQueue,
  LEASE_MS,
  MAX_ATTEMPTS,
  type NewJob,
  type RecoverResult,
  type RememberedJob,
} from '../../core/worker/job-queue.ts';
import { assertOpen, type LocalDatabase } from './database.ts';
import { type DueGroup, type Entry, type JobRows, prepareJobRows } from './job-rows.ts';

/** How soon at the latest a waiting claim notices what another process did. */
const POLL_MS = 200;

interface QueueParts {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly rows: JobRows;
  readonly waiters: Waiters;
  readonly createLeaseToken: () => string;
}

/**
 * The queue of one machine: rows and nothing else. A group is a row with its due time, so a claim is a step in an
 * index, and a lease is a due time with a token. Every process may call every method; a waiting claim notices at once
 * what its own process does, and within 250 ms what others do. Job ids are remembered for 30 days after the job ended.
 */
export function createSqliteJobQueue(options: {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly random: Random;
}): JobQueue {
  const { db, clock, random } = options;
  const rows = prepareJobRows(db.sqlite);
  const createLeaseToken = createTokenSource(random);
  const parts = { db, clock, rows, waiters: createWaiters(clock), createLeaseToken };
  return {
    enqueue: (job) => change(parts, () => enqueueNow(parts, job)),
    claim: (request) => claim(parts, request),
    claimGroup: (group, { leaseMs = LEASE_MS } = {}) => claimGroup(parts, group, leaseMs),
    ...createSettling(parts),
    listDead: async (limit) => {
      assertOpen(db);
      return rows.listDead(limit);
    },
    redrive: (jobIds) => change(parts, () => jobIds.filter((jobId) => redriveNow(parts, jobId))),
    recover: (job, deadCode) => change(parts, () => recoverNow(parts, job, deadCode)),
    stats: async () => {
      assertOpen(db);
      const nowMs = clock.now();
      const leased = rows.countLeased(nowMs);
      const oldestAgeMs = Math.max(0, nowMs - (rows.findOldestAtMs() ?? nowMs));
      return { waiting: rows.countJobs() - leased, leased, dead: rows.countDead(), oldestAgeMs };
    },
  };
}

/**
 * Ends every lease, so that the jobs of a process that was killed are handed out again at once, their attempts counted.
 * Only for the process that holds the lock on the data folder, before it claims: then nobody works on these jobs.
 */
export async function endLeases(db: LocalDatabase): Promise<void> {
  const end = db.sqlite.prepare(
    'UPDATE job_groups SET due_at_ms = 0, lease_token = NULL WHERE due_at_ms > 0 AND lease_token IS NOT NULL',
  );
  await db.write(() => end.run());
}

function createTokenSource(random: Random): () => string {
  const processPart = random.id();
  let count = 0;
  return () => {
    count += 1;
    return `${processPart}-${count}`;
  };
}

/** Writes, and wakes a waiting claim once what was written is durable: a group may be due now. */
async function change<T>({ db, waiters }: QueueParts, work: () => T): Promise<T> {
  const result = await db.write(work);
  waiters.wakeOne();
  return result;
}

function enqueueNow({ clock, rows }: QueueParts, job: NewJob): EnqueueResult {
  const { jobId, group, coalescingKey } = job;
  if (rows.isKnown(jobId)) return { outcome: 'duplicate', jobId };
  const nowMs = clock.now();
  const groupId = rows.findGroup(group);
  const joined =
    groupId === null || coalescingKey === undefined
      ? null
      : rows.join(groupId, coalescingKey, jobId, nowMs);
  if (joined !== null) return { outcome: 'coalesced', jobId: joined };
  rows.append(job, groupId, nowMs);
  return { outcome: 'queued', jobId };
}

function append({ clock, rows }: QueueParts, entry: Entry): void {
  rows.append(entry, rows.findGroup(entry.group), clock.now());
}

function redriveNow(parts: QueueParts, jobId: string): boolean {
  const entry = parts.rows.takeDead(jobId);
  if (entry !== null) append(parts, entry);
  return entry !== null;
}

function recoverNow(parts: QueueParts, job: RememberedJob, deadCode: string | null): RecoverResult {
  const { clock, rows } = parts;
  if (rows.isLive(job.jobId)) return 'live';
  if (rows.isDead(job.jobId)) return 'dead';
  if (deadCode === null) append(parts, { ...job, wasClaimed: true });
  else rows.buryLost(job, deadCode, clock.now());
  return 'recovered';
}

type ClaimRequest = Parameters<JobQueue['claim']>[0];

async function claim(parts: QueueParts, request: ClaimRequest): Promise<readonly ClaimedJob[]> {
  const { clock, rows, waiters, db } = parts;
  const { max, leaseMs = LEASE_MS, signal } = request;
  if (max < 1) return [];
  let remainingMs = request.waitMs;
  while (!signal?.aborted) {
    assertOpen(db);
    const dueInMs = rows.nextDueAtMs() - clock.now();
    if (dueInMs <= 0) {
      const take = () => (signal?.aborted ? NOTHING : takeDue(parts, rows.findDue, max, leaseMs));
      const claimed = throwLost(await db.write(take));
      if (claimed.length > 0) return claimed;
      continue;
    }
    if (remainingMs <= 0) return [];
    const waitMs = Math.min(remainingMs, POLL_MS, Math.max(1, dueInMs));
    remainingMs -= await waitForWork(parts, waitMs, signal);
  }
  // It may have been woken for a job that it does not take.
  waiters.wakeOne();
  return [];
}

async function claimGroup(
  parts: QueueParts,
  group: string,
  leaseMs: number,
): Promise<ClaimedJob | null> {
  const find = () => parts.rows.findDueGroup(group);
  const taken = await parts.db.write(() => takeDue(parts, find, 1, leaseMs));
  return throwLost(taken)[0] ?? null;
}

/** @returns how much of the time to wait was used up, even if the clock was changed meanwhile */
async function waitForWork(
  { clock, waiters }: QueueParts,
  waitMs: number,
  signal?: AbortSignalLike,
): Promise<number> {
  const startedAtMs = clock.now();
  await waiters.wait(waitMs, signal);
  return Math.min(waitMs, Math.max(0, clock.now() - startedAtMs));
}

interface Taken {
  readonly claimed: readonly ClaimedJob[];
  /** The first job of a group has no row any more; then nothing was claimed, so that the caller can be told. */
  readonly isLost: boolean;
}

const NOTHING: Taken = { claimed: [], isLost: false };

function throwLost({ claimed, isLost }: Taken): readonly ClaimedJob[] {
  if (isLost) throw new InvariantViolationError('JOB_LOST', 'the row of a queued job is gone');
  return claimed;
}

/** Leases up to `max` of the groups that `find` gives, and starts the first job of each. */
function takeDue(
  { clock, rows, createLeaseToken }: QueueParts,
  find: () => DueGroup | null,
  max: number,
  leaseMs: number,
): Taken {
  const nowMs = clock.now();
  const leasedUntilMs = nowMs + leaseMs;
  const claimed: ClaimedJob[] = [];
  rows.endWaits(nowMs);
  for (let due = find(); due !== null; due = find()) {
    const job = rows.start(due);
    if (job !== null) {
      const leaseToken = createLeaseToken();
      const group = rows.lease(due.groupId, leasedUntilMs, leaseToken);
      claimed.push({ ...job, group, leaseToken, leasedUntilMs });
      if (claimed.length === max) break;
      continue;
    }
    const usedUp = rows.findHeadId(due);
    if (usedUp === null && claimed.length > 0) break;
    // The attempt was counted before the job was handed out, so also a job that kills the process ends here.
    if (usedUp !== null) rows.bury(usedUp, 'LEASE_EXPIRED', nowMs);
    rows.advance(due.groupId);
    if (usedUp === null) return { claimed, isLost: true };
  }
  return { claimed, isLost: false };
}

function createSettling(parts: QueueParts) {
  const { clock, rows } = parts;

  async function settle<T>(
    job: ClaimedJob,
    act: (groupId: number, nowMs: number) => T,
  ): Promise<T> {
    const settled = await change(parts, () => {
      const nowMs = clock.now();
      const groupId = rows.findLeased(job, nowMs);
      return groupId === null ? null : { result: act(groupId, nowMs) };
    });
    if (settled === null) throw new LeaseLostError(job.jobId);
    return settled.result;
  }

  const bury = (job: ClaimedJob, code: string) => (groupId: number, nowMs: number) => {
    rows.bury(job.jobId, code, nowMs);
    rows.advance(groupId);
    return 'dead' as const;
  };
  const delay = (delayMs: number) => (groupId: number, nowMs: number) => {
    rows.delay(groupId, nowMs + Math.max(0, Math.ceil(delayMs)));
    return 'waiting' as const;
  };

  return {
    complete: (job: ClaimedJob) =>
      settle(job, (groupId, nowMs) => {
        rows.complete(job.jobId, nowMs);
        rows.advance(groupId);
      }),
    defer: (job: ClaimedJob, delayMs: number) =>
      settle(job, (groupId, nowMs) => {
        rows.uncountAttempt(job.jobId);
        delay(delayMs)(groupId, nowMs);
      }),
    fail: (job: ClaimedJob, code: string, delayMs: number) =>
      settle<'waiting' | 'dead'>(
        job,
        job.attempt >= MAX_ATTEMPTS ? bury(job, code) : delay(delayMs),
      ),
    deadLetter: async (job: ClaimedJob, code: string) => {
      await settle(job, bury(job, code));
    },
  };
}

/** Where claims wait for work without turning in a loop. */
interface Waiters {
  /** Resolves after `ms`, when it is woken, or when `signal` aborts, whichever is first. */
  wait(ms: number, signal?: AbortSignalLike): Promise<void>;
  /** Wakes the one that waits longest, if any does. */
  wakeOne(): void;
}

function createWaiters(clock: Clock): Waiters {
  const waiting = new Set<AbortController>();

  return {
    wait: async (ms, signal) => {
      const alarm = new AbortController();
      const forward = () => alarm.abort();
      waiting.add(alarm);
      signal?.addEventListener('abort', forward, { once: true });
      if (signal?.aborted) forward();
      try {
        await clock.sleep(ms, alarm.signal);
      } finally {
        waiting.delete(alarm);
        signal?.removeEventListener('abort', forward);
      }
    },
    wakeOne: () => {
      const [alarm] = waiting;
      if (alarm === undefined) return;
      waiting.delete(alarm);
      alarm.abort();
    },
  };
}
