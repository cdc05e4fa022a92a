import type { AbortSignalLike, Clock } from '../../core/runtime/clock.ts';
import { InvariantViolationError, LeaseLostError } from '../../core/runtime/errors.ts';
import type { Random } from '../../core/runtime/random.ts';
import type { ClaimedJob, EnqueueResult, JobQueue, NewJob } from '../../core/worker/job-queue.ts';
import { LEASE_MS, MAX_ATTEMPTS } from '../../core/worker/job-queue.ts';
import { assertOpen, type LocalDatabase } from './database.ts';
import { createJobRows, type JobRows } from './job-rows.ts';
import { createLaneIndex, type LaneIndex, type QueuedJob } from './lane-index.ts';
import { createLaneLoader, type LaneLoader } from './lane-loader.ts';
import { createRestore } from './restore-job.ts';
import { createSpentJobIds, type SpentJobIds } from './spent-job-ids.ts';
import { createWaitRoom, type WaitRoom } from './wait-room.ts';

/** How soon at the latest a waiting claim notices a redrive by another process. */
const POLL_MS = 200;

interface QueueParts {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly rows: JobRows;
  readonly spentIds: SpentJobIds;
  readonly index: LaneIndex;
  readonly loader: LaneLoader;
  readonly waitRoom: WaitRoom;
  readonly createLeaseToken: () => string;
}

/**
 * The queue of one machine. Rows are the truth; lanes, leases, due times and coalescing keys are kept in memory and
 * read from the rows at the first call that needs them (100,000 jobs: about 0.5 s). Hence **one process at a
 * time** may call `enqueue`, `claim` and what follows from them: the one that holds the lock on the data folder.
 * Beside it other processes may call `listDead`, `redrive`, `stats` (leases unknown to them count as waiting) and
 * `enqueue` for a job without a key in a lane of its own; what they add is noticed within 250 ms. Leases end with the
 * process: after a restart every job may be claimed at once, its attempt counted. Job ids are remembered for 30 days
 * after the job ended.
 */
export function createSqliteJobQueue(options: {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly random: Random;
}): JobQueue {
  const { db, clock, random } = options;
  const waitRoom = createWaitRoom(clock);
  const index = createLaneIndex(waitRoom.wakeOne);
  const rows = createJobRows(db.sqlite);
  const loader = createLaneLoader(db, rows, index);
  const spentIds = createSpentJobIds(db.sqlite);
  const createLeaseToken = createTokenSource(random);
  const parts = { db, clock, rows, spentIds, index, loader, waitRoom, createLeaseToken };
  return {
    enqueue: async (job) => {
      loader.ensureLoaded();
      return await db.write(() => enqueueNow(parts, job));
    },
    claim: (request) => claim(parts, request),
    ...createSettling(parts),
    ...createOverview(parts),
    restore: createRestore(parts),
  };
}

function createTokenSource(random: Random): () => string {
  const processPart = random.id();
  let count = 0;
  return () => {
    count += 1;
    return `${processPart}-${count}`;
  };
}

function enqueueNow(parts: QueueParts, job: NewJob): EnqueueResult {
  const { db, clock, rows, spentIds, index, loader } = parts;
  const { jobId, lane, coalescingKey } = job;
  if (index.find(jobId) || spentIds.has(jobId)) return { outcome: 'duplicate', jobId };
  const open = coalescingKey === undefined ? undefined : index.findOpen(lane, coalescingKey);
  // Who joined a job whose row is gone would be accepted and nowhere on disk.
  if (open && rows.addDelivery(open.seq)) {
    spentIds.add(jobId, clock.now());
    index.join(open, db.onRollback);
    return { outcome: 'coalesced', jobId: open.jobId };
  }
  loader.admit(rows.insert(job, clock.now()));
  return { outcome: 'queued', jobId };
}

type ClaimRequest = Parameters<JobQueue['claim']>[0];

async function claim(parts: QueueParts, request: ClaimRequest): Promise<readonly ClaimedJob[]> {
  const { clock, index, loader, waitRoom, db } = parts;
  const { signal } = request;
  if (request.max < 1) return [];
  let remainingMs = request.waitMs;
  while (!signal?.aborted) {
    loader.refresh();
    if (isWorkReady(index, clock.now())) {
      const { claimed, lostId } = await db.write(() => takeReady(parts, request));
      if (claimed.length > 0) return claimed;
      if (lostId !== null) throw createJobLostError(lostId);
      if (isWorkReady(index, clock.now())) continue;
    }
    if (remainingMs <= 0) return [];
    remainingMs -= await waitForWork(parts, Math.min(remainingMs, POLL_MS), signal);
  }
  // It may have been woken for a job that it does not take.
  waitRoom.wakeOne();
  return [];
}

function isWorkReady(index: LaneIndex, nowMs: number): boolean {
  return index.nextChangeAtMs() <= nowMs || index.peekReady(nowMs) !== undefined;
}

/** @returns how much of the time to wait was used up, whatever the clock did meanwhile */
async function waitForWork(
  { clock, index, waitRoom }: QueueParts,
  limitMs: number,
  signal?: AbortSignalLike,
): Promise<number> {
  const startedAtMs = clock.now();
  const waitMs = Math.min(limitMs, Math.max(1, index.nextChangeAtMs() - startedAtMs));
  await waitRoom.wait(waitMs, signal);
  return Math.min(waitMs, Math.max(0, clock.now() - startedAtMs));
}

interface Taken {
  readonly claimed: readonly ClaimedJob[];
  /** A job whose row was gone; nothing was claimed then, so that whoever claims can be told. */
  readonly lostId: string | null;
}

function createJobLostError(jobId: string): InvariantViolationError {
  return new InvariantViolationError('JOB_LOST', 'the row of a queued job is gone', {
    context: { jobId },
  });
}

function takeReady(parts: QueueParts, request: ClaimRequest): Taken {
  const { db, clock, index } = parts;
  if (request.signal?.aborted) return { claimed: [], lostId: null };
  const nowMs = clock.now();
  const leasedUntilMs = nowMs + (request.leaseMs ?? LEASE_MS);
  const claimed: ClaimedJob[] = [];
  index.expireLeases(nowMs, db.onRollback);
  while (claimed.length < request.max) {
    const job = index.peekReady(nowMs);
    if (!job) break;
    // The attempt was counted before the job was handed out, so also a job that kills the process ends here.
    if (job.attempts >= MAX_ATTEMPTS) {
      bury(parts, job, 'LEASE_EXPIRED');
      continue;
    }
    const leased = leaseJob(parts, job, leasedUntilMs);
    if (leased !== null) {
      claimed.push(leased);
      continue;
    }
    if (claimed.length > 0) break;
    // Memory must not keep what the disk has not: the lane would stand still, and every claim with it.
    index.remove(job, db.onRollback);
    return { claimed, lostId: job.jobId };
  }
  return { claimed, lostId: null };
}

/** @returns null when the row of the job is gone */
function leaseJob(parts: QueueParts, job: QueuedJob, untilMs: number): ClaimedJob | null {
  const { db, rows, index, createLeaseToken } = parts;
  const body = rows.claim(job.seq);
  if (body === null) return null;
  const token = createLeaseToken();
  index.lease(job, { token, untilMs }, db.onRollback);
  return {
    jobId: job.jobId,
    lane: job.lane.name,
    body,
    attempt: job.attempts,
    deliveries: job.deliveries,
    leaseToken: token,
    leasedUntilMs: untilMs,
    enqueuedAtMs: job.enqueuedAtMs,
  };
}

function bury(parts: QueueParts, job: QueuedJob, code: string): void {
  const nowMs = parts.clock.now();
  parts.rows.bury(job.seq, code, nowMs);
  parts.spentIds.add(job.jobId, nowMs);
  parts.index.remove(job, parts.db.onRollback);
}

function createSettling(parts: QueueParts) {
  const { db, clock, rows, spentIds, index } = parts;

  async function settle<T>(job: ClaimedJob, act: (leased: QueuedJob) => T): Promise<T> {
    const settled = await db.write(() => {
      const leased = index.findLeased(job.jobId, job.leaseToken, clock.now());
      return leased ? { result: act(leased) } : null;
    });
    if (settled === null) throw new LeaseLostError(job.jobId);
    return settled.result;
  }

  function putBack(job: QueuedJob, attempts: number, delayMs: number): void {
    const to = { attempts, notBeforeMs: clock.now() + Math.max(0, Math.ceil(delayMs)) };
    rows.release(job, to);
    index.release(job, to, db.onRollback);
  }

  return {
    complete: (job: ClaimedJob) =>
      settle(job, (leased) => {
        rows.remove(leased.seq);
        spentIds.add(leased.jobId, clock.now());
        index.remove(leased, db.onRollback);
      }),
    defer: (job: ClaimedJob, delayMs: number) =>
      settle(job, (leased) => {
        putBack(leased, leased.attempts - 1, delayMs);
      }),
    fail: (job: ClaimedJob, code: string, delayMs: number) =>
      settle(job, (leased): 'waiting' | 'dead' => {
        if (leased.attempts >= MAX_ATTEMPTS) {
          bury(parts, leased, code);
          return 'dead';
        }
        putBack(leased, leased.attempts, delayMs);
        return 'waiting';
      }),
    deadLetter: (job: ClaimedJob, code: string) =>
      settle(job, (leased) => {
        bury(parts, leased, code);
      }),
  };
}

function createOverview({ db, clock, rows, index, loader }: QueueParts) {
  return {
    listDead: async (limit: number) => {
      assertOpen(db);
      return rows.listDead(limit);
    },
    redrive: (jobIds: readonly string[]) =>
      db.write(() =>
        jobIds.filter((jobId) => {
          const revived = rows.revive(jobId, clock.now());
          if (revived) loader.admit(revived);
          return revived !== null;
        }),
      ),
    stats: async () => {
      loader.refresh();
      const nowMs = clock.now();
      const leased = index.countLeased(nowMs);
      const oldestAtMs = rows.findOldestAtMs() ?? nowMs;
      return {
        waiting: index.size - leased,
        leased,
        dead: rows.countDead(),
        oldestAgeMs: Math.max(0, nowMs - oldestAtMs),
      };
    },
  };
}
