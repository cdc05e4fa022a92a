import { type EnqueueResult, LEASE_MS, MAX_ATTEMPTS } from '../../src/core/worker/job-queue.ts';

export interface ModelJob {
  readonly jobId: string;
  readonly lane: string;
  readonly key: string | undefined;
  attempts: number;
  deliveries: number;
  wasClaimed: boolean;
  notBeforeMs: number;
  leasedUntilMs: number | null;
}

/** The queue as one list that is searched from the front: slow, and plainly right. */
export interface JobQueueModel {
  readonly live: ModelJob[];
  readonly dead: ModelJob[];
  enqueue(jobId: string, lane: string, key: string | undefined): EnqueueResult;
  /** Claims from all lanes at once. @returns the jobs, by lane */
  claimAll(nowMs: number): ReadonlyMap<string, ModelJob>;
  remove(job: ModelJob): void;
  bury(job: ModelJob): void;
  redrive(jobId: string): boolean;
  forgetLeases(): void;
}

export function createJobQueueModel(): JobQueueModel {
  const live: ModelJob[] = [];
  const dead: ModelJob[] = [];
  const known = new Set<string>();

  const isLeased = (job: ModelJob, nowMs: number) =>
    job.leasedUntilMs !== null && nowMs < job.leasedUntilMs;

  function remove(job: ModelJob): void {
    live.splice(live.indexOf(job), 1);
  }

  function bury(job: ModelJob): void {
    remove(job);
    dead.push(job);
  }

  function claimHead(lane: string, nowMs: number): ModelJob | null {
    for (;;) {
      const head = live.find((job) => job.lane === lane);
      if (!head || isLeased(head, nowMs) || nowMs < head.notBeforeMs) return null;
      if (head.attempts < MAX_ATTEMPTS) {
        head.attempts += 1;
        head.wasClaimed = true;
        head.leasedUntilMs = nowMs + LEASE_MS;
        return head;
      }
      bury(head);
    }
  }

  return {
    live,
    dead,
    remove,
    bury,
    enqueue: (jobId, lane, key) => {
      if (known.has(jobId)) return { outcome: 'duplicate', jobId };
      known.add(jobId);
      const open = live.find(
        (job) => key !== undefined && job.key === key && job.lane === lane && !job.wasClaimed,
      );
      if (open) {
        open.deliveries += 1;
        return { outcome: 'coalesced', jobId: open.jobId };
      }
      live.push(createModelJob(jobId, lane, key));
      return { outcome: 'queued', jobId };
    },
    claimAll: (nowMs) => {
      const claimed = new Map<string, ModelJob>();
      for (const lane of new Set(live.map((job) => job.lane))) {
        const job = claimHead(lane, nowMs);
        if (job) claimed.set(lane, job);
      }
      return claimed;
    },
    redrive: (jobId) => {
      const index = dead.findIndex((job) => job.jobId === jobId);
      const [job] = index < 0 ? [] : dead.splice(index, 1);
      if (job) live.push({ ...job, attempts: 0, notBeforeMs: 0, leasedUntilMs: null });
      return job !== undefined;
    },
    forgetLeases: () => {
      for (const job of live) job.leasedUntilMs = null;
    },
  };
}

function createModelJob(jobId: string, lane: string, key: string | undefined): ModelJob {
  const counts = { attempts: 0, deliveries: 1, wasClaimed: false };
  return { jobId, lane, key, ...counts, notBeforeMs: 0, leasedUntilMs: null };
}
