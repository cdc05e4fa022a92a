import { z } from 'zod';
import { effectiveValue, parseFlags } from '../flags/flags.ts';
import { REQUIRED_FLAGS } from '../flags/names.ts';
import { type Ledger, type LedgerEntry, ledgerEntry, OPERATOR_CHAIN } from '../gate/ledger.ts';
import { LeaseLostError, toMiddlewareError, VendorRateLimitedError } from '../runtime/errors.ts';
import type { AbortSignalLike, Random } from '../runtime/platform.ts';
import { parseJobBody } from '../tickets/webhook-event.ts';
import { BUDGET_SPENT, Deferred, type WorkerDeps } from './deps.ts';
import type { ClaimedJob, JobQueue } from './job-queue.ts';
import { decisionRecord } from './record.ts';
import { handleTicket } from './ticket.ts';

/** A job that asks a worker which flags it sees; it calls no vendor (D17). */
const probeBodySchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('probe'),
  probeId: z.string().regex(/^[a-z0-9]{1,64}$/),
});

const FLAGS_SEEN = 'FLAGS_SEEN';

/** The group of a probe, its own: no ticket stands before it there, and urgent it overtakes the other groups. */
export function probeGroup(probeId: string): string {
  return `probe-${probeId}`;
}

export function formatProbeBody(probeId: string): string {
  return JSON.stringify({ schemaVersion: 1, kind: 'probe', probeId });
}

/** The id of a probe, or null when the body is that of another job. */
export function parseProbeBody(body: string): string | null {
  if (!body.includes('"probe"')) return null;
  try {
    const parsed = probeBodySchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.probeId : null;
  } catch {
    return null;
  }
}

/** The values in force, as a worker reports them: `safe_mode=true,automation_enabled=false,…`. */
export function describeFlags(values: Readonly<Record<string, boolean>>): string {
  return REQUIRED_FLAGS.map((name) => `${name.split('_')[0]}=${values[name] ?? 'unknown'}`).join(
    ',',
  );
}

/** Reads the flags as an effect would and writes down what was seen. */
async function answerProbe(probeId: string, deps: WorkerDeps): Promise<void> {
  const flags = parseFlags(await deps.flags.read(REQUIRED_FLAGS));
  const values = Object.fromEntries(
    REQUIRED_FLAGS.map((name) => [name, effectiveValue(flags, name)]),
  );
  const facts = {
    kind: 'operator',
    effect: 'flags.report',
    ticketRef: null,
    outcome: 'confirmed',
    codes: [FLAGS_SEEN],
    requestHash: null,
    detail: { reason: probeId, after: describeFlags(values) },
  } as const;
  await deps.ledger.append(ledgerEntry(facts, deps.process, deps.clock.now()));
}

function isAnswer(entry: LedgerEntry, probeId: string): boolean {
  return entry.codes.includes(FLAGS_SEEN) && entry.detail?.reason === probeId;
}

/** What a worker reported for this probe, or null when none has yet. */
export async function findProbeAnswer(probeId: string, ledger: Ledger): Promise<string | null> {
  for await (const entry of ledger.read(OPERATOR_CHAIN)) {
    if (isAnswer(entry, probeId)) return entry.detail?.after ?? null;
  }
  return null;
}

export interface WorkLoopDeps extends WorkerDeps {
  readonly queue: JobQueue;
  readonly random: Random;
}

const CLAIM_WAIT_MS = 1_000;

/**
 * How long a worker claims nothing once the vendor's budget is spent. Without it every worker would claim and give back
 * all that waits, again and again, for each call that becomes free; a probe still finds one of them within it.
 */
export const BUDGET_PAUSE_MS = 1_000;

const BASE_MS = 500;
const CAP_MS = 300_000;

/**
 * Waits before the next attempt: doubled per attempt from 500 ms, capped at five minutes, with full jitter.
 * @returns whole milliseconds in [0, 300000]; attempts count from 1
 * @throws {RangeError} for an attempt below 1 (our bug)
 */
export function backoffMs(attempt: number, random: Random): number {
  if (attempt < 1) throw new RangeError('attempts count from 1');
  const ceilingMs = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.floor(random.next() * ceilingMs);
}

/** How work on a job ended, as far as the next claim is concerned. */
export type WorkEnd = 'go-on' | 'budget-spent';

function tellDead(job: ClaimedJob, ticketId: string, code: string, deps: WorkLoopDeps): void {
  const ticketRef = deps.references.ticketRef(ticketId);
  const result = { outcome: 'deadLettered', effects: [], codes: [code] } as const;
  const record = decisionRecord(ticketRef, result, null, deps.process.environment);
  deps.onSettled({ ticketId, jobId: job.jobId, record, deliveries: job.deliveries, isFirst: true });
}

/** Settles a job that failed; only the disposition of the error counts. */
async function settleFailure(
  thrown: unknown,
  job: ClaimedJob,
  ticketId: string,
  deps: WorkLoopDeps,
): Promise<WorkEnd> {
  if (thrown instanceof LeaseLostError) return 'go-on';
  if (thrown instanceof Deferred) {
    await deps.queue.defer(job, thrown.delayMs);
    return thrown.code === BUDGET_SPENT ? 'budget-spent' : 'go-on';
  }
  if (thrown instanceof VendorRateLimitedError) {
    await deps.queue.defer(job, thrown.retryAfterMs ?? 0);
    return 'budget-spent';
  }
  const error = toMiddlewareError(thrown);
  deps.logger.log('warn', 'job.failed', {
    jobId: job.jobId,
    code: error.code,
    attempt: job.attempt,
  });
  deps.metrics.count('job.failed');
  if (error.disposition === 'retry') {
    const delayMs = error.retryAfterMs ?? backoffMs(job.attempt, deps.random);
    const place = await deps.queue.fail(job, error.code, delayMs);
    if (place === 'dead') tellDead(job, ticketId, error.code, deps);
    return 'go-on';
  }
  await deps.queue.deadLetter(job, error.code);
  tellDead(job, ticketId, error.code, deps);
  return 'go-on';
}

function ticketIdOf(job: ClaimedJob): string | null {
  try {
    return parseJobBody(job.body).ticketId;
  } catch {
    return null;
  }
}

async function workOnTicket(
  ticketId: string,
  job: ClaimedJob,
  deps: WorkLoopDeps,
): Promise<WorkEnd> {
  try {
    await handleTicket(ticketId, job, deps);
    await deps.queue.complete(job);
    return 'go-on';
  } catch (thrown) {
    return settleFailure(thrown, job, ticketId, deps);
  }
}

/** Works on one claimed job and settles it with the queue. Rejects only when the queue or the ledger itself fails. */
export async function workOn(job: ClaimedJob, deps: WorkLoopDeps): Promise<WorkEnd> {
  const probeId = parseProbeBody(job.body);
  if (probeId !== null) {
    await answerProbe(probeId, deps);
    await deps.queue.complete(job);
    return 'go-on';
  }
  const ticketId = ticketIdOf(job);
  if (ticketId === null) {
    deps.logger.log('error', 'job.unreadable', { jobId: job.jobId, code: 'JOB_BODY_INVALID' });
    deps.metrics.count('job.failed');
    await deps.queue.deadLetter(job, 'JOB_BODY_INVALID');
    return 'go-on';
  }
  return workOnTicket(ticketId, job, deps);
}

/**
 * Settles, as a failed attempt, what a failing store would not let us settle: its lease would keep it for the rest of a
 * minute. On stopping it is left to the next start.
 */
async function settleLate(
  job: ClaimedJob,
  code: string,
  deps: WorkLoopDeps,
  signal: AbortSignalLike,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const place = await deps.queue.fail(job, code, 0);
      const ticketId = place === 'dead' ? ticketIdOf(job) : null;
      if (ticketId !== null) tellDead(job, ticketId, code, deps);
      return;
    } catch (thrown) {
      if (thrown instanceof LeaseLostError) return;
      await deps.clock.sleep(CLAIM_WAIT_MS, signal);
    }
  }
}

async function runOne(deps: WorkLoopDeps, signal: AbortSignalLike): Promise<void> {
  while (!signal.aborted) {
    let job: ClaimedJob | undefined;
    try {
      [job] = await deps.queue.claim({ max: 1, waitMs: CLAIM_WAIT_MS, signal });
      const end = job === undefined ? 'go-on' : await workOn(job, deps);
      if (end === 'budget-spent') await deps.clock.sleep(BUDGET_PAUSE_MS, signal);
    } catch (thrown) {
      const { code } = toMiddlewareError(thrown);
      if (!(thrown instanceof LeaseLostError))
        deps.logger.log('error', 'worker.queue-failed', { code });
      await deps.clock.sleep(CLAIM_WAIT_MS, signal);
      if (job !== undefined) await settleLate(job, code, deps, signal);
    }
  }
}

/**
 * Runs `concurrency` workers until `signal` aborts; resolves when the jobs in hand are settled. A failing store slows
 * the workers down and never ends them.
 */
export async function runWorkers(
  deps: WorkLoopDeps,
  concurrency: number,
  signal: AbortSignalLike,
): Promise<void> {
  await Promise.all(Array.from({ length: concurrency }, () => runOne(deps, signal)));
}
