import { describe, expect, it } from 'vitest';
import { toStubTicket } from './ticket-building.ts';
import type { StubTicketInput } from './workspace.ts';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

const build = (line: Partial<StubTicketInput>, id = 'run-1') =>
  toStubTicket(
    { channel: 'email', text: 'newest', ...line },
    { id, conversationNo: 100_001, nowMs: NOW_MS, botAgentId: 'bot' },
  );
const ages = (line: Partial<StubTicketInput>) =>
  build(line).comments.map((each) => [
    each.text,
    Math.round((NOW_MS - each.createdAtMs) / MINUTE_MS),
  ]);

describe('toStubTicket', () => {
  it('makes text the newest message and puts comments without age a minute apart before it', () => {
    const comments = [
      { author: 'customer' as const, text: 'first' },
      { author: 'operator' as const, text: 'second' },
    ];

    expect(ages({ comments })).toEqual([
      ['first', 2],
      ['second', 1],
      ['newest', 0],
    ]);
  });

  it('lets a comment of age 0 come after text, with a later time', () => {
    const ticket = build({ comments: [{ author: 'operator', text: 'answer', minutesAgo: 0 }] });

    expect(ticket.comments.map((each) => each.text)).toEqual(['newest', 'answer']);
    const [text, answer] = ticket.comments;
    expect(answer?.createdAtMs).toBe(NOW_MS);
    expect(text?.createdAtMs).toBe(NOW_MS - 1);
  });

  it('orders by age, not by place in the list, and gives every entry a time of its own', () => {
    const comment = (text: string, minutesAgo: number) => ({
      author: 'bot' as const,
      text,
      minutesAgo,
    });
    const comments = [comment('b', 5), comment('a', 90), comment('c', 5)];

    const built = build({ comments }).comments;

    expect(built.map((each) => each.text)).toEqual(['a', 'b', 'c', 'newest']);
    const times = built.map((each) => each.createdAtMs);
    expect(times).toEqual(times.toSorted((x, y) => x - y));
    expect(new Set(times).size).toBe(4);
    expect(new Set(built.map((each) => each.id)).size).toBe(4);
  });

  it('knows authors: the bot by its agent id, operators as agents, customers by their ticket', () => {
    const comments = [
      { author: 'bot' as const, text: '' },
      { author: 'operator' as const, text: '' },
    ];

    const [bot, operator, customer] = build({ comments }).comments;

    expect(bot).toMatchObject({ authorId: 'bot', isOperator: true });
    expect(operator).toMatchObject({ isOperator: true });
    expect(customer).toMatchObject({ isOperator: false });
    expect(new Set([bot?.authorId, operator?.authorId, customer?.authorId]).size).toBe(3);
  });

  it('invents a distinct address for a ticket that has none and keeps a given one', () => {
    const first = build({}, 'run-1').customer.email;
    const second = build({}, 'run-2').customer.email;

    expect(first).toMatch(/^customer-[0-9a-f]{16}@example\.invalid$/);
    expect(second).not.toBe(first);
    expect(build({ email: 'a@b.invalid', phone: '1' }).customer).toMatchObject({
      email: 'a@b.invalid',
      phone: '1',
    });
  });

  it('keeps status, subject, tags without duplicates and the channel id', () => {
    const ticket = build({ status: 'closed', subject: 'S', tags: ['b', 'a', 'b'] });

    expect(ticket).toMatchObject({
      isOpen: false,
      subject: 'S',
      tags: ['b', 'a'],
      channelId: 'stub-channel-email',
    });
    expect(build({ channelId: null }).channelId).toBeNull();
    expect(build({ channelId: 'x' }).channelId).toBe('x');
  });

  it('keeps an empty text: only attachments', () => {
    expect(build({ text: '' }).comments).toMatchObject([{ text: '' }]);
  });
});
