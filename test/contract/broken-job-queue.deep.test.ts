import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../src/core/runtime/errors.ts';
import type { ClaimedJob, EnqueueResult, JobQueue } from '../../src/core/worker/job-queue.ts';
import { makeFileHarness, type WrapJobQueue } from '../support/sqlite-job-queue-harness.ts';
import { claimGroupCases } from './job-queue.claim-group-cases.ts';
import { jobQueueCases } from './job-queue.contract.ts';
import { groupCases } from './job-queue.group-cases.ts';
import type { JobQueueCase } from './job-queue.harness.ts';
import { recoverCases } from './job-queue.recover-cases.ts';

interface Break {
  readonly name: string;
  readonly wrap: WrapJobQueue;
  /** A case that was written against this very fault; the model must find it as well. */
  readonly caughtBy: string;
  /** Where to look when the model cannot find it, which neither waits nor aborts and loses nothing. */
  readonly cases?: readonly JobQueueCase[];
}

const MODEL = 'behaves like the model';

/** Keeps the methods of the queue and replaces some. */
const breakQueue =
  (replace: (queue: JobQueue) => Partial<JobQueue>): WrapJobQueue =>
  (queue) => ({ ...queue, ...replace(queue) });

async function ignoreLeaseLost<T>(settled: Promise<T>, instead: T): Promise<T> {
  try {
    return await settled;
  } catch (error) {
    if (error instanceof LeaseLostError) return instead;
    throw error;
  }
}

const dropsLeaseCheck = breakQueue((queue) => ({
  complete: (job) => ignoreLeaseLost(queue.complete(job), undefined),
  defer: (job, delayMs) => ignoreLeaseLost(queue.defer(job, delayMs), undefined),
  fail: (job, code, delayMs) => ignoreLeaseLost(queue.fail(job, code, delayMs), 'waiting'),
  deadLetter: (job, code) => ignoreLeaseLost(queue.deadLetter(job, code), undefined),
}));

const ignoresCoalescing = breakQueue((queue) => ({
  enqueue: ({ jobId, group, body }) => queue.enqueue({ jobId, group, body }),
}));

const countsGiveBack = breakQueue((queue) => ({
  defer: async (job, delayMs) => {
    await queue.fail(job, 'GIVEN_BACK', delayMs);
  },
}));

const acksBeforeDurable = breakQueue((queue) => ({
  enqueue: async ({ jobId, ...job }): Promise<EnqueueResult> => {
    // It says yes first and writes afterwards; nobody hears when that fails.
    queue.enqueue({ jobId, ...job }).catch(() => undefined);
    return { outcome: 'queued', jobId };
  },
}));

const ignoresGroups = breakQueue((queue) => ({
  enqueue: (job) => queue.enqueue({ ...job, group: `${job.group}/${job.jobId}` }),
  claim: async (options) => {
    const jobs = await queue.claim(options);
    return jobs.map((job): ClaimedJob => ({ ...job, group: job.group.split('/')[0] ?? '' }));
  },
}));

const forgetsJobIds: WrapJobQueue = (queue) => {
  const isLive = new Map<string, boolean>();
  let count = 0;
  return {
    ...queue,
    enqueue: async (job) => {
      if (isLive.get(job.jobId)) return await queue.enqueue(job);
      count += 1;
      isLive.set(job.jobId, true);
      const result = await queue.enqueue({ ...job, jobId: `${job.jobId}#${count}` });
      return { ...result, jobId: result.jobId.split('#')[0] ?? '' };
    },
    claim: async (options) => {
      const jobs = await queue.claim(options);
      return jobs.map((job) => ({ ...job, jobId: job.jobId.split('#')[0] ?? '' }));
    },
  };
};

const settlesDelayAtOnce = breakQueue((queue) => ({
  defer: (job) => queue.defer(job, 0),
  fail: (job, code) => queue.fail(job, code, 0),
}));

const neverBuries = breakQueue((queue) => ({
  fail: async (job, _code, delayMs) => {
    await queue.defer(job, delayMs);
    return 'waiting';
  },
}));

const revivesTheDead = breakQueue((queue) => ({
  recover: async (job, deadCode) => {
    const result = await queue.recover(job, deadCode);
    if (result === 'dead') await queue.redrive([job.jobId]);
    return result;
  },
}));

const recoversWhatLives = breakQueue((queue) => ({
  recover: async (job, deadCode) => {
    const result = await queue.recover(job, deadCode);
    return result === 'live' ? queue.recover({ ...job, jobId: `${job.jobId}x` }, null) : result;
  },
}));

const claimsAnyGroup = breakQueue((queue) => ({
  claimGroup: async (_group, options) => {
    const [job] = await queue.claim({ max: 1, waitMs: 0, ...options });
    return job ?? null;
  },
}));

const sharesGroups = breakQueue((queue) => {
  const handedOut = new Map<string, ClaimedJob>();
  return {
    claimGroup: async (group, options) => {
      const job = (await queue.claimGroup(group, options)) ?? handedOut.get(group) ?? null;
      if (job !== null) handedOut.set(group, job);
      return job;
    },
  };
});

const deafToSignals = breakQueue((queue) => ({
  claim: ({ max, waitMs }) => queue.claim({ max, waitMs }),
}));

const BREAKS: readonly Break[] = [
  {
    name: 'drops the lease check',
    wrap: dropsLeaseCheck,
    caughtBy: 'refuses the loser of a lease every way to settle',
  },
  {
    name: 'ignores coalescing',
    wrap: ignoresCoalescing,
    caughtBy: 'a burst is the claimed job and at most one more',
  },
  {
    name: 'counts a deferral as an attempt',
    wrap: countsGiveBack,
    caughtBy: 'gives back for a delay without counting an attempt',
  },
  {
    name: 'acks before durable',
    wrap: acksBeforeDurable,
    caughtBy: 'has the job on disk when enqueue resolves',
  },
  { name: 'ignores groups', wrap: ignoresGroups, caughtBy: 'one at a time and in order' },
  { name: 'forgets job ids', wrap: forgetsJobIds, caughtBy: 'takes the same job id as one job' },
  { name: 'ignores delays', wrap: settlesDelayAtOnce, caughtBy: 'keeps the place of a job' },
  { name: 'never buries', wrap: neverBuries, caughtBy: 'after five failed attempts' },
  {
    name: 'revives dead letters',
    wrap: revivesTheDead,
    caughtBy: 'changes nothing of a dead letter',
    cases: recoverCases,
  },
  {
    name: 'recovers what it still has',
    wrap: recoversWhatLives,
    caughtBy: 'changes nothing of a job that waits',
    cases: recoverCases,
  },
  {
    name: 'claims any group instead of the one that is asked for',
    wrap: claimsAnyGroup,
    caughtBy: 'exactly the group that is asked for',
    cases: claimGroupCases,
  },
  {
    name: 'hands a leased group out again',
    wrap: sharesGroups,
    caughtBy: 'empty, leased or delayed',
    cases: claimGroupCases,
  },
  {
    name: 'is deaf to signals',
    wrap: deafToSignals,
    caughtBy: 'when the signal aborts',
    cases: groupCases,
  },
];

/** @returns the names of the cases that turn red on the adapter */
async function findRedCases(
  wrap: WrapJobQueue,
  cases: readonly JobQueueCase[] = jobQueueCases,
): Promise<readonly string[]> {
  const red: string[] = [];
  for (const entry of cases) {
    const makeHarness = () => makeFileHarness(wrap);
    const harness = await makeHarness();
    try {
      await entry.run(harness, makeHarness);
    } catch {
      red.push(entry.name);
    } finally {
      await harness.dispose();
    }
  }
  return red;
}

describe('the contract of JobQueue turns red on an adapter that', () => {
  // It must fail here: making the counterexample small would only cost time.
  beforeAll(() => {
    fc.configureGlobal({ endOnFailure: true });
  });

  for (const planted of BREAKS) {
    it(planted.name, async () => {
      const red = (await findRedCases(planted.wrap, planted.cases)).join('\n');

      expect(red).toContain(planted.caughtBy);
      if (planted.cases === undefined) expect(red).toContain(MODEL);
    });
  }

  it('and stays green when nothing is broken', async () => {
    expect(await findRedCases((queue) => queue)).toEqual([]);
  });
});
