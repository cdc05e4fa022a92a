import type { GateContext } from '../gate/context.ts';
import { codesOf, type Decision, decide } from '../gate/decide.ts';
import type { RouteEffectName } from '../gate/effects.ts';
import { decisionEntry } from '../gate/entries.ts';
import type { Permit } from '../gate/permit.ts';
import type { RouteProposal } from '../gate/proposal.ts';
import type { PreparedRequest } from '../gate/request.ts';
import { isOwnTag } from '../intents/tag-catalogue.ts';
import { MiddlewareError, VendorRateLimitedError, writeFailedError } from '../runtime/errors.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { WriteOutcome } from '../vendors/helpdesk.ts';
import type { TicketWork } from './acts.ts';
import type { WorkerDeps } from './deps.ts';
import { Deferred } from './interruption.ts';
import { rereadTicket } from './read-ticket.ts';
import { ticketFacts } from './ticket-facts.ts';
import { authorizeNow, egressOf, gatherContext, recordAttempt, takeTokens } from './ticket-run.ts';

/** What routing came to: the gate's word on each write that was needed. */
export interface RouteResult {
  readonly decisions: readonly { readonly effect: RouteEffectName; readonly decision: Decision }[];
  readonly isRouted: boolean;
}

/** Tags of an earlier routing that would contradict this one: one team, one intent at a time. */
const EXCLUSIVE = ['route-', 'mw-intent-', 'mw-secondary-', 'mw-uncertain', 'mw-needs-'] as const;

function staleTags(ticket: TicketSnapshot, wanted: readonly string[], deps: WorkerDeps): string[] {
  return ticket.tags.filter(
    (tag) =>
      !wanted.includes(tag) &&
      isOwnTag(tag, deps.routing) &&
      EXCLUSIVE.some((prefix) => tag.startsWith(prefix)),
  );
}

/** A routing write may be repeated, so its failure is the job's to retry. */
function raiseUnlessAccepted(write: WriteOutcome): void {
  if (write.outcome === 'accepted') return;
  if (write.outcome === 'unsent' && write.retryAfterMs !== undefined) {
    throw new VendorRateLimitedError('richpanel', write.retryAfterMs);
  }
  throw writeFailedError(write.code);
}

const STALE_DELAY_MS = 1_000;
/** Whatever keeps the flags from being read lasts longer than being slow does. */
const UNREADABLE_DELAY_MS = 30_000;

function isOnly(decision: Decision, code: string): boolean {
  return decision.findings.length > 0 && codesOf(decision).every((found) => found === code);
}

/**
 * A refusal of routing is the gate's last word, but for three: flags that grew stale while we were slow, or that
 * could not be read at all, are read again later; and when the writes for a message are spent they came to nothing
 * again and again, and a ticket without its team must not pass for done.
 * @throws {Deferred | MiddlewareError}
 */
function refused(decision: Decision): Decision {
  if (isOnly(decision, 'FLAG_STALE')) throw new Deferred('FLAG_STALE', STALE_DELAY_MS);
  if (isOnly(decision, 'FLAG_UNREADABLE'))
    throw new Deferred('FLAG_UNREADABLE', UNREADABLE_DELAY_MS);
  if (!isOnly(decision, 'CAP_EVENT')) return decision;
  throw new MiddlewareError(
    'CAP_EVENT',
    'fail',
    'the writes for one message are spent, and the tags are not there',
  );
}

/** One of the two tag calls of the helpdesk: its pure half and the half that sends. */
interface TagCall<E extends RouteEffectName> {
  readonly effect: E;
  readonly prepare: (ticketId: string, tags: readonly string[]) => PreparedRequest<E>;
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<WriteOutcome>;
}

/** What the gate looks at for a tag write, for this read of the ticket. */
function gatherRoute(
  work: TicketWork,
  seen: TicketSnapshot,
  deps: WorkerDeps,
): Promise<GateContext> {
  const ticket = ticketFacts(seen, work.conversation, deps.references, false);
  return gatherContext({ ticket, understood: work.plan, templateId: null }, deps);
}

async function writeTags<E extends RouteEffectName>(
  call: TagCall<E>,
  tags: readonly string[],
  ticket: TicketSnapshot,
  work: TicketWork,
  deps: WorkerDeps,
): Promise<Decision> {
  // In test-ticket mode every write follows its own fresh read, with nothing but the decision between (R6.2).
  const seen = deps.scope.scope === 'test-only' ? await rereadTicket(work.ticketId, deps) : ticket;
  const context = await gatherRoute(work, seen, deps);
  const { ticketRef } = work;
  const request = call.prepare(work.ticketId, tags);
  const proposal = { name: call.effect, ticketRef, tags, egress: egressOf(request, deps) };
  const granted = await authorizeNow(proposal, request, context, deps);
  if (granted.outcome !== 'allow') return refused(granted.decision);
  await deps.effects.countWrite(ticketRef, work.messageRef, deps.clock.now());
  const write = await call.send(request, granted.permit);
  const codes = write.outcome === 'accepted' ? [] : [write.code];
  await recordAttempt({ effect: call.effect, ticketRef, outcome: write.outcome, codes }, deps);
  if (write.outcome === 'unsent') await deps.effects.uncountWrite(ticketRef, work.messageRef);
  raiseUnlessAccepted(write);
  return granted.decision;
}

/** Reads again: a 200 is no proof that the tags are there, or gone (incident 1, D12). */
async function confirmTags(
  wanted: readonly string[],
  stale: readonly string[],
  work: TicketWork,
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

/** The gate's word on routing when nothing has to be written; a flag that is off must show all the same. */
async function judgeOnly(
  work: TicketWork,
  ticket: TicketSnapshot,
  wanted: readonly string[],
  deps: WorkerDeps,
) {
  const context = await gatherRoute(work, ticket, deps);
  const request = deps.helpdesk.prepareAddTags(work.ticketId, wanted);
  const { ticketRef } = work;
  const egress = egressOf(request, deps);
  const proposal = { name: 'tags.add', ticketRef, tags: wanted, egress } satisfies RouteProposal;
  const decision = decide(proposal, context);
  await deps.ledger.append(decisionEntry(proposal, decision, null, context));
  return decision;
}

/**
 * Brings the ticket to its team: removes what contradicts, adds what is missing, reads again. Safe to repeat.
 * Tags come last, after reply and close, so that a loop tag never stands without its reply (incident 13).
 */
export async function route(
  work: TicketWork,
  ticket: TicketSnapshot,
  wanted: readonly string[],
  deps: WorkerDeps,
): Promise<RouteResult> {
  const stale = staleTags(ticket, wanted, deps);
  const missing = wanted.filter((tag) => !ticket.tags.includes(tag));
  if (stale.length === 0 && missing.length === 0) {
    const decision = await judgeOnly(work, ticket, wanted, deps);
    // Everything is there already, so that the writes are spent does not matter any more.
    if (isOnly(decision, 'CAP_EVENT')) return { decisions: [], isRouted: true };
    const isRouted = decision.outcome === 'allow';
    return { decisions: [{ effect: 'tags.add', decision }], isRouted };
  }
  const { helpdesk } = deps;
  const add: TagCall<'tags.add'> = {
    effect: 'tags.add',
    prepare: helpdesk.prepareAddTags,
    send: helpdesk.addTags,
  };
  const remove: TagCall<'tags.remove'> = {
    effect: 'tags.remove',
    prepare: helpdesk.prepareRemoveTags,
    send: helpdesk.removeTags,
  };
  // Add first: whatever happens in between, the ticket is some team's.
  const writes = [
    { effect: add.effect, tags: missing, write: () => writeTags(add, missing, ticket, work, deps) },
    {
      effect: remove.effect,
      tags: stale,
      write: () => writeTags(remove, stale, ticket, work, deps),
    },
  ].filter(({ tags }) => tags.length > 0);
  const callsPerWrite = deps.scope.scope === 'test-only' ? 2 : 1;
  takeTokens(writes.length * callsPerWrite + 1, 'work', deps);
  const decisions: RouteResult['decisions'][number][] = [];
  for (const { effect, write } of writes) {
    const decision = await write();
    decisions.push({ effect, decision });
    if (decision.outcome !== 'allow') return { decisions, isRouted: false };
  }
  await confirmTags(wanted, stale, work, deps);
  for (const { effect } of decisions) {
    await recordAttempt({ effect, ticketRef: work.ticketRef, outcome: 'confirmed' }, deps);
  }
  return { decisions, isRouted: true };
}
