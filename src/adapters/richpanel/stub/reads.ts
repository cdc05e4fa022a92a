import { answerError, answerJson, type StubAnswer } from '../../outbound/stub/request.ts';
import type { StubWorld } from './call-context.ts';
import type { StubCall } from './calls.ts';
import { listChannels, listTeams, listUsers } from './directory.ts';
import { renderOrder } from './order-view.ts';
import { renderTicket, renderTicketAnswer } from './ticket-view.ts';
import type { StubTicket } from './world.ts';

export const NOT_FOUND: StubAnswer = answerError(404, 'Not found');
export const FORBIDDEN: StubAnswer = answerError(403, 'Forbidden');

type Read = (world: StubWorld, params: readonly string[]) => StubAnswer;

/** The calls that change nothing. */
export const READS: ReadonlyMap<StubCall, Read> = new Map<StubCall, Read>([
  ['ticket.read', (world, [id = '']) => answerTicket(world, world.state.findTicket(id))],
  ['ticket.read-by-number', (world, [no = '']) => answerTicket(world, findByNumber(world, no))],
  ['tickets.read-by-email', (world, [value = '']) => answerTickets(world, 'email', value)],
  ['tickets.read-by-phone', (world, [value = '']) => answerTickets(world, 'phone', value)],
  // As with production keys (incident 27).
  ['tickets.list', () => FORBIDDEN],
  ['ticket.order.read', (world, [id = '']) => answerLinkedOrder(world, id)],
  ['order.read', (world, [client = '', order = '']) => answerOrder(world, client, order)],
  ['tags.list', (world) => answerJson(200, { tags: world.state.listTags() })],
  ['teams.list', () => answerJson(200, { teams: listTeams() })],
  ['users.list', (world) => answerJson(200, { users: listUsers(world.botAgentId) })],
  ['channels.list', () => answerJson(200, { channels: listChannels() })],
]);

export function isForbidden(ticket: StubTicket): boolean {
  return ticket.oddities.includes('forbidden-ticket');
}

function findByNumber(world: StubWorld, conversationNo: string): StubTicket | null {
  return /^\d{1,15}$/.test(conversationNo)
    ? world.state.findTicketByNumber(Number(conversationNo))
    : null;
}

function answerTicket(world: StubWorld, ticket: StubTicket | null): StubAnswer {
  if (!ticket) return NOT_FOUND;
  return isForbidden(ticket) ? FORBIDDEN : answerJson(200, renderTicketAnswer(ticket, world.seed));
}

function answerTickets(world: StubWorld, contact: 'email' | 'phone', value: string): StubAnswer {
  const tickets = world.state
    .listTicketsOf(contact, value)
    .filter((ticket) => !isForbidden(ticket));
  return answerJson(200, { tickets: tickets.map((ticket) => renderTicket(ticket, world.seed)) });
}

/** The conversation may be named by id or by number, as tickets are. */
function answerLinkedOrder(world: StubWorld, conversationId: string): StubAnswer {
  const ticket = world.state.findTicket(conversationId) ?? findByNumber(world, conversationId);
  if (!ticket) return NOT_FOUND;
  if (isForbidden(ticket)) return FORBIDDEN;
  if (!ticket.order) return answerJson(200, {});
  const { orderId, appClientId } = ticket.order;
  return answerJson(200, { orderId, appClientId });
}

function answerOrder(world: StubWorld, appClientId: string, orderId: string): StubAnswer {
  const ticket = world.state.findTicketByOrder(appClientId, orderId);
  return ticket?.order ? answerJson(200, renderOrder(ticket.order, ticket)) : NOT_FOUND;
}
