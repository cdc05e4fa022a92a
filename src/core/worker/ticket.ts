import { decideOnly } from '../effects/perform.ts';
import { codesOf } from '../gate/decide.ts';
import { ledgerEntry } from '../gate/ledger.ts';
import type { RouteProposal } from '../gate/proposal.ts';
import { PROCESSED_TAG } from '../intents/tag-catalogue.ts';
import type { Comment, Ticket } from '../tickets/ticket.ts';
import type { WorkOutcome } from './conversation-store.ts';
import { Deferred, ScopeLost, takeTokens, type WorkerDeps } from './deps.ts';
import type { EffectRowState } from './effect-store.ts';
import {
  egressOf,
  gatherContext,
  newestCustomerMessage,
  outOfScopeFacts,
  readTicket,
  ticketFacts,
  UNKNOWN_DELAY_MS,
} from './facts.ts';
import type { ClaimedJob } from './job-queue.ts';
import { abandon } from './once.ts';
import { type Plan, plan, understandTicket } from './plan.ts';
import { decisionRecord, type EffectLine, lineOf } from './record.ts';
import { route } from './tags.ts';
import { endOlderEffects, type Talked, type TicketWork, talk } from './talk.ts';

// The work on one ticket, from the claimed job to the settled message:
//
//   1 read the ticket    2 is it ours to touch?    3 understand the message    4 (orders are not read yet)
//   5 plan               6 decide and 7 act: what a customer sees first, then the tags    8 settle
//
// Every request goes through `perform`, which decides, writes the ledger and gives the one request its Permit.

/** The message of a ticket whose messages we may not, or cannot, see. */
const NO_MESSAGE_REF = 'none';
/** The vendor's 404 is believed after so many over so long. */
const UNKNOWN_AFTER = { notes: 3, spanMs: 60_000 } as const;
const MAY_BE_OUT: ReadonlySet<EffectRowState> = new Set(['sending', 'confirmed', 'unconfirmed']);

/** How the work on a message ended. */
interface Settlement {
  readonly outcome: WorkOutcome;
  readonly effects: readonly EffectLine[];
  readonly codes: readonly string[];
  readonly plan: Plan | null;
}

function ignored(code: string, effects: readonly EffectLine[] = []): Settlement {
  return { outcome: 'ignored', effects, codes: [code], plan: null };
}

/**
 * Works on one job: read, understand, decide, act, settle. Idempotent: it may run again after any failure, and goes on
 * where the stores say that it stopped.
 * @throws {Deferred} to go on later without a failed attempt; any other error is a failed attempt
 */
export async function handleTicket(
  ticketId: string,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const ticketRef = deps.references.ticketRef(ticketId);
  const conversation = await deps.conversations.findConversation(ticketRef);
  const work: TicketWork = { ticketId, ticketRef, messageRef: NO_MESSAGE_REF, conversation };
  if (conversation?.isBlocked === true) return settle(work, job, ignored('SCOPE_LOST'), deps);
  if (await isKnownUnknown(ticketRef, deps))
    return settle(work, job, ignored('TICKET_UNKNOWN'), deps);
  await noteBegun(work, job, deps);
  await takeTokens(1, 'first-read', deps);
  try {
    return await handleRead(work, job, deps);
  } catch (thrown) {
    if (!(thrown instanceof ScopeLost)) throw thrown;
    await abandonTicket(ticketRef, deps);
    return settle(work, job, ignored('SCOPE_LOST'), deps);
  }
}

/** Steps 1 and 2. Out of scope, nothing of the ticket but its id, tags and channel id was parsed. */
async function handleRead(work: TicketWork, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const read = await readTicket(work.ticketId, deps);
  switch (read.outcome) {
    case 'not-found':
      return settleUnknown(work, job, deps);
    case 'out-of-scope':
      return settleOutOfScope(work, job, deps);
    case 'found':
      return handleFound(work, read.ticket, job, deps);
  }
}

/** Steps 3 to 8, for the newest message of the customer. */
async function handleFound(
  base: TicketWork,
  ticket: Ticket,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const message = newestCustomerMessage(ticket);
  if (message === null) return settle(base, job, ignored('NO_CUSTOMER_MESSAGE'), deps);
  const work = await workOnMessage(base, ticket, message, deps);
  const before = await deps.conversations.findWorkItem(work.ticketRef, work.messageRef);
  if (before !== null) {
    const { outcome, codes } = before;
    return settle(work, job, { outcome, codes, effects: [], plan: null }, deps);
  }
  const planned = await planFor(work, ticket, message, deps);
  const talked = await talk({ ...work, plan: planned }, ticket, deps);
  return settle(work, job, await finish(work, planned, talked, deps), deps);
}

/** Names the message that is worked on, after what was left open for an older one has been ended. */
async function workOnMessage(
  base: TicketWork,
  ticket: Ticket,
  message: Comment,
  deps: WorkerDeps,
): Promise<TicketWork> {
  const { ticketRef } = base;
  const messageRef = deps.references.messageRef(ticket.id, message.id);
  const hadOlder = await endOlderEffects(ticket, { ticketRef, messageRef }, deps);
  const conversation = hadOlder
    ? await deps.conversations.findConversation(ticketRef)
    : base.conversation;
  return { ...base, messageRef, conversation };
}

/** Steps 3 to 5: what the message means, and what we would like to do about it. The text goes no further than here. */
async function planFor(
  work: TicketWork,
  ticket: Ticket,
  message: Comment,
  deps: WorkerDeps,
): Promise<Plan> {
  const { ticketRef, messageRef, conversation } = work;
  const row = await deps.effects.find({ ticketRef, messageRef, kind: 'talk' });
  const isOwnReplyOut = row !== null && MAY_BE_OUT.has(row.state);
  const facts = ticketFacts(ticket, conversation, deps.references, isOwnReplyOut);
  const written = { subject: ticket.subject?.reveal() ?? null, text: message.text.reveal() };
  return plan({
    understood: understandTicket(written, ticket.channel, deps),
    channel: ticket.channel,
    requesterName: ticket.requester.name,
    isFollowUp: facts.wasAutoReplied,
    routing: deps.routing,
    templates: deps.templates,
  });
}

/** Steps 6 and 7 for the tags, which come last and say what a customer was told. */
async function finish(
  work: TicketWork,
  planned: Plan,
  talked: Talked,
  deps: WorkerDeps,
): Promise<Settlement> {
  const wanted = [...new Set([...planned.tags, ...talked.tags])].toSorted();
  const routed = await route({ ...work, plan: planned }, talked.ticket, wanted, deps);
  const routeLines = routed.decisions.map(({ effect, decision }) =>
    lineOf(effect, decision.outcome, codesOf(decision)),
  );
  const effects = [...talked.lines, ...routeLines];
  const outcome = outcomeOf(talked, effects, routed.isRouted);
  return { outcome, effects, codes: planned.codes, plan: planned };
}

function outcomeOf(talked: Talked, lines: readonly EffectLine[], isRouted: boolean): WorkOutcome {
  if (talked.isReplied) return 'replied';
  if (lines.some((line) => line.outcome === 'hold')) return 'held';
  return isRouted ? 'routed' : 'observed';
}

/** Step 8. */
async function settle(
  work: TicketWork,
  job: ClaimedJob,
  ending: Settlement,
  deps: WorkerDeps,
): Promise<void> {
  const { ticketId, ticketRef, messageRef } = work;
  const { jobId, deliveries } = job;
  const { outcome, plan: planned } = ending;
  const codes = [...ending.codes, ...ending.effects.flatMap((line) => line.codes)];
  const intent = planned?.understanding.primary ?? null;
  const templateId = planned?.templateId ?? null;
  const settledAtMs = deps.clock.now();
  const item = { ticketRef, messageRef, outcome, codes, intent, templateId, settledAtMs };
  const isFirst = await deps.conversations.settle(item, { jobId, deliveries });
  const record = decisionRecord(ticketRef, ending, planned, deps.process.environment);
  deps.onSettled({ ticketId, jobId, record, deliveries, isFirst });
}

/** Durable before anything else is done: from here on a sweep finds the job again if the queue loses it. */
async function noteBegun(work: TicketWork, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const { ticketRef, ticketId } = work;
  const { jobId, deliveries } = job;
  const seenAtMs = deps.clock.now();
  await deps.conversations.noteBegun({ jobId, ticketRef, ticketId, deliveries, seenAtMs });
}

type UnknownNotes = Awaited<ReturnType<WorkerDeps['conversations']['readUnknown']>>;

function isEnough(notes: UnknownNotes, nowMs: number): boolean {
  return notes.count >= UNKNOWN_AFTER.notes && nowMs - notes.firstAtMs >= UNKNOWN_AFTER.spanMs;
}

async function isKnownUnknown(ticketRef: string, deps: WorkerDeps): Promise<boolean> {
  const nowMs = deps.clock.now();
  return isEnough(await deps.conversations.readUnknown(ticketRef, nowMs), nowMs);
}

/** The vendor does not know the ticket. Believed, for ten minutes, only after three 404 over a minute. */
async function settleUnknown(work: TicketWork, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const nowMs = deps.clock.now();
  const notes = await deps.conversations.noteUnknown(work.ticketRef, nowMs);
  if (!isEnough(notes, nowMs)) throw new Deferred('TICKET_UNKNOWN', UNKNOWN_DELAY_MS);
  await abandonEffects(work.ticketRef, 'TICKET_UNKNOWN', deps);
  return settle(work, job, ignored('TICKET_UNKNOWN'), deps);
}

/** Out of scope: only a ledger line that says so (R6.2). */
async function settleOutOfScope(
  work: TicketWork,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const { ticketId, ticketRef } = work;
  const ticket = outOfScopeFacts(ticketRef);
  const context = await gatherContext({ ticket, understood: null, templateId: null }, deps);
  const tags = [PROCESSED_TAG];
  const egress = egressOf(deps.helpdesk.prepareAddTags(ticketId, tags), deps);
  const proposal: RouteProposal = { name: 'tags.add', ticketRef, tags, egress };
  const decision = await decideOnly(proposal, context, deps.ledger);
  await abandonEffects(ticketRef, 'TICKET_OUT_OF_SCOPE', deps);
  const line = lineOf('tags.add', decision.outcome, codesOf(decision));
  return settle(work, job, ignored('TICKET_OUT_OF_SCOPE', [line]), deps);
}

/** The ticket left our scope in the middle of the work: the ledger says so, and nothing is written on it again (R6.2). */
async function abandonTicket(ticketRef: string, deps: WorkerDeps): Promise<void> {
  const nowMs = deps.clock.now();
  const codes = ['SCOPE_LOST'];
  const facts = { kind: 'decision', outcome: 'deny', requestHash: null, codes, ticketRef } as const;
  await deps.ledger.append(ledgerEntry({ ...facts, effect: 'tags.add' }, deps.process, nowMs));
  await abandonEffects(ticketRef, 'SCOPE_LOST', deps);
  await deps.conversations.block(ticketRef, nowMs);
}

/** @throws {Deferred} when somebody else changes a row at this very moment */
async function abandonEffects(ticketRef: string, code: string, deps: WorkerDeps): Promise<void> {
  for (const row of await deps.effects.findOpen(ticketRef)) await abandon(row, code, deps);
}
