import { answerError, answerJson, type StubAnswer } from '../http/request.ts';
import type { StubCall, StubWorkspace } from './calls.ts';
import { type StubOddity, seededCoin, seededHex } from './oddities.ts';
import { listChannels, listTeams, listUsers } from './ticket-building.ts';
import type { StubComment, StubOrder, StubTicket, StubTracking } from './workspace.ts';

/** The body that a read of one ticket answers with, in the shape that the oddities of the ticket ask for. */
function renderTicketAnswer(ticket: StubTicket, seed: string): unknown {
  const rendered = renderTicket(ticket, seed);
  return ticket.oddities.includes('nested-or-flat') ? rendered : { ticket: rendered };
}

/** One ticket as the vendor shows it. */
function renderTicket(ticket: StubTicket, seed: string): Record<string, unknown> {
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

/** What a read of an order answers with, in the shape that the oddities of its ticket ask for. */
function renderOrder(order: StubOrder, ticket: StubTicket): Record<string, unknown> {
  const newestFirst = order.fulfillment.toSorted((a, b) => shippedAtMs(b) - shippedAtMs(a));
  const ordered = ticket.oddities.includes('latest-fulfilment-not-first')
    ? newestFirst.reverse()
    : newestFirst;
  return { ...order, fulfillment: renderFulfilments(ordered, ticket.oddities) };
}

function shippedAtMs(fulfilment: StubOrder['fulfillment'][number]): number {
  return Math.max(0, ...fulfilment.tracking.map((each) => each.shippingDate));
}

function renderFulfilments(
  fulfilments: StubOrder['fulfillment'],
  oddities: readonly StubOddity[],
): readonly { readonly tracking: unknown }[] {
  const [first] = fulfilments;
  if (first && oddities.includes('tracking-shapes')) {
    const shapes = [...TRACKING_SHAPES.values()].map((shape) => ({
      tracking: shape(first.tracking),
    }));
    return [...shapes, ...fulfilments];
  }
  const name = oddities.find((oddity) => TRACKING_SHAPES.has(oddity));
  const shape = name && TRACKING_SHAPES.get(name);
  return shape ? fulfilments.map(({ tracking }) => ({ tracking: shape(tracking) })) : fulfilments;
}

type Shape = (tracking: readonly StubTracking[]) => unknown;

const TRACKING_SHAPES: ReadonlyMap<StubOddity, Shape> = new Map<StubOddity, Shape>([
  ['tracking-string', (tracking) => tracking[0]?.trackingNumber ?? ''],
  ['tracking-number', (tracking) => Number.parseInt(tracking[0]?.trackingNumber ?? '', 10) || 0],
  ['tracking-object', (tracking) => tracking[0] ?? {}],
  ['tracking-empty-list', () => []],
]);

export const NOT_FOUND: StubAnswer = answerError(404, 'Not found');

export const FORBIDDEN: StubAnswer = answerError(403, 'Forbidden');

type Read = (workspace: StubWorkspace, params: readonly string[]) => StubAnswer;

/** The calls that change nothing. */
export const READS: ReadonlyMap<StubCall, Read> = new Map<StubCall, Read>([
  [
    'ticket.read',
    (workspace, [id = '']) => answerTicket(workspace, workspace.state.findTicket(id)),
  ],
  [
    'ticket.read-by-number',
    (workspace, [no = '']) => answerTicket(workspace, findByNumber(workspace, no)),
  ],
  ['tickets.read-by-email', (workspace, [value = '']) => answerTickets(workspace, 'email', value)],
  ['tickets.read-by-phone', (workspace, [value = '']) => answerTickets(workspace, 'phone', value)],
  // As with production keys (incident 27).
  ['tickets.list', () => FORBIDDEN],
  ['ticket.order.read', (workspace, [id = '']) => answerLinkedOrder(workspace, id)],
  ['order.read', (workspace, [client = '', order = '']) => answerOrder(workspace, client, order)],
  ['tags.list', (workspace) => answerJson(200, { tags: workspace.state.listTags() })],
  ['teams.list', () => answerJson(200, { teams: listTeams() })],
  ['users.list', (workspace) => answerJson(200, { users: listUsers(workspace.botAgentId) })],
  ['channels.list', () => answerJson(200, { channels: listChannels() })],
]);

export function isForbidden(ticket: StubTicket): boolean {
  return ticket.oddities.includes('forbidden-ticket');
}

function findByNumber(workspace: StubWorkspace, conversationNo: string): StubTicket | null {
  return /^\d{1,15}$/.test(conversationNo)
    ? workspace.state.findTicketByNumber(Number(conversationNo))
    : null;
}

function answerTicket(workspace: StubWorkspace, ticket: StubTicket | null): StubAnswer {
  if (!ticket) return NOT_FOUND;
  return isForbidden(ticket)
    ? FORBIDDEN
    : answerJson(200, renderTicketAnswer(ticket, workspace.seed));
}

function answerTickets(
  workspace: StubWorkspace,
  contact: 'email' | 'phone',
  value: string,
): StubAnswer {
  const tickets = workspace.state
    .listTicketsOf(contact, value)
    .filter((ticket) => !isForbidden(ticket));
  return answerJson(200, {
    tickets: tickets.map((ticket) => renderTicket(ticket, workspace.seed)),
  });
}

/** The conversation may be named by id or by number, as tickets are. */
function answerLinkedOrder(workspace: StubWorkspace, conversationId: string): StubAnswer {
  const ticket =
    workspace.state.findTicket(conversationId) ?? findByNumber(workspace, conversationId);
  if (!ticket) return NOT_FOUND;
  if (isForbidden(ticket)) return FORBIDDEN;
  if (!ticket.order) return answerJson(200, {});
  const { orderId, appClientId } = ticket.order;
  return answerJson(200, { orderId, appClientId });
}

function answerOrder(workspace: StubWorkspace, appClientId: string, orderId: string): StubAnswer {
  const ticket = workspace.state.findTicketByOrder(appClientId, orderId);
  return ticket?.order ? answerJson(200, renderOrder(ticket.order, ticket)) : NOT_FOUND;
}
