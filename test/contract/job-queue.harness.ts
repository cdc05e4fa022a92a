import type { JobQueue } from '../../src/core/worker/job-queue.ts';

/** One fresh queue under a clock that the test moves. */
export interface JobQueueHarness {
  readonly queue: JobQueue;
  /** Lets time pass for the queue, and everything settle that this starts. */
  advance(ms: number): Promise<void>;
  /**
   * What a new process finds after this one was killed **at this very instant**: only what is durable by now. Leases
   * are durable as well: a job in hand is not handed out again before its lease has run out. The old queue must not be
   * used any more. Left out where an adapter does not outlive its process.
   */
  reopen?(): Promise<JobQueue>;
  dispose(): Promise<void>;
}

export type MakeJobQueueHarness = () => Promise<JobQueueHarness>;

export interface JobQueueCase {
  readonly name: string;
  readonly needsReopen?: true;
  /** Rejects when the adapter breaks its promise. */
  run(harness: JobQueueHarness, makeHarness: MakeJobQueueHarness): Promise<void>;
}
