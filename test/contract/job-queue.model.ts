import { type EnqueueResult, LEASE_MS, MAX_ATTEMPTS } from '../../src/core/worker/job-queue.ts';

export interface ModelJob {
  readonly jobId: string;
  readonly group: string;
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
  enqueue(jobId: string, group: string, key: string | undefined): EnqueueResult;
  /** Claims from all groups at once. @returns the jobs, by group */
  claimAll(nowMs: number): ReadonlyMap<string, ModelJob>;
  remove(job: ModelJob): void;
  bury(job: ModelJob): void;
  redrive(jobId: string): boolean;
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

  function claimHead(group: string, nowMs: number): ModelJob | null {
    for (;;) {
      const head = live.find((job) => job.group === group);
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
    enqueue: (jobId, group, key) => {
      if (known.has(jobId)) return { outcome: 'duplicate', jobId };
      known.add(jobId);
      const open = live.find(
        (job) => key !== undefined && job.key === key && job.group === group && !job.wasClaimed,
      );
      if (open) {
        open.deliveries += 1;
        return { outcome: 'coalesced', jobId: open.jobId };
      }
      live.push(createModelJob(jobId, group, key));
      return { outcome: 'queued', jobId };
    },
    claimAll: (nowMs) => {
      const claimed = new Map<string, ModelJob>();
      for (const group of new Set(live.map((job) => job.group))) {
        const job = claimHead(group, nowMs);
        if (job) claimed.set(group, job);
      }
      return claimed;
    },
    redrive: (jobId) => {
      const index = dead.findIndex((job) => job.jobId === jobId);
      const [job] = index < 0 ? [] : dead.splice(index, 1);
      if (job) live.push({ ...job, attempts: 0, notBeforeMs: 0, leasedUntilMs: null });
      return job !== undefined;
    },
  };
}

function createModelJob(jobId: string, group: string, key: string | undefined): ModelJob {
  const counts = { attempts: 0, deliveries: 1, wasClaimed: false };
  return { jobId, group, key, ...counts, notBeforeMs: 0, leasedUntilMs: null };
}
