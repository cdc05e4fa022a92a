import { seededCoin, seededHex } from './oddities.ts';
import type { StubComment, StubTicket } from './workspace.ts';

/** The body that a read of one ticket answers with, in the shape that the oddities of the ticket ask for. */
export function renderTicketAnswer(ticket: StubTicket, seed: string): unknown {
  const rendered = renderTicket(ticket, seed);
  return ticket.oddities.includes('nested-or-flat') ? rendered : { ticket: rendered };
}

/** One ticket as the vendor shows it. */
export function renderTicket(ticket: StubTicket, seed: string): Record<string, unknown> {
  return {
    id: ticket.id,
    conversation_no: ticket.conversationNo,
    ...renderStatus(ticket, seed),
    subject: ticket.subject,
    ...renderTags(ticket, seed),
    via: { channel: ticket.channel },
    ...(ticket.channelId === null ? {} : { channel_id: ticket.channelId }),
    assignee_id: ticket.assigneeId,
    priority: 'NORMAL',
    ...(ticket.mergedIds.length === 0 ? {} : { merged_ticket_ids: ticket.mergedIds }),
    customer_profile: ticket.customer,
    comments: ticket.comments.map((comment) => renderComment(comment, ticket)),
  };
}

function renderStatus(ticket: StubTicket, seed: string): Record<string, string> {
  const status = { status: ticket.isOpen ? 'OPEN' : 'CLOSED' };
  const state = { state: ticket.isOpen ? 'open' : 'closed' };
  if (!ticket.oddities.includes('status-or-state')) return { ...status, ...state };
  return seededCoin(seed, 'shows status', ticket.id) ? status : state;
}

function renderTags(ticket: StubTicket, seed: string): { tags?: readonly string[] } {
  if (ticket.tags.length === 0 && ticket.oddities.includes('tags-missing')) return {};
  if (!ticket.oddities.includes('tags-unordered')) return { tags: ticket.tags };
  const shuffled = ticket.tags.toSorted((a, b) =>
    seededHex(seed, 'tags', ticket.id + a) < seededHex(seed, 'tags', ticket.id + b) ? -1 : 1,
  );
  const sorted = ticket.tags.toSorted();
  return { tags: shuffled.join() === sorted.join() ? shuffled.reverse() : shuffled };
}

function renderComment(comment: StubComment, ticket: StubTicket): Record<string, unknown> {
  const operatorKey = ticket.oddities.includes('is-operator-case') ? 'isOperator' : 'is_operator';
  return {
    id: comment.id,
    author_id: comment.authorId,
    body: renderHtml(comment.text),
    plain_body: comment.text,
    created_at: new Date(comment.createdAtMs).toISOString(),
    [operatorKey]: comment.isOperator,
    type: 'public',
    via: { channel: ticket.channel },
  };
}

function renderHtml(text: string): string {
  if (text === '') return '';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<p>${escaped.replaceAll('\n', '<br>')}</p>`;
}
