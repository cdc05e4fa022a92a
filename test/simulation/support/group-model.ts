import { z } from 'zod';
import { parseJobBody } from '../../../src/core/tickets/webhook-event.ts';
import { MAX_ATTEMPTS } from '../../../src/core/worker/job-queue.ts';
import type { Facts } from './facts.ts';
import type { FaultCounts } from './faults.ts';
import { type Actor, isAlive, type Scheduler } from './scheduler.ts';
import type { Verdict } from './verdicts.ts';

interface Lease {
  readonly jobId: string;
  readonly ticketId: string;
  readonly group: string;
  readonly token: string;
  readonly untilMs: number;
  readonly actor: Actor;
}

const claimSchema = z.array(
  z.object({
    jobId: z.string(),
    group: z.string(),
    body: z.string(),
    leaseToken: z.string(),
    leasedUntilMs: z.number(),
  }),
);
const jobSchema = z.object({ jobId: z.string(), leaseToken: z.string(), attempt: z.number() });
const newJobSchema = z.object({ jobId: z.string() });
const queuedSchema = z.object({ outcome: z.string() });
const RELEASES = new Set(['queue.complete', 'queue.defer', 'queue.fail', 'queue.deadLetter']);

export type GroupModel = ReturnType<typeof createGroupModel>;

/** What must hold of the queue, judged by the calls that returned and their order, and by who was still alive. */
export function createGroupModel(parts: {
  readonly scheduler: Scheduler;
  readonly facts: Facts;
  readonly fail: (code: Verdict, detail: string) => void;
  readonly note: FaultCounts['note'];
}) {
  const { scheduler, facts, fail, note } = parts;
  let leases: Lease[] = [];
  let claimed: Lease[] = [];
  let released: string[] = [];
  /** Jobs that were accepted and have not ended, by ticket, in the order of their commits. */
  const open = new Map<string, string[]>();
  /** Who was handed a job of a ticket last, and has not ended it. */
  const holders = new Map<string, Actor>();

  function accept(args: readonly unknown[], result: unknown): void {
    const { jobId } = newJobSchema.parse(args[0]);
    if (queuedSchema.parse(result).outcome !== 'queued') return;
    const ticketId = parseJobBody(z.object({ body: z.string() }).parse(args[0]).body).ticketId;
    open.set(ticketId, [...(open.get(ticketId) ?? []), jobId]);
  }

  function end(jobId: string): void {
    for (const [ticketId, jobs] of open)
      open.set(
        ticketId,
        jobs.filter((job) => job !== jobId),
      );
  }

  function checkOrder({ ticketId, jobId }: Lease): void {
    const earlier = (open.get(ticketId) ?? []).slice(0, open.get(ticketId)?.indexOf(jobId));
    const first = earlier.find((job) => !facts.isDead(job));
    if (first !== undefined) fail('GROUP_REORDERED', `${jobId} before ${first}`);
  }

  function checkClaim(lease: Lease): void {
    checkOrder(lease);
    const nowMs = scheduler.nowMs();
    const rival = leases.find(
      (other) =>
        (other.ticketId === lease.ticketId || other.jobId === lease.jobId) &&
        other.untilMs > nowMs &&
        other.actor.parent?.isDead !== true,
    );
    if (rival) fail('GROUP_SHARED', `${rival.jobId} and ${lease.jobId}`);
    leases = [...leases.filter((other) => other.jobId !== lease.jobId), lease];
    const holder = holders.get(lease.ticketId);
    if (holder !== undefined && holder !== lease.actor && isAlive(holder))
      note('two-workers-on-one-ticket');
    holders.set(lease.ticketId, lease.actor);
  }

  function release(actor: Actor, call: string, args: readonly unknown[], result: unknown): void {
    const job = jobSchema.parse(args[0]);
    released.push(job.leaseToken);
    for (const [ticketId, holder] of holders) if (holder === actor) holders.delete(ticketId);
    const isDead = call === 'queue.fail' && result === 'dead';
    if (isDead && job.attempt < MAX_ATTEMPTS) fail('DIED_EARLY', `${job.jobId}`);
    if (isDead || call === 'queue.complete' || call === 'queue.deadLetter') end(job.jobId);
  }

  return {
    onReturn: (actor: Actor, call: string, args: readonly unknown[], result: unknown): void => {
      if (call === 'queue.enqueue') accept(args, result);
      if (RELEASES.has(call)) release(actor, call, args, result);
      if (call !== 'queue.claim') return;
      for (const { jobId, group, body, leaseToken, leasedUntilMs } of claimSchema.parse(result)) {
        const { ticketId } = parseJobBody(body);
        claimed.push({ jobId, ticketId, group, token: leaseToken, untilMs: leasedUntilMs, actor });
      }
    },
    /** After every step: leases that ended in it go before those that began in it. */
    afterStep: (): void => {
      const nowMs = scheduler.nowMs();
      // Once is enough: a clock that is set back does not bring a lease back.
      leases = leases.filter(
        (lease) => lease.untilMs > nowMs && lease.actor.parent?.isDead !== true,
      );
      if (claimed.length === 0 && released.length === 0) return;
      leases = leases.filter((lease) => !released.includes(lease.token));
      for (const lease of claimed) checkClaim(lease);
      claimed = [];
      released = [];
    },
  };
}
