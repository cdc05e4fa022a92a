import type { TicketFacts } from '../gate/context.ts';
import type { References } from '../runtime/references.ts';
import type { TicketComment, TicketSnapshot } from '../tickets/snapshot.ts';
import type { ConversationState } from './conversation-store.ts';

const AUTO_REPLIED_TAG = 'mw-auto-replied';
const TEMPLATE_TAG_PREFIX = 'mw-template-';

/** The newest message of the customer, or null when the customer has not written. */
export function newestCustomerMessage(ticket: TicketSnapshot): TicketComment | null {
  return ticket.comments.findLast((comment) => comment.author === 'customer') ?? null;
}

/** The address a customer is known by: the e-mail, else the phone, normalised; null when there is neither. */
export function customerRefOf(ticket: TicketSnapshot, references: References): string | null {
  const email = ticket.requester.email?.reveal().trim().toLowerCase() ?? '';
  if (email !== '') return references.customerRef(email);
  const phone = ticket.requester.phone?.reveal().replace(/[^\d+]/g, '') ?? '';
  return phone === '' ? null : references.customerRef(phone);
}

/** True when the bot wrote a comment that is not in the baseline: ours, by author and id, never by text or clock. */
export function hasNewBotComment(
  ticket: TicketSnapshot,
  baselineRefs: readonly string[],
  references: References,
): boolean {
  return ticket.comments.some(
    (comment) =>
      comment.author === 'bot' &&
      !baselineRefs.includes(references.commentRef(ticket.id, comment.id)),
  );
}

function hasBotSpokenBefore(ticket: TicketSnapshot, message: TicketComment | null): boolean {
  const index = message === null ? ticket.comments.length : ticket.comments.indexOf(message);
  return ticket.comments.slice(0, index).some((comment) => comment.author === 'bot');
}

function sentTemplates(ticket: TicketSnapshot, others: ConversationState['replies']): string[] {
  const fromTags = ticket.tags
    .filter((tag) => tag.startsWith(TEMPLATE_TAG_PREFIX))
    .map((tag) => tag.slice(TEMPLATE_TAG_PREFIX.length));
  return [...new Set([...others.map((reply) => reply.templateId), ...fromTags])];
}

/**
 * What the gate may know of a ticket. What we sent in answer to this very message is no earlier reply: `isOwnReplyOut`
 * says that it is out already, and then the loop tags on the ticket are its own.
 */
export function ticketFacts(
  ticket: TicketSnapshot,
  conversation: ConversationState | null,
  references: References,
  isOwnReplyOut: boolean,
): TicketFacts {
  const message = newestCustomerMessage(ticket);
  const messageRef = message === null ? null : references.messageRef(ticket.id, message.id);
  const earlier = (conversation?.replies ?? []).filter((reply) => reply.messageRef !== messageRef);
  const hasLoopTag = ticket.tags.includes(AUTO_REPLIED_TAG) && !isOwnReplyOut;
  return {
    ticketRef: references.ticketRef(ticket.id),
    requesterRef: customerRefOf(ticket, references),
    isInScope: true,
    isOpen: ticket.isOpen,
    newestCommentBy: ticket.comments.at(-1)?.author ?? 'none',
    newestCustomerMessageRef: messageRef,
    newestCustomerMessageAtMs: message?.createdAtMs ?? null,
    sentTemplateIds: isOwnReplyOut
      ? earlier.map((reply) => reply.templateId)
      : sentTemplates(ticket, earlier),
    wasAutoReplied: earlier.length > 0 || hasLoopTag || hasBotSpokenBefore(ticket, message),
  };
}

/** What the gate may know of a ticket that is not ours to touch: that it is not. */
export function outOfScopeFacts(ticketRef: string): TicketFacts {
  return {
    ticketRef,
    requesterRef: null,
    isInScope: false,
    isOpen: false,
    newestCommentBy: 'none',
    newestCustomerMessageRef: null,
    newestCustomerMessageAtMs: null,
    sentTemplateIds: [],
    wasAutoReplied: false,
  };
}
