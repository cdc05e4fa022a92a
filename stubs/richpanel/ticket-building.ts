import { hash } from 'node:crypto';
import { CHANNELS, type Channel } from '../../src/core/tickets/ticket.ts';
import type { TicketLine } from '../../src/core/tickets/ticket-file.ts';
import { isOrderOddity } from './oddities.ts';
import type { StubComment, StubOrder, StubTicket, StubTicketInput } from './workspace.ts';

/** The agent who writes operators' comments in the stub. */
const STUB_OPERATOR_ID = 'stub-agent-operator-1';
const OTHER_OPERATOR_ID = 'stub-agent-operator-2';

/** The channel id that a ticket of this channel gets unless it is told another. */
export function stubChannelId(channel: Channel): string {
  return `stub-channel-${channel}`;
}

/** Who may sign a message: the bot and two people. */
export function listUsers(botAgentId: string) {
  return [
    { id: botAgentId, name: 'Reply Bot', role: 'agent' },
    { id: STUB_OPERATOR_ID, name: 'First Operator', role: 'agent' },
    { id: OTHER_OPERATOR_ID, name: 'Second Operator', role: 'admin' },
  ];
}

export function isUser(botAgentId: string, authorId: string): boolean {
  return listUsers(botAgentId).some((user) => user.id === authorId);
}

export function listTeams() {
  return [
    { id: 'stub-team-1', name: 'Email Support' },
    { id: 'stub-team-2', name: 'Chat Support' },
  ];
}

export function listChannels() {
  return CHANNELS.map((channel) => ({ id: stubChannelId(channel), type: channel, name: channel }));
}

const DAY_MS = 86_400_000;

/** An order with two parcels, for a ticket whose oddities need one. Pure. */
function createSampleOrder(customerHash: string, nowMs: number): StubOrder {
  const number = Number.parseInt(customerHash.slice(0, 8), 16);
  const parcel = (part: number, daysAgo: number) => ({
    tracking: [
      {
        trackingNumber: `${number}${part}`,
        trackingCompany: 'Sample Carrier',
        trackingUrl: `https://carrier.invalid/${number}${part}`,
        shippingDate: nowMs - daysAgo * DAY_MS,
      },
    ],
  });
  return {
    orderId: `order-${number}`,
    appClientId: 'stub-shop',
    orderName: `#${number}`,
    createdAt: nowMs - 5 * DAY_MS,
    fulfillmentStatus: 'fulfilled',
    fulfillment: [parcel(1, 3), parcel(2, 1)],
    statusUrl: `https://shop.invalid/orders/${number}`,
    shippingMethod: 'Standard',
  };
}

const MINUTE_MS = 60_000;

export interface StubTicketFacts {
  readonly id: string;
  readonly conversationNo: number;
  readonly nowMs: number;
  readonly botAgentId: string;
}

/**
 * Builds the ticket that a line describes, as of now. Pure: the same arguments give the same ticket. A ticket without
 * address gets one of its own, so that two tickets are never taken for the same customer.
 */
export function toStubTicket(
  line: TicketLine & Omit<StubTicketInput, keyof TicketLine>,
  facts: StubTicketFacts,
): StubTicket {
  const customerHash = hash('sha256', facts.id, 'hex').slice(0, 16);
  const oddities = line.oddities ?? [];
  const needsOrder = oddities.some(isOrderOddity);
  const isMerged = oddities.includes('merged-ticket');
  return {
    id: isMerged ? survivorIdOf(facts.id) : facts.id,
    conversationNo: facts.conversationNo,
    channel: line.channel,
    channelId: line.channelId === undefined ? stubChannelId(line.channel) : line.channelId,
    subject: line.subject ?? null,
    isOpen: line.status !== 'closed',
    tags: [...new Set(line.tags ?? [])],
    assigneeId: null,
    customer: {
      email: line.email ?? `customer-${customerHash}@example.invalid`,
      phone: line.phone ?? null,
      name: line.name ?? null,
    },
    comments: buildComments(line, facts),
    oddities,
    order: line.order ?? (needsOrder ? createSampleOrder(customerHash, facts.nowMs) : null),
    mergedIds: isMerged ? [facts.id] : [],
    closeRequests: 0,
  };
}

/** The id of the ticket into which this one was merged: of the same kind, message-id or plain. */
function survivorIdOf(id: string): string {
  return id.startsWith('<') ? `<merged.${id.slice(1)}` : `merged-${id}`;
}

/** The id under which the workspace knows the author. Customers are known by their ticket. */
export function authorIdOf(
  author: 'customer' | 'operator' | 'bot',
  facts: Pick<StubTicketFacts, 'id' | 'botAgentId'>,
): string {
  if (author === 'bot') return facts.botAgentId;
  if (author === 'operator') return STUB_OPERATOR_ID;
  return `customer-${hash('sha256', facts.id, 'hex').slice(0, 16)}`;
}

function buildComments(line: TicketLine, facts: StubTicketFacts): StubComment[] {
  const comments = line.comments ?? [];
  const entries = [
    { author: 'customer' as const, text: line.text, minutesAgo: 0 },
    ...comments.map((comment, index) => ({
      author: comment.author,
      text: comment.text,
      minutesAgo: comment.minutesAgo ?? comments.length - index,
    })),
  ];
  // The sort is stable: of equal age `text` stays first and the comments keep the order of the list.
  const ordered = entries.toSorted((a, b) => b.minutesAgo - a.minutesAgo);
  return ordered.map((entry, index) => ({
    id: stubCommentId(facts.conversationNo, index),
    authorId: authorIdOf(entry.author, facts),
    isOperator: entry.author !== 'customer',
    text: entry.text,
    createdAtMs: distinctTimeMs(ordered, index, facts.nowMs),
  }));
}

/** Entries of equal age are put a millisecond apart, backwards from the newest, so that time alone gives the order. */
function distinctTimeMs(
  ordered: readonly { readonly minutesAgo: number }[],
  index: number,
  nowMs: number,
): number {
  let timeMs = Number.POSITIVE_INFINITY;
  for (const entry of ordered.slice(index).reverse()) {
    timeMs = Math.min(timeMs - 1, Math.round(nowMs - entry.minutesAgo * MINUTE_MS));
  }
  return timeMs;
}

/** Never used twice in one workspace: conversation numbers are distinct and comments are never deleted. */
export function stubCommentId(conversationNo: number, index: number): string {
  return `comment-${conversationNo}-${index + 1}`;
}
