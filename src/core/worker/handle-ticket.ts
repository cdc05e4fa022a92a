import { codesOf, decide } from '../gate/decide.ts';
import type { EffectName } from '../gate/effects.ts';
import { decisionEntry } from '../gate/entries.ts';
import { POLICY_VERSION } from '../gate/policy.ts';
import type { RouteProposal } from '../gate/proposal.ts';
import type { Outcome } from '../gate/rule.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import { closeAct, replyAct, type TicketWork } from './acts.ts';
import type { WorkOutcome } from './conversation-store.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { WorkerDeps } from './deps.ts';
import type { EffectRowState } from './effect-store.ts';
import { Deferred, ScopeLost } from './interruption.ts';
import type { ClaimedJob } from './job-queue.ts';
import { type OnceResult, performOnce } from './once.ts';
import { abandonTicket, closeOpenEffects, endOlderEffects } from './open-effects.ts';
import { type Plan, plan } from './plan.ts';
import { readTicket, UNKNOWN_DELAY_MS } from './read-ticket.ts';
import { route } from './route.ts';
import { newestCustomerMessage, outOfScopeFacts, ticketFacts } from './ticket-facts.ts';
import { egressOf, gatherContext, takeTokens } from './ticket-run.ts';
import { understandTicket } from './understand-ticket.ts';

type EffectLine = DecisionRecord['effects'][number];
type Work = Omit<TicketWork, 'plan'>;

/** Work items of a ticket whose messages we may not, or cannot, see. */
const NO_MESSAGE_REF = 'none';
const UNKNOWN_AFTER = { notes: 3, spanMs: 60_000 } as const;

const MAY_BE_OUT: ReadonlySet<EffectRowState> = new Set(['sending', 'confirmed', 'unconfirmed']);

type UnknownNotes = Awaited<ReturnType<WorkerDeps['conversations']['readUnknown']>>;

interface Settlement {
  readonly outcome: WorkOutcome;
  readonly effects: readonly EffectLine[];
  readonly codes: readonly string[];
}

/** Builds the decision line; also used for a job that could not be settled. */
export function decisionRecord(
  ticketRef: string,
  result: {
    readonly outcome: DecisionRecord['outcome'];
    readonly effects: readonly EffectLine[];
    readonly codes: readonly string[];
  },
  planned: Plan | null,
  deps: WorkerDeps,
): DecisionRecord {
  return {
    schemaVersion: 1,
    id: ticketRef,
    ticketRef,
    environment: deps.process.environment,
    intent: planned?.understanding.primary ?? null,
    secondary: [...(planned?.understanding.secondary ?? [])],
    confidence: planned?.understanding.confidence ?? null,
    tier: planned?.tier ?? null,
    destination: planned?.destination ?? null,
    template: planned?.templateId ?? null,
    match: planned?.match ?? { kind: 'no-match', reason: 'not-needed' },
    outcome: result.outcome,
    effects: [...result.effects],
    codes: [...result.codes],
    policyVersion: POLICY_VERSION,
  };
}

async function settle(
  work: Work,
  job: ClaimedJob,
  result: Settlement,
  planned: Plan | null,
  deps: WorkerDeps,
) {
  const isFirst = await deps.conversations.settle(
    {
      ticketRef: work.ticketRef,
      messageRef: work.messageRef,
      outcome: result.outcome,
      codes: [...result.codes, ...result.effects.flatMap((line) => line.codes)],
      intent: planned?.understanding.primary ?? null,
      templateId: planned?.templateId ?? null,
      settledAtMs: deps.clock.now(),
    },
    { jobId: job.jobId, deliveries: job.deliveries },
  );
  const record = decisionRecord(work.ticketRef, result, planned, deps);
  const { jobId } = job;
  deps.onSettled({ ticketId: work.ticketId, jobId, record, deliveries: job.deliveries, isFirst });
}

/** Durable before anything else is done: from here on a sweep finds the job again if the queue loses it. */
async function noteBegun(work: Work, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const { ticketRef, ticketId } = work;
  const { jobId, deliveries } = job;
  const seenAtMs = deps.clock.now();
  await deps.conversations.noteBegun({ jobId, ticketRef, ticketId, deliveries, seenAtMs });
}

function ignored(code: string, effects: readonly EffectLine[] = []): Settlement {
  return { outcome: 'ignored', effects, codes: [code] };
}

function isKnownUnknown(notes: UnknownNotes, nowMs: number): boolean {
  return notes.count >= UNKNOWN_AFTER.notes && nowMs - notes.firstAtMs >= UNKNOWN_AFTER.spanMs;
}

/** The vendor does not know the ticket. Believed, for ten minutes, only after three 404 over a minute. */
async function settleUnknown(work: Work, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const nowMs = deps.clock.now();
  const notes = await deps.conversations.noteUnknown(work.ticketRef, nowMs);
  if (!isKnownUnknown(notes, nowMs)) throw new Deferred('TICKET_UNKNOWN', UNKNOWN_DELAY_MS);
  await closeOpenEffects(work.ticketRef, 'TICKET_UNKNOWN', deps);
  await settle(work, job, ignored('TICKET_UNKNOWN'), null, deps);
}

/** Out of scope: nothing but a ledger line that says so (R6.2). */
async function settleOutOfScope(work: Work, job: ClaimedJob, deps: WorkerDeps): Promise<void> {
  const ticket = outOfScopeFacts(work.ticketRef);
  const context = await gatherContext({ ticket, understood: null, templateId: null }, deps);
  const tags = ['mw-processed'];
  const egress = egressOf(deps.helpdesk.prepareAddTags(work.ticketId, tags), deps);
  const proposal = {
    name: 'tags.add',
    ticketRef: work.ticketRef,
    tags,
    egress,
  } satisfies RouteProposal;
  const decision = decide(proposal, context);
  await deps.ledger.append(decisionEntry(proposal, decision, null, context));
  await closeOpenEffects(work.ticketRef, 'TICKET_OUT_OF_SCOPE', deps);
  const line = lineOf('tags.add', decision.outcome, codesOf(decision));
  await settle(work, job, ignored('TICKET_OUT_OF_SCOPE', [line]), null, deps);
}

function lineOf(effect: EffectName, outcome: Outcome, codes: readonly string[]): EffectLine {
  return { effect, outcome, codes: [...codes] };
}

function onceLine(effect: EffectName, result: OnceResult): EffectLine {
  if (result.state === 'confirmed') return lineOf(effect, 'allow', []);
  if (result.state === 'unconfirmed') return lineOf(effect, 'hold', result.codes);
  return lineOf(effect, result.outcome, result.codes);
}

interface ActedOn {
  readonly lines: readonly EffectLine[];
  readonly tags: readonly string[];
  readonly ticket: TicketSnapshot;
  readonly isReplied: boolean;
}

/** Step 7, the part that a customer sees: reply, confirm, close, confirm. */
async function talk(work: TicketWork, ticket: TicketSnapshot, deps: WorkerDeps): Promise<ActedOn> {
  const { reply } = work.plan;
  if (reply === null) return { lines: [], tags: [], ticket, isReplied: false };
  const result = await performOnce(replyAct(work, ticket, reply, deps), ticket, deps);
  const line = onceLine(reply.effect, result);
  if (result.state === 'unconfirmed')
    return { lines: [line], tags: ['mw-reply-unconfirmed'], ticket, isReplied: false };
  if (result.state !== 'confirmed') return { lines: [line], tags: [], ticket, isReplied: false };
  const { ticketRef, messageRef } = work;
  await deps.conversations.recordReply(ticketRef, {
    messageRef,
    templateId: reply.templateId,
    atMs: deps.clock.now(),
  });
  const seen = result.ticket ?? ticket;
  const tags = ['mw-auto-replied', 'mw-reply-sent', `mw-template-${reply.templateId}`];
  if (!reply.closesTicket) return { lines: [line], tags, ticket: seen, isReplied: true };
  const closed = await performOnce(closeAct(work, seen, reply, deps), seen, deps);
  return { lines: [line, onceLine('ticket.close', closed)], tags, ticket: seen, isReplied: true };
}

function outcomeOf(acted: ActedOn, lines: readonly EffectLine[], isRouted: boolean): WorkOutcome {
  if (acted.isReplied) return 'replied';
  if (lines.some((line) => line.outcome === 'hold')) return 'held';
  return isRouted ? 'routed' : 'observed';
}

/** Steps 6 to 8 for one understood message. */
async function act(
  work: TicketWork,
  ticket: TicketSnapshot,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const acted = await talk(work, ticket, deps);
  const wanted = [...new Set([...work.plan.tags, ...acted.tags])].toSorted();
  const routed = await route(work, acted.ticket, wanted, deps);
  const routeLines = routed.decisions.map(({ effect, decision }) =>
    lineOf(effect, decision.outcome, codesOf(decision)),
  );
  const effects = [...acted.lines, ...routeLines];
  const outcome = outcomeOf(acted, effects, routed.isRouted);
  await settle(work, job, { outcome, effects, codes: work.plan.codes }, work.plan, deps);
}

async function handleFound(
  base: Work,
  ticket: TicketSnapshot,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const message = newestCustomerMessage(ticket);
  if (message === null) return settle(base, job, ignored('NO_CUSTOMER_MESSAGE'), null, deps);
  const messageRef = deps.references.messageRef(ticket.id, message.id);
  const hadOlder = await endOlderEffects(ticket, { ticketRef: base.ticketRef, messageRef }, deps);
  const conversation = hadOlder
    ? await deps.conversations.findConversation(base.ticketRef)
    : base.conversation;
  const [settled, row] = await Promise.all([
    deps.conversations.findWorkItem(base.ticketRef, messageRef),
    deps.effects.find({ ticketRef: base.ticketRef, messageRef, kind: 'talk' }),
  ]);
  const located = { ...base, conversation, messageRef };
  if (settled !== null) {
    return settle(
      located,
      job,
      { outcome: settled.outcome, effects: [], codes: settled.codes },
      null,
      deps,
    );
  }
  const isOwnReplyOut = row !== null && MAY_BE_OUT.has(row.state);
  const facts = ticketFacts(ticket, conversation, deps.references, isOwnReplyOut);
  const understood = understandTicket(
    { subject: ticket.subject?.reveal() ?? null, text: message.text.reveal() },
    ticket.channel,
    deps,
  );
  const planned = plan({
    understood,
    channel: ticket.channel,
    requesterName: ticket.requester.name,
    isFollowUp: facts.wasAutoReplied,
    routing: deps.routing,
    templates: deps.templates,
  });
  return act({ ...located, plan: planned }, ticket, job, deps);
}

/**
 * Works on one job: read, understand, decide, act, settle (architecture.md, "The way of one message"). Idempotent:
 * it may be run again after any failure and goes on where the stores say it stopped.
 * @throws {Deferred} to go on later without a failed attempt; anything else is a failed attempt
 */
export async function handleTicket(
  ticketId: string,
  job: ClaimedJob,
  deps: WorkerDeps,
): Promise<void> {
  const ticketRef = deps.references.ticketRef(ticketId);
  const conversation = await deps.conversations.findConversation(ticketRef);
  const work: Work = { ticketId, ticketRef, messageRef: NO_MESSAGE_REF, conversation };
  if (conversation?.isBlocked === true) return settle(work, job, ignored('SCOPE_LOST'), null, deps);
  const nowMs = deps.clock.now();
  if (isKnownUnknown(await deps.conversations.readUnknown(ticketRef, nowMs), nowMs)) {
    return settle(work, job, ignored('TICKET_UNKNOWN'), null, deps);
  }
  await noteBegun(work, job, deps);
  takeTokens(1, 'first-read', deps);
  try {
    const read = await readTicket(ticketId, deps);
    switch (read.outcome) {
      case 'not-found':
        return await settleUnknown(work, job, deps);
      case 'out-of-scope':
        return await settleOutOfScope(work, job, deps);
      case 'found':
        return await handleFound(work, read.ticket, job, deps);
    }
  } catch (thrown) {
    if (!(thrown instanceof ScopeLost)) throw thrown;
    await abandonTicket(ticketRef, deps);
    return settle(work, job, ignored('SCOPE_LOST'), null, deps);
  }
}
