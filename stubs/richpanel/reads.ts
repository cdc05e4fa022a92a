import { answerError, answerJson, type StubAnswer } from '../http/request.ts';
import type { StubWorkspace } from './call-context.ts';
import type { StubCall } from './calls.ts';
import { listChannels, listTeams, listUsers } from './directory.ts';
import { renderOrder } from './order-view.ts';
import { renderTicket, renderTicketAnswer } from './ticket-view.ts';
import type { StubTicket } from './workspace.ts';

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
