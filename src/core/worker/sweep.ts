import { formatJobBody } from '../tickets/webhook-event.ts';
import type { BegunJob, ConversationStore } from './conversation-store.ts';
import type { WorkerDeps } from './deps.ts';
import type { JobQueue, RememberedJob } from './job-queue.ts';

export interface SweepDeps extends Pick<WorkerDeps, 'clock' | 'logger' | 'metrics'> {
  readonly queue: Pick<JobQueue, 'recover'>;
  readonly conversations: Pick<
    ConversationStore,
    'listBegun' | 'lookForBegun' | 'countRecovery' | 'endBegun'
  >;
}

/** What one sweep did. */
export interface SweepTally {
  /** Begun jobs that nobody had seen for a while. */
  readonly quiet: number;
  /** Lost jobs that wait in their groups again. */
  readonly recovered: number;
  /** Jobs that were lost once too often and are dead letters now. */
  readonly givenUp: number;
}

/**
 * How long a begun job must not have been seen before a sweep looks for it: longer than its lease (60 s) and than our
 * waits between its attempts (31 s), and short enough that a live chat is found again inside its reply window.
 */
export const QUIET_MS = 5 * 60_000;
/** What is lost so often is lost by something that goes on. */
export const MAX_RECOVERIES = 3;
/** One sweep takes a few milliseconds of the store at most; what is left out is the oldest of the next one. */
const SWEEP_LIMIT = 200;

type Fate = 'not-lost' | 'recovered' | 'given-up';

function remembered({ jobId, ticketRef, ticketId, deliveries }: BegunJob): RememberedJob {
  return { jobId, group: ticketRef, body: formatJobBody(ticketId, jobId), deliveries };
}

/** Counted after it is done: a crash in between allows one recovery more, and never one less. */
async function tellRecovered(job: BegunJob, deps: SweepDeps): Promise<Fate> {
  const { jobId, ticketRef, recoveries } = job;
  await deps.conversations.countRecovery(jobId);
  const fields = { jobId, ticketRef, code: 'JOB_LOST', count: recoveries + 1 };
  deps.logger.log('warn', 'job.recovered', fields);
  deps.metrics.count('job.recovered');
  return 'recovered';
}

async function tellGivenUp(job: BegunJob, code: string, deps: SweepDeps): Promise<Fate> {
  const { jobId, ticketRef, recoveries } = job;
  await deps.conversations.endBegun(job);
  deps.logger.log('error', 'job.given-up', { jobId, ticketRef, code, count: recoveries });
  deps.metrics.count('job.given-up');
  return 'given-up';
}

async function lookFor(listed: BegunJob, deps: SweepDeps): Promise<Fate> {
  const job = await deps.conversations.lookForBegun(listed, deps.clock.now());
  if (job === null) return 'not-lost';
  const deadCode = job.recoveries < MAX_RECOVERIES ? null : 'JOB_GIVEN_UP';
  const result = await deps.queue.recover(remembered(job), deadCode);
  if (result === 'recovered')
    return deadCode === null ? tellRecovered(job, deps) : tellGivenUp(job, deadCode, deps);
  // A person has a dead letter; a redrive that is claimed begins it anew.
  if (result === 'dead') await deps.conversations.endBegun(job);
  return 'not-lost';
}

/**
 * Looks for the jobs that a worker has begun and nobody has settled or seen for five minutes. One that the queue has
 * lost is put back under its own id, so it is worked on and counted as the same job; `handleTicket` reads the ticket
 * afresh and goes on where the stores say it stopped (I9). After three recoveries it becomes a dead letter,
 * `JOB_GIVEN_UP`, which is where people look. Jobs that live, dead letters and what has settled are left alone. May run
 * any number of times at once, beside workers, in several processes.
 * @throws {MiddlewareError} when a store fails; the next sweep goes on with what is left
 */
export async function sweepLostWork(deps: SweepDeps, limit = SWEEP_LIMIT): Promise<SweepTally> {
  const nowMs = deps.clock.now();
  const query = { untilMs: nowMs - QUIET_MS, nowMs, limit };
  const quiet = await deps.conversations.listBegun(query);
  // All at once, so that they share their commits.
  const fates = await Promise.all(quiet.map((job) => lookFor(job, deps)));
  const countOf = (wanted: Fate): number => fates.filter((fate) => fate === wanted).length;
  return { quiet: quiet.length, recovered: countOf('recovered'), givenUp: countOf('given-up') };
}
