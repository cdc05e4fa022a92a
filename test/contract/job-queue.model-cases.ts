import fc from 'fast-check';
import { expect } from 'vitest';
import { assertNever, LeaseLostError } from '../../src/core/runtime/errors.ts';
import {
  type ClaimedJob,
  type JobQueue,
  LEASE_MS,
  MAX_ATTEMPTS,
} from '../../src/core/worker/job-queue.ts';
import type { JobQueueCase, JobQueueHarness } from './job-queue.harness.ts';
import { createJobQueueModel, type JobQueueModel, type ModelJob } from './job-queue.model.ts';

const RUNS = 60;
/** Long runs: a lease must be taken, run out and be missed. */
const LENGTH = { minLength: 20, maxLength: 80, size: 'max' } as const;
const MAX_GROUPS = 10;

const groupArb = fc.constantFrom('a', 'b');
const settleArb = fc.record({
  op: fc.constantFrom('complete', 'defer', 'fail', 'fail', 'fail', 'deadLetter'),
  pick: fc.nat(5),
  delayMs: fc.constantFrom(0, 0, 1, 5_000),
});
const operationArb = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('enqueue'),
      ids: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      group: groupArb,
      key: fc.constantFrom(undefined, undefined, 'x', 'y'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('claim') }) },
  { weight: 4, arbitrary: settleArb },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('advance'), ms: fc.constantFrom(1, 4_999, 59_999) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('redrive'), id: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reopen') }) },
);
type Operation = typeof operationArb extends fc.Arbitrary<infer T> ? T : never;

interface Held {
  readonly claim: ClaimedJob;
  readonly job: ModelJob;
  readonly untilMs: number;
}

interface Run {
  readonly harness: JobQueueHarness;
  readonly model: JobQueueModel;
  readonly held: Held[];
  queue: JobQueue;
  nowMs: number;
}

async function step(run: Run, operation: Operation): Promise<void> {
  switch (operation.op) {
    case 'enqueue':
      return enqueueAll(run, operation.ids, operation.group, operation.key);
    case 'claim':
      return claimAll(run);
    case 'advance':
      run.nowMs += operation.ms;
      return run.harness.advance(operation.ms);
    case 'redrive': {
      const jobId = `job-${operation.id}`;
      expect(await run.queue.redrive([jobId])).toEqual(run.model.redrive(jobId) ? [jobId] : []);
      return;
    }
    case 'reopen':
      if (!run.harness.reopen) return;
      run.queue = await run.harness.reopen();
      return;
    case 'complete':
    case 'defer':
    case 'fail':
    case 'deadLetter':
      return settle(run, operation);
    default:
      assertNever(operation);
  }
}

/** All of them at the same time, so that they meet in one commit. */
async function enqueueAll(run: Run, ids: readonly number[], group: string, key?: string) {
  const results = await Promise.all(
    ids.map((id) => {
      const job = { jobId: `job-${id}`, group, body: `body of job-${id}` };
      return run.queue.enqueue(key === undefined ? job : { ...job, coalescingKey: key });
    }),
  );
  expect(results).toEqual(ids.map((id) => run.model.enqueue(`job-${id}`, group, key)));
}

async function claimAll(run: Run): Promise<void> {
  const claims = await run.queue.claim({ max: MAX_GROUPS, waitMs: 0 });
  const expected = run.model.claimAll(run.nowMs);
  expect(claims.map((claim) => claim.group).sort()).toEqual([...expected.keys()].sort());
  for (const claim of claims) {
    const job = expected.get(claim.group);
    if (!job) throw new Error('claimed a group that had nothing to claim');
    expect(claim).toMatchObject({
      jobId: job.jobId,
      body: `body of ${job.jobId}`,
      attempt: job.attempts,
      deliveries: job.deliveries,
    });
    run.held.push({ claim, job, untilMs: run.nowMs + LEASE_MS });
  }
}

type Settle = { readonly op: string; readonly pick: number; readonly delayMs: number };

async function settle(run: Run, { op, pick, delayMs }: Settle): Promise<void> {
  const [held] = run.held.splice(pick % Math.max(1, run.held.length), 1);
  if (!held) return;
  const isValid = run.nowMs < held.untilMs;
  const call = callSettle(run.queue, held.claim, op, delayMs);
  if (!isValid) return expect(call).rejects.toThrow(LeaseLostError);
  const result = await call;
  const { job } = held;
  job.leasedUntilMs = null;
  if (op === 'complete') return run.model.remove(job);
  const isDead = op === 'deadLetter' || (op === 'fail' && job.attempts >= MAX_ATTEMPTS);
  if (op === 'fail') expect(result).toBe(isDead ? 'dead' : 'waiting');
  if (isDead) return run.model.bury(job);
  if (op === 'defer') job.attempts -= 1;
  job.notBeforeMs = run.nowMs + delayMs;
}

function callSettle(queue: JobQueue, claim: ClaimedJob, op: string, delayMs: number) {
  if (op === 'complete') return queue.complete(claim);
  if (op === 'defer') return queue.defer(claim, delayMs);
  if (op === 'fail') return queue.fail(claim, 'SOME_CODE', delayMs);
  return queue.deadLetter(claim, 'SOME_CODE');
}

async function expectSameStats({ queue, model, nowMs }: Run): Promise<void> {
  const isLeased = ({ leasedUntilMs }: ModelJob) => leasedUntilMs !== null && nowMs < leasedUntilMs;
  const stats = await queue.stats();
  expect(stats.leased).toBe(model.live.filter(isLeased).length);
  expect(stats.waiting + stats.leased).toBe(model.live.length);
  expect(stats.dead).toBe(model.dead.length);
}

/** Any sequence of calls, deaths of the process included, against the model. */
export const modelCases: readonly JobQueueCase[] = [
  {
    name: 'D6 D7 D9 behaves like the model in any sequence of calls, time and restarts',
    run: async (_harness, makeHarness) => {
      const law = fc.asyncProperty(fc.array(operationArb, LENGTH), async (operations) => {
        const harness = await makeHarness();
        try {
          const { queue } = harness;
          const model = createJobQueueModel();
          const run: Run = { harness, model, held: [], queue, nowMs: 0 };
          for (const operation of operations) {
            await step(run, operation);
            await expectSameStats(run);
          }
        } finally {
          await harness.dispose();
        }
      });
      await fc.assert(law, { numRuns: RUNS });
    },
  },
];
