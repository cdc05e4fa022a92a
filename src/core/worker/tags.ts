import { decideOnly, perform, recordAttempt, type WriteOutcome } from '../effects/perform.ts';
import type { GateContext } from '../gate/context.ts';
import { codesOf, type Decision } from '../gate/decide.ts';
import type { PreparedRequest, RouteEffectName, RouteProposal } from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';
import { isExclusiveTag, isOwnTag } from '../intents/tag-catalogue.ts';
import { MiddlewareError, VendorRateLimitedError, writeFailedError } from '../runtime/errors.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { Deferred, takeTokens, type WorkerDeps } from './deps.ts';
import { egressOf, gatherContext, rereadTicket, ticketFacts } from './facts.ts';
import type { PlannedWork } from './talk.ts';

interface RouteDecision {
  readonly effect: RouteEffectName;
  readonly decision: Decision;
}

/** How routing ended: the decision on each write that was needed. */
export interface Routed {
  readonly decisions: readonly RouteDecision[];
  readonly isRouted: boolean;
}

const STALE_DELAY_MS = 1_000;
/** What keeps the flags from being read lasts longer than being slow does. */
const UNREADABLE_DELAY_MS = 30_000;

/** Tags of an earlier routing that would contradict this one. */
function staleTags(ticket: Ticket, wanted: readonly string[], deps: WorkerDeps): string[] {
  return ticket.tags.filter(
    (tag) => !wanted.includes(tag) && isOwnTag(tag, deps.routing) && isExclusiveTag(tag),
  );
}

function isOnly(decision: Decision, code: string): boolean {
  return decision.findings.length > 0 && codesOf(decision).every((found) => found === code);
}

/**
 * A refusal of routing is final, with three exceptions. Flags that grew stale while we were slow, or that could not be
 * read at all, are read again later. And when the writes for a message are spent, they had no effect again and again,
 * and a ticket without its team must not pass for done.
 * @throws {Deferred | MiddlewareError}
 */
function assertFinal(decision: Decision): void {
  if (isOnly(decision, 'FLAG_STALE')) throw new Deferred('FLAG_STALE', STALE_DELAY_MS);
  if (isOnly(decision, 'FLAG_UNREADABLE'))
    throw new Deferred('FLAG_UNREADABLE', UNREADABLE_DELAY_MS);
  if (!isOnly(decision, 'CAP_EVENT')) return;
  throw new MiddlewareError(
    'CAP_EVENT',
    'fail',
    'the writes for one message are spent, and the tags are not there',
  );
}

/** A routing write may be repeated, so the job retries it when it failed. */
function assertAccepted(write: WriteOutcome): void {
  if (write.outcome === 'accepted') return;
  if (write.outcome === 'unsent' && write.retryAfterMs !== undefined)
    throw new VendorRateLimitedError('richpanel', write.retryAfterMs);
  throw writeFailedError(write.code);
}

/** What the gate looks at for a tag write, for this read of the ticket. */
function gatherRoute(work: PlannedWork, seen: Ticket, deps: WorkerDeps): Promise<GateContext> {
  const ticket = ticketFacts(seen, work.conversation, deps.references, false);
  return gatherContext({ ticket, understood: work.plan, templateId: null }, deps);
}

/** One of the two tag calls of the helpdesk. */
interface TagCall<E extends RouteEffectName> {
  readonly request: PreparedRequest<E>;
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<WriteOutcome>;
}

async function writeTags<E extends RouteEffectName>(
  call: TagCall<E>,
  tags: readonly string[],
  ticket: Ticket,
  work: PlannedWork,
  deps: WorkerDeps,
): Promise<RouteDecision> {
  // In test-ticket mode every write follows its own fresh read, with nothing but the decision between (R6.2).
  const seen = deps.scope.scope === 'test-only' ? await rereadTicket(work.ticketId, deps) : ticket;
  const context = await gatherRoute(work, seen, deps);
  const { ticketRef, messageRef } = work;
  const { request } = call;
  const proposal = { name: request.effect, ticketRef, tags, egress: egressOf(request, deps) };
  const send = async (exact: PreparedRequest<E>, permit: Permit<E>) => {
    await deps.effects.countWrite(ticketRef, messageRef, deps.clock.now());
    return call.send(exact, permit);
  };
  const performed = await perform({ proposal, request, send }, context, deps);
  const { decision } = performed;
  if (performed.outcome === 'refused') {
    assertFinal(decision);
    return { effect: request.effect, decision };
  }
  if (performed.answer.outcome === 'unsent') await deps.effects.uncountWrite(ticketRef, messageRef);
  assertAccepted(performed.answer);
  return { effect: request.effect, decision };
}

/** Reads again: a 200 is no proof that the tags are there, or gone (incident 1, D12). */
async function confirmTags(
  wanted: readonly string[],
  stale: readonly string[],
  work: PlannedWork,
  deps: WorkerDeps,
): Promise<void> {
  const seen = await rereadTicket(work.ticketId, deps);
  const missing = wanted.filter((tag) => !seen.tags.includes(tag));
  const left = stale.filter((tag) => seen.tags.includes(tag));
  if (missing.length + left.length > 0) {
    throw new MiddlewareError('TAGS_NOT_APPLIED', 'retry', 'the helpdesk did not apply every tag', {
      context: { missing: missing.length, left: left.length },
    });
  }
}

/** Nothing has to be written; the decision is made all the same, so that a flag that is off shows. */
async function decideUnneeded(
  work: PlannedWork,
  ticket: Ticket,
  wanted: readonly string[],
  deps: WorkerDeps,
): Promise<Routed> {
  const context = await gatherRoute(work, ticket, deps);
  const egress = egressOf(deps.helpdesk.prepareAddTags(work.ticketId, wanted), deps);
  const { ticketRef } = work;
  const proposal: RouteProposal = { name: 'tags.add', ticketRef, tags: wanted, egress };
  const decision = await decideOnly(proposal, context, deps.ledger);
  // Every tag is there already, so it does not matter any more that the writes are spent.
  if (isOnly(decision, 'CAP_EVENT')) return { decisions: [], isRouted: true };
  const isRouted = decision.outcome === 'allow';
  return { decisions: [{ effect: 'tags.add', decision }], isRouted };
}

/**
 * Brings the ticket to its team: adds what is missing, removes what contradicts, reads again. Safe to repeat. Tags come
 * last, after reply and close, so that a loop tag never stands without its reply (incident 13).
 */
export async function route(
  work: PlannedWork,
  ticket: Ticket,
  wanted: readonly string[],
  deps: WorkerDeps,
): Promise<Routed> {
  const { helpdesk } = deps;
  const stale = staleTags(ticket, wanted, deps);
  const missing = wanted.filter((tag) => !ticket.tags.includes(tag));
  if (stale.length + missing.length === 0) return decideUnneeded(work, ticket, wanted, deps);
  const add = () => {
    const request = helpdesk.prepareAddTags(work.ticketId, missing);
    return writeTags({ request, send: helpdesk.addTags }, missing, ticket, work, deps);
  };
  const remove = () => {
    const request = helpdesk.prepareRemoveTags(work.ticketId, stale);
    return writeTags({ request, send: helpdesk.removeTags }, stale, ticket, work, deps);
  };
  // Add first: if the work stops in between, the ticket is some team's.
  const writes = [...(missing.length > 0 ? [add] : []), ...(stale.length > 0 ? [remove] : [])];
  const callsPerWrite = deps.scope.scope === 'test-only' ? 2 : 1;
  await takeTokens(writes.length * callsPerWrite + 1, 'work', deps);
  const decisions: RouteDecision[] = [];
  for (const write of writes) {
    const decided = await write();
    decisions.push(decided);
    if (decided.decision.outcome !== 'allow') return { decisions, isRouted: false };
  }
  await confirmTags(wanted, stale, work, deps);
  const { ticketRef } = work;
  for (const { effect } of decisions)
    await recordAttempt({ effect, ticketRef, outcome: 'confirmed' }, deps.process, deps);
  return { decisions, isRouted: true };
}
