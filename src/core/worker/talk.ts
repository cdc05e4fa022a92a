import { perform, type WriteOutcome } from '../effects/perform.ts';
import type {
  CustomerVisibleEffectName,
  PreparedRequest,
  VisibleProposal,
} from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';
import {
  AUTO_REPLIED_TAG,
  REPLY_SENT_TAG,
  REPLY_UNCONFIRMED_TAG,
  templateTag,
} from '../intents/tag-catalogue.ts';
import { channelClassOf, type Ticket } from '../tickets/ticket.ts';
import type { ConversationState } from './conversation-store.ts';
import type { WorkerDeps } from './deps.ts';
import type { EffectRow } from './effect-store.ts';
import {
  customerRefOf,
  egressOf,
  gatherContext,
  hasNewBotComment,
  newestMessageRef,
  rereadTicket,
  ticketFacts,
} from './facts.ts';
import {
  nextStep,
  type OnceAct,
  type OnceResult,
  performOnce,
  settleUnknown,
  supersede,
} from './once.ts';
import type { Plan, PlannedReply } from './plan.ts';
import { type EffectLine, lineOf } from './record.ts';

/** One ticket and one customer message: what all work on it shares. */
export interface TicketWork {
  readonly ticketId: string;
  readonly ticketRef: string;
  readonly messageRef: string;
  readonly conversation: ConversationState | null;
}

export interface PlannedWork extends TicketWork {
  readonly plan: Plan;
}

type VisibleFacts = Omit<VisibleProposal, 'name' | 'egress'>;

function factsOf(
  work: PlannedWork,
  ticket: Ticket,
  reply: PlannedReply,
  deps: WorkerDeps,
): VisibleFacts {
  const { ticketRef, messageRef } = work;
  const { templateId, tier, channelClass } = reply;
  const isEmail = channelClassOf(ticket.channel) === 'email';
  const destinationRef = isEmail ? customerRefOf(ticket, deps.references) : null;
  return { ticketRef, messageRef, templateId, tier, channelClass, destinationRef };
}

/** One customer-visible call of the helpdesk: the exact request, and the half that sends it. */
interface VisibleCall<E extends CustomerVisibleEffectName> {
  readonly request: PreparedRequest<E>;
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<WriteOutcome>;
}

function bindCall<E extends CustomerVisibleEffectName>(
  { request, send }: VisibleCall<E>,
  facts: VisibleFacts,
  deps: WorkerDeps,
): Pick<OnceAct, 'effect' | 'proposal' | 'perform'> {
  const proposal = { ...facts, name: request.effect, egress: egressOf(request, deps) };
  const effect = { proposal, request, send };
  return { effect: request.effect, proposal, perform: (context) => perform(effect, context, deps) };
}

/** An e-mail where the channel is one, else a comment. */
function bindReply(work: PlannedWork, reply: PlannedReply, facts: VisibleFacts, deps: WorkerDeps) {
  const { helpdesk } = deps;
  const body = reply.body.reveal();
  if (reply.effect === 'reply.send') {
    const request = helpdesk.prepareSendReply(work.ticketId, body);
    return bindCall({ request, send: helpdesk.sendReply }, facts, deps);
  }
  const request = helpdesk.prepareAddComment(work.ticketId, body);
  return bindCall({ request, send: helpdesk.addComment }, facts, deps);
}

function sharedAct(
  work: PlannedWork,
  ticket: Ticket,
  reply: PlannedReply,
  isOwnReplyOut: boolean,
  deps: WorkerDeps,
) {
  const { references } = deps;
  return {
    templateId: reply.templateId,
    customerRef: customerRefOf(ticket, references),
    reread: () => rereadTicket(work.ticketId, deps),
    newestMessageRef: (seen: Ticket) => newestMessageRef(seen, references),
    commentRefs: (seen: Ticket) =>
      seen.comments.map((comment) => references.commentRef(seen.id, comment.id)),
    gather: (seen: Ticket) => {
      const facts = ticketFacts(seen, work.conversation, references, isOwnReplyOut);
      const { plan: understood } = work;
      return gatherContext({ ticket: facts, understood, templateId: reply.templateId }, deps);
    },
  };
}

/** The reply. Found again by author and baseline, never by text. */
function replyAct(
  work: PlannedWork,
  ticket: Ticket,
  reply: PlannedReply,
  deps: WorkerDeps,
): OnceAct {
  const { ticketRef, messageRef } = work;
  return {
    ...sharedAct(work, ticket, reply, false, deps),
    ...bindReply(work, reply, factsOf(work, ticket, reply, deps), deps),
    key: { ticketRef, messageRef, kind: 'talk' },
    isDone: (seen, row) => hasNewBotComment(seen, row.baselineRefs, deps.references),
  };
}

/** The close that follows a listed template; done when a re-read shows the ticket closed (incident 13). */
function closeAct(
  work: PlannedWork,
  ticket: Ticket,
  reply: PlannedReply,
  deps: WorkerDeps,
): OnceAct {
  const { ticketRef, messageRef } = work;
  const request = deps.helpdesk.prepareCloseTicket(work.ticketId);
  const call = { request, send: deps.helpdesk.closeTicket };
  return {
    ...sharedAct(work, ticket, reply, true, deps),
    ...bindCall(call, factsOf(work, ticket, reply, deps), deps),
    key: { ticketRef, messageRef, kind: 'close' },
    isDone: (seen) => !seen.isOpen,
  };
}

/** What was done that a customer sees, and the tags that say so. */
export interface Talked {
  readonly lines: readonly EffectLine[];
  readonly tags: readonly string[];
  /** The newest read of the ticket. */
  readonly ticket: Ticket;
  readonly isReplied: boolean;
}

function onceLine(effect: CustomerVisibleEffectName, result: OnceResult): EffectLine {
  if (result.state === 'confirmed') return lineOf(effect, 'allow', []);
  if (result.state === 'unconfirmed') return lineOf(effect, 'hold', result.codes);
  return lineOf(effect, result.outcome, result.codes);
}

/** The part of the work that a customer sees: reply, confirm, and where the template says so close, confirm. */
export async function talk(work: PlannedWork, ticket: Ticket, deps: WorkerDeps): Promise<Talked> {
  const { reply } = work.plan;
  if (reply === null) return { lines: [], tags: [], ticket, isReplied: false };
  const result = await performOnce(replyAct(work, ticket, reply, deps), ticket, deps);
  const line = onceLine(reply.effect, result);
  if (result.state !== 'confirmed') {
    const tags = result.state === 'unconfirmed' ? [REPLY_UNCONFIRMED_TAG] : [];
    return { lines: [line], tags, ticket, isReplied: false };
  }
  const { templateId } = reply;
  await noteReply({ ...work, templateId }, deps);
  const seen = result.ticket ?? ticket;
  const tags = [AUTO_REPLIED_TAG, REPLY_SENT_TAG, templateTag(templateId)];
  if (!reply.closesTicket) return { lines: [line], tags, ticket: seen, isReplied: true };
  const closed = await performOnce(closeAct(work, seen, reply, deps), seen, deps);
  return { lines: [line, onceLine('ticket.close', closed)], tags, ticket: seen, isReplied: true };
}

function noteReply(
  reply: Pick<EffectRow, 'ticketRef' | 'messageRef' | 'templateId'>,
  deps: WorkerDeps,
): Promise<void> {
  const { ticketRef, messageRef, templateId } = reply;
  return deps.conversations.recordReply(ticketRef, {
    ...{ messageRef, templateId },
    atMs: deps.clock.now(),
  });
}

function effectOf(row: EffectRow, ticket: Ticket): CustomerVisibleEffectName {
  if (row.kind === 'close') return 'ticket.close';
  return channelClassOf(ticket.channel) === 'email' ? 'reply.send' : 'comment.add';
}

async function endOlder(row: EffectRow, ticket: Ticket, deps: WorkerDeps): Promise<void> {
  const isDone =
    row.kind === 'close'
      ? !ticket.isOpen
      : hasNewBotComment(ticket, row.baselineRefs, deps.references);
  const state = await settleUnknown(row, effectOf(row, ticket), isDone, deps);
  if (state === 'confirmed' && row.kind === 'talk') await noteReply(row, deps);
}

/**
 * Ends what the work on an earlier message of the ticket left open, before a newer message is worked on: nobody will
 * come back to it. What may have been sent is looked for in this read.
 * @returns true when there was anything
 * @throws {Deferred} to look again later
 */
export async function endOlderEffects(
  ticket: Ticket,
  newest: { readonly ticketRef: string; readonly messageRef: string },
  deps: WorkerDeps,
): Promise<boolean> {
  const open = await deps.effects.findOpen(newest.ticketRef);
  const older = open.filter((row) => row.messageRef !== newest.messageRef);
  for (const row of older) {
    const step = nextStep(row, { newestMessageRef: newest.messageRef });
    if (step === 'look') await endOlder(row, ticket, deps);
    else await supersede(row, deps);
  }
  return older.length > 0;
}
