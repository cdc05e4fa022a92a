import type { CustomerVisibleEffectName } from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';
import type { VisibleProposal } from '../gate/proposal.ts';
import type { PreparedRequest } from '../gate/request.ts';
import { channelClassOf } from '../tickets/channels.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { WriteOutcome } from '../vendors/helpdesk.ts';
import type { ConversationState } from './conversation-store.ts';
import type { WorkerDeps } from './deps.ts';
import type { OnceAct, SendResult } from './once.ts';
import type { Plan, PlannedReply } from './plan.ts';
import { rereadTicket } from './read-ticket.ts';
import { customerRefOf, hasNewBotComment, ticketFacts } from './ticket-facts.ts';
import { authorizeNow, egressOf, gatherContext } from './ticket-run.ts';

/** One ticket, one customer message, one plan: what every act on it shares. */
export interface TicketWork {
  readonly ticketId: string;
  readonly ticketRef: string;
  readonly messageRef: string;
  readonly plan: Plan;
  readonly conversation: ConversationState | null;
}

function shared(work: TicketWork, ticket: TicketSnapshot, reply: PlannedReply, deps: WorkerDeps) {
  const { ticketRef, messageRef } = work;
  const isEmail = channelClassOf(ticket.channel) === 'email';
  const customerRef = customerRefOf(ticket, deps.references);
  const facts = {
    ticketRef,
    messageRef,
    templateId: reply.templateId,
    tier: reply.tier,
    channelClass: reply.channelClass,
    destinationRef: isEmail ? customerRef : null,
  } as const;
  const act = {
    templateId: reply.templateId,
    customerRef,
    commentRefs: (seen: TicketSnapshot) =>
      seen.comments.map((comment) => deps.references.commentRef(seen.id, comment.id)),
    obstacle: (seen: TicketSnapshot) =>
      ticketFacts(seen, null, deps.references, false).newestCustomerMessageRef === messageRef
        ? null
        : 'MESSAGE_SUPERSEDED',
    reread: () => rereadTicket(work.ticketId, deps),
  };
  return { facts, act };
}

function gatherFor(
  work: TicketWork,
  reply: PlannedReply,
  isOwnReplyOut: boolean,
  deps: WorkerDeps,
) {
  return (seen: TicketSnapshot) =>
    gatherContext(
      {
        ticket: ticketFacts(seen, work.conversation, deps.references, isOwnReplyOut),
        understood: work.plan,
        templateId: reply.templateId,
      },
      deps,
    );
}

/** One customer-visible call of the helpdesk: the exact request, and the half that sends it. */
interface VisibleCall<E extends CustomerVisibleEffectName> {
  readonly request: PreparedRequest<E>;
  readonly send: (request: PreparedRequest<E>, permit: Permit<E>) => Promise<WriteOutcome>;
}

/** Binds a call to its proposal: authorized at the last moment, and sent exactly as it was authorized. */
function bindCall<E extends CustomerVisibleEffectName>(
  call: VisibleCall<E>,
  facts: Omit<VisibleProposal, 'name' | 'egress'>,
  deps: WorkerDeps,
) {
  const { request } = call;
  const proposal = { ...facts, name: request.effect, egress: egressOf(request, deps) };
  const send: OnceAct['send'] = async (context): Promise<SendResult> => {
    const granted = await authorizeNow(proposal, request, context, deps);
    if (granted.outcome !== 'allow') return { kind: 'refused', decision: granted.decision };
    return { kind: 'sent', write: await call.send(request, granted.permit) };
  };
  return { proposal, send };
}

function bindReply(
  work: TicketWork,
  reply: PlannedReply,
  facts: Omit<VisibleProposal, 'name' | 'egress'>,
  deps: WorkerDeps,
) {
  const { helpdesk } = deps;
  const body = reply.body.reveal();
  if (reply.effect === 'reply.send') {
    const request = helpdesk.prepareSendReply(work.ticketId, body);
    return bindCall({ request, send: helpdesk.sendReply }, facts, deps);
  }
  const request = helpdesk.prepareAddComment(work.ticketId, body);
  return bindCall({ request, send: helpdesk.addComment }, facts, deps);
}

/** The reply: an e-mail where the channel is one, else a comment. Found again by author and baseline, never by text. */
export function replyAct(
  work: TicketWork,
  ticket: TicketSnapshot,
  reply: PlannedReply,
  deps: WorkerDeps,
): OnceAct {
  const { facts, act } = shared(work, ticket, reply, deps);
  return {
    ...act,
    ...bindReply(work, reply, facts, deps),
    effect: reply.effect,
    key: { ticketRef: work.ticketRef, messageRef: work.messageRef, kind: 'talk' },
    gather: gatherFor(work, reply, false, deps),
    isDone: (seen, row) => hasNewBotComment(seen, row.baselineRefs, deps.references),
  };
}

/** The close that follows a listed template; done when a re-read shows the ticket closed (incident 13). */
export function closeAct(
  work: TicketWork,
  ticket: TicketSnapshot,
  reply: PlannedReply,
  deps: WorkerDeps,
): OnceAct {
  const { facts, act } = shared(work, ticket, reply, deps);
  const request = deps.helpdesk.prepareCloseTicket(work.ticketId);
  return {
    ...act,
    ...bindCall({ request, send: deps.helpdesk.closeTicket }, facts, deps),
    effect: 'ticket.close',
    key: { ticketRef: work.ticketRef, messageRef: work.messageRef, kind: 'close' },
    gather: gatherFor(work, reply, true, deps),
    isDone: (seen) => !seen.isOpen,
  };
}
