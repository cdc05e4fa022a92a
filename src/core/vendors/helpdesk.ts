import type { WriteOutcome } from '../effects/perform.ts';
import type { ScopeProjection, ScopeRule } from '../environment/ticket-scope.ts';
import type { PreparedRequest } from '../gate/effects.ts';
import type { Permit } from '../gate/permit.ts';
import type { Ticket } from '../tickets/ticket.ts';

/** What a read of a ticket gave. Out of scope, nothing but the projection was parsed. */
export type TicketRead =
  | { readonly outcome: 'found'; readonly ticket: Ticket }
  | { readonly outcome: 'out-of-scope'; readonly projection: ScopeProjection }
  | { readonly outcome: 'not-found' };

export type LinkedOrderRead =
  | { readonly outcome: 'found'; readonly orderId: string; readonly appClientId: string }
  | { readonly outcome: 'none' };

/**
 * The helpdesk. Every call has two halves: `prepareX` is pure and gives the exact request, the gate judges and
 * hashes it, and `x` sends exactly that with the Permit it earned. No method retries. Writes never throw for what a
 * vendor or a network does; reads throw `VendorRateLimitedError`, `VendorUnavailableError`,
 * `VendorRejectedRequestError` or `VendorAnswerInvalidError`. All throw `PermitError` on a Permit that is not theirs.
 */
export interface Helpdesk {
  /** @throws {InvalidIdError} for an id that cannot be a path segment (incident 1) */
  prepareReadTicket(ticketId: string): PreparedRequest<'ticket.read'>;
  readTicket(
    request: PreparedRequest<'ticket.read'>,
    permit: Permit<'ticket.read'>,
    scope: ScopeRule,
  ): Promise<TicketRead>;

  prepareReadLinkedOrder(ticketId: string): PreparedRequest<'ticket.order.read'>;
  readLinkedOrder(
    request: PreparedRequest<'ticket.order.read'>,
    permit: Permit<'ticket.order.read'>,
  ): Promise<LinkedOrderRead>;

  prepareAddTags(ticketId: string, tags: readonly string[]): PreparedRequest<'tags.add'>;
  addTags(request: PreparedRequest<'tags.add'>, permit: Permit<'tags.add'>): Promise<WriteOutcome>;

  prepareRemoveTags(ticketId: string, tags: readonly string[]): PreparedRequest<'tags.remove'>;
  removeTags(
    request: PreparedRequest<'tags.remove'>,
    permit: Permit<'tags.remove'>,
  ): Promise<WriteOutcome>;

  /** The only call that sends e-mail to the customer; signed by the bot agent. */
  prepareSendReply(ticketId: string, body: string): PreparedRequest<'reply.send'>;
  sendReply(
    request: PreparedRequest<'reply.send'>,
    permit: Permit<'reply.send'>,
  ): Promise<WriteOutcome>;

  /** A chat-like answer; never sends e-mail (incident 23). */
  prepareAddComment(ticketId: string, body: string): PreparedRequest<'comment.add'>;
  addComment(
    request: PreparedRequest<'comment.add'>,
    permit: Permit<'comment.add'>,
  ): Promise<WriteOutcome>;

  prepareCloseTicket(ticketId: string): PreparedRequest<'ticket.close'>;
  closeTicket(
    request: PreparedRequest<'ticket.close'>,
    permit: Permit<'ticket.close'>,
  ): Promise<WriteOutcome>;
}
