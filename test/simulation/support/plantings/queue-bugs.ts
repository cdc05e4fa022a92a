import type { ClaimedJob, JobQueue } from '../../../../src/core/worker/job-queue.ts';

/** Says that a delivery is safe before it is. */
export function ackBeforeCommit(queue: JobQueue): JobQueue {
  return {
    ...queue,
    enqueue: async ({ jobId, group, body }) => {
      queue.enqueue({ jobId, group, body }).catch(() => undefined);
      return { outcome: 'queued', jobId };
    },
  };
}

/** Ends a job when it is handed out. */
export function completeEarly(queue: JobQueue): JobQueue {
  return {
    ...queue,
    claim: async (options) => {
      const jobs = await queue.claim(options);
      for (const job of jobs) await queue.complete(job);
      return jobs;
    },
    complete: async () => undefined,
  };
}

/** Gives every job a group of its own. */
export function dropGroups(queue: JobQueue): JobQueue {
  return { ...queue, enqueue: (job) => queue.enqueue({ ...job, group: job.jobId }) };
}

/** Puts a job that failed at the end of its group, as a new one. */
export function requeueLast(queue: JobQueue): JobQueue {
  const again = async ({ jobId, group, body, attempt }: ClaimedJob) => {
    await queue.enqueue({ jobId: `${jobId}-${attempt}`, group, body });
  };
  return {
    ...queue,
    defer: async (job) => {
      await queue.complete(job);
      await again(job);
    },
    fail: async (job) => {
      await queue.complete(job);
      await again(job);
      return 'waiting';
    },
  };
}

/** Buries a job at its first failure. */
export function buryAtOnce(queue: JobQueue): JobQueue {
  return {
    ...queue,
    fail: async (job, code) => {
      await queue.deadLetter(job, code);
      return 'dead';
    },
  };
}

/** Adds a delivery to the job of its ticket also when somebody works on that already. */
export function joinRunningJobs(queue: JobQueue): JobQueue {
  const running = new Map<string, string>();
  const end = ({ group }: ClaimedJob) => void running.delete(group);
  return {
    ...queue,
    enqueue: async (job) => {
      const jobId = running.get(job.group);
      return jobId === undefined ? queue.enqueue(job) : { outcome: 'coalesced', jobId };
    },
    claim: async (options) => {
      const jobs = await queue.claim(options);
      for (const { group, jobId } of jobs) running.set(group, jobId);
      return jobs;
    },
    complete: async (job) => {
      end(job);
      await queue.complete(job);
    },
  };
}
