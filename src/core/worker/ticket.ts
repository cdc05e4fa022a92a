import { decideOnly } from '../effects/perform.ts';
import { codesOf } from '../gate/decide.ts';
import type { RouteProposal } from '../gate/effects.ts';
import { ledgerEntry } from '../gate/ledger.ts';
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

// The work on one ticket, from the claimed job to the recorded result for the customer's newest message:
//
//   1 read the ticket    2 may we work on it?    3 understand the message    4 read orders (not built)
//   5 plan               6 decide, 7 act: first what the customer will see, then the tags    8 settle
//
// Every request goes through `perform`, which decides, writes the ledger and issues a Permit for exactly that request.
// What an earlier attempt left is found in the stores: a reply that may have been sent is looked for and never sent
// again, and does not count as an earlier reply to this message (once.ts, facts.ts).

/** Stands for the message where there is none, or where we did not look. */
const NO_MESSAGE_REF = 'none';
/** A 404 is believed after this many, the first at least this long ago. */
const MISSING_AFTER = { notes: 3, spanMs: 60_000 } as const;
const MAY_HAVE_BEEN_SENT: ReadonlySet<EffectRowState> = new Set([
  'sending',
  'confirmed',
  'unconfirmed',
]);

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
 * Works on one job: read, understand, decide, act, settle. Idempotent: it may run again after any failure, and resumes
 * from the stores.
 * @throws {Deferred} when the job should come back later; that is no failed attempt, any other error is one
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
  if (await isBelievedMissing(ticketRef, deps))
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

/** Steps 1 and 2. If the ticket is out of scope, only its id, tags and channel id have been parsed. */
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

/** Steps 3 to 8, for the customer's newest message; earlier unanswered ones are not worked on. */
async function handleFound(
  base: TicketWork,
  ticket: Ticket,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const message = newestCustomerMessage(ticket);
  if (message === null) return settle(base, job, ignored('NO_CUSTOMER_MESSAGE'), deps);
  const work = await prepareMessage(base, ticket, message, deps);
  const settledBefore = await deps.conversations.findWorkItem(work.ticketRef, work.messageRef);
  if (settledBefore !== null) {
    // A repeated delivery: the result is recorded again, and nothing is done.
    const { outcome, codes } = settledBefore;
    return settle(work, job, { outcome, codes, effects: [], plan: null }, deps);
  }
  const planned = await planFor(work, ticket, message, deps);
  const talked = await talk({ ...work, plan: planned }, ticket, deps);
  return settle(work, job, await applyTags(work, planned, talked, deps), deps);
}

/** First ends what was left open for older messages, then returns the work with its message reference. */
async function prepareMessage(
  base: TicketWork,
  ticket: Ticket,
  message: Comment,
  deps: WorkerDeps,
): Promise<TicketWork> {
  const { ticketRef } = base;
  const messageRef = deps.references.messageRef(ticket.id, message.id);
  // Ending them may have recorded a reply.
  const hadOlder = await endOlderEffects(ticket, { ticketRef, messageRef }, deps);
  const conversation = hadOlder
    ? await deps.conversations.findConversation(ticketRef)
    : base.conversation;
  return { ...base, messageRef, conversation };
}

/**
 * Steps 3 to 5: what the message means, and what we would like to do about it. Only this function unwraps the text, and only
 * `understandTicket` gets it; the plan holds none.
 */
async function planFor(
  work: TicketWork,
  ticket: Ticket,
  message: Comment,
  deps: WorkerDeps,
): Promise<Plan> {
  const { ticketRef, messageRef, conversation } = work;
  const row = await deps.effects.find({ ticketRef, messageRef, kind: 'talk' });
  const isOwnReplyOut = row !== null && MAY_HAVE_BEEN_SENT.has(row.state);
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

/** Steps 6 and 7 for the tags. They come last, because some record what was sent to the customer. */
async function applyTags(
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

/** Step 8: stores the result and reports it. */
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

/** Stored before the first request to the helpdesk: from here on a sweep finds the job if the queue loses it. */
async function noteBegun(work: TicketWork, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const { ticketRef, ticketId } = work;
  const { jobId, deliveries } = job;
  const seenAtMs = deps.clock.now();
  await deps.conversations.noteBegun({ jobId, ticketRef, ticketId, deliveries, seenAtMs });
}

type UnknownNotes = Awaited<ReturnType<WorkerDeps['conversations']['readUnknown']>>;

function isEnough(notes: UnknownNotes, nowMs: number): boolean {
  return notes.count >= MISSING_AFTER.notes && nowMs - notes.firstAtMs >= MISSING_AFTER.spanMs;
}

async function isBelievedMissing(ticketRef: string, deps: WorkerDeps): Promise<boolean> {
  const nowMs = deps.clock.now();
  return isEnough(await deps.conversations.readUnknown(ticketRef, nowMs), nowMs);
}

/** The vendor answered 404. Believed only after three of them, the first at least a minute ago; notes last ten minutes. */
async function settleUnknown(work: TicketWork, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const nowMs = deps.clock.now();
  const notes = await deps.conversations.noteUnknown(work.ticketRef, nowMs);
  if (!isEnough(notes, nowMs)) throw new Deferred('TICKET_UNKNOWN', UNKNOWN_DELAY_MS);
  await abandonEffects(work.ticketRef, 'TICKET_UNKNOWN', deps);
  return settle(work, job, ignored('TICKET_UNKNOWN'), deps);
}

/** Nothing is written to the helpdesk: the refusal goes to the ledger, open effects are abandoned (R6.2). */
async function settleOutOfScope(
  work: TicketWork,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const { ticketId, ticketRef } = work;
  const facts = outOfScopeFacts(ticketRef);
  const context = await gatherContext({ ticket: facts, understood: null, templateId: null }, deps);
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

/** @throws {Deferred} when another worker is changing the same row */
async function abandonEffects(ticketRef: string, code: string, deps: WorkerDeps): Promise<void> {
  for (const row of await deps.effects.findOpen(ticketRef)) await abandon(row, code, deps);
}
