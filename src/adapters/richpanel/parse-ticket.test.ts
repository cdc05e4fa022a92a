import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ScopeRule } from '../../core/environment/ticket-scope.ts';
import type { Ticket } from '../../core/tickets/ticket.ts';
import { parseTicketAnswer } from './parse-ticket.ts';

const ALL: ScopeRule = { scope: 'all', testChannelId: null };
const TEST_ONLY: ScopeRule = { scope: 'test-only', testChannelId: null };
const NOON = '2026-11-23T12:00:00Z';
const NOON_MS = Date.parse(NOON);

const COMMENT = {
  id: 'c1',
  author_id: 'u1',
  body: '<p>Hello</p>',
  plain_body: 'Hello',
  created_at: NOON,
  is_operator: false,
};
const TICKET = {
  id: '<a+b@mail.example.com>',
  conversation_no: 4711,
  status: 'OPEN',
  state: 'open',
  tags: ['b', 'a'],
  via: { channel: 'email' },
  channel_id: 'ch-1',
  customer_profile: { email: 'a@example.com', phone: '+1 555 0100', name: 'Ann' },
  comments: [COMMENT],
};

function parse(answer: unknown, scope = ALL, askedId: string = TICKET.id) {
  return parseTicketAnswer(answer, { askedId, scope, botAgentId: 'bot', readAtMs: 1 });
}

function found(change: object): Ticket {
  const read = parse({ ticket: { ...TICKET, ...change } });
  if (read.outcome !== 'found') throw new Error(read.outcome);
  return read.ticket;
}

const invalid = expect.objectContaining({ code: 'VENDOR_ANSWER_INVALID', disposition: 'retry' });

describe('a ticket in its plain shape', () => {
  it('becomes the one model', () => {
    const ticket = found({});

    expect(ticket).toMatchObject({
      id: TICKET.id,
      conversationNumber: '4711',
      isOpen: true,
      channel: 'email',
      channelId: 'ch-1',
      tags: ['a', 'b'],
      readAtMs: 1,
    });
    expect(ticket.comments).toMatchObject([{ id: 'c1', author: 'customer', createdAtMs: NOON_MS }]);
    expect(ticket.comments[0]?.text.reveal()).toBe('Hello');
    expect(ticket.requester.email?.reveal()).toBe('a@example.com');
    expect(ticket.requester.phone?.reveal()).toBe('+1 555 0100');
    expect(ticket.requester.name?.reveal()).toBe('Ann');
  });

  it('prints nothing of the customer', () => {
    const shown = inspect(found({}), { depth: 9 }) + JSON.stringify(found({}));

    for (const secret of ['Hello', 'a@example.com', '555', 'Ann'])
      expect(shown).not.toContain(secret);
  });
});

describe('R6.2: scope is decided before anything else is looked at', () => {
  const forbidden = (): never => {
    throw new Error('this field must not be touched');
  };
  const guarded = (tags: readonly string[]) => {
    const ticket = { id: TICKET.id, tags, channel_id: 'ch-1' };
    for (const key of [
      'subject',
      'comments',
      'customer_profile',
      'via',
      'status',
      'state',
      'conversation_no',
    ]) {
      Object.defineProperty(ticket, key, { enumerable: true, get: forbidden });
    }
    return ticket;
  };

  it.each(['nested', 'flat'])('gives the projection alone (%s)', (shape) => {
    const ticket = guarded(['b', 'a']);

    expect(parse(shape === 'nested' ? { ticket } : ticket, TEST_ONLY)).toEqual({
      outcome: 'out-of-scope',
      projection: { id: TICKET.id, tags: ['a', 'b'], channelId: 'ch-1' },
    });
  });

  it('looks at the fields of a ticket in scope (the guard of the test works)', () => {
    expect(() => parse(guarded(['mw-test']), TEST_ONLY)).toThrow('must not be touched');
  });

  it('I5: reads tags and channel ids exactly as they stand', () => {
    for (const tags of [['MW-TEST'], ['mw-test '], ['xmw-test'], undefined, null, []]) {
      expect(parse({ ...TICKET, tags }, TEST_ONLY).outcome).toBe('out-of-scope');
    }
    const channel: ScopeRule = { scope: 'test-only', testChannelId: '77' };
    expect(parse({ ...TICKET, channel_id: 77 }, channel).outcome).toBe('found');
    expect(parse({ ...TICKET, channel_id: '' }, { ...channel, testChannelId: '' }).outcome).toBe(
      'out-of-scope',
    );
  });
});

describe('another ticket than the one asked for', () => {
  it('is an error', () => {
    expect(() => parse({ ...TICKET, id: 'other' })).toThrow(invalid);
    expect(() => parse({ ...TICKET, id: 'other' }, TEST_ONLY)).toThrow(invalid);
    expect(() => parse({ ...TICKET, id: 'other', merged_ticket_ids: ['third'] })).toThrow(invalid);
  });

  it('is not-found when the vendor says that the two were merged', () => {
    expect(parse({ ...TICKET, id: 'other', merged_ticket_ids: [TICKET.id] })).toEqual({
      outcome: 'not-found',
    });
    expect(parse({ ...TICKET, id: 'other', merged_into: 'other' })).toEqual({
      outcome: 'not-found',
    });
    expect(parse({ ...TICKET, merged_into: 'other' })).toEqual({ outcome: 'not-found' });
  });

  it('does not stop the ticket that others were merged into', () => {
    expect(parse({ ...TICKET, merged_into: null, merged_ticket_ids: ['old'] }).outcome).toBe(
      'found',
    );
  });
});

describe('oddities', () => {
  it('incident 7: id, number and flat or nested ticket', () => {
    expect(parse({ ...TICKET, id: 12 }, ALL, '12')).toMatchObject({
      outcome: 'found',
      ticket: { id: '12' },
    });
    expect(found({ conversation_no: '0042' }).conversationNumber).toBe('0042');
    expect(found({ conversation_no: undefined }).conversationNumber).toBeNull();
  });

  it.each([
    [{ status: 'OPEN', state: undefined }, true],
    [{ status: undefined, state: 'Open' }, true],
    [{ status: 'PENDING', state: 'open' }, true],
    [{ status: 'SNOOZED', state: '' }, true],
    [{ status: 'CLOSED', state: 'open' }, false],
    [{ status: 'OPEN', state: 'closed' }, false],
    [{ status: 'RESOLVED', state: undefined }, false],
    [{ status: 'what is this', state: 'open' }, false],
    [{ status: null, state: undefined }, false],
  ])('status and state %o: open is %s', (change, isOpen) => {
    expect(found(change).isOpen).toBe(isOpen);
  });

  it('incident 3: tags missing, unordered, double, numbers or objects', () => {
    expect(found({ tags: undefined }).tags).toEqual([]);
    expect(found({ tags: null }).tags).toEqual([]);
    const tags = ['b', { name: 'a', id: 'x' }, 'b', 3, { id: 'uuid-1' }];
    expect(found({ tags }).tags).toEqual(['3', 'a', 'b', 'uuid-1']);
  });

  it.each([['a,b'], [[null]], [[{}]], [{ 0: 'a' }]])(
    'incident 4: never reads unreadable tags as none: %o',
    (tags) => {
      expect(() => found({ tags })).toThrow(invalid);
    },
  );

  it.each([
    [{ is_operator: true }, 'operator'],
    [{ is_operator: undefined, isOperator: true }, 'operator'],
    [{ is_operator: undefined, isOperator: false }, 'customer'],
    [{ is_operator: 'true' }, 'operator'],
    [{ is_operator: 0 }, 'customer'],
    [{ is_operator: false, isOperator: true }, 'operator'],
    [{ is_operator: undefined }, 'operator'],
    [{ is_operator: null }, 'operator'],
    [{ is_operator: true, author_id: 'bot' }, 'bot'],
    [{ is_operator: false, author_id: 'bot' }, 'bot'],
    [{ is_operator: false, author_id: 'BOT' }, 'customer'],
  ])('author of a comment with %o is %s', (change, author) => {
    expect(found({ comments: [{ ...COMMENT, ...change }] }).comments[0]?.author).toBe(author);
  });

  it('sorts comments by time, and those of one instant as they stand', () => {
    const at = (id: string, created_at: unknown) => ({ ...COMMENT, id, created_at });
    const comments = [
      at('newest', '2026-11-23T12:00:02Z'),
      at('same-1', NOON_MS / 1_000),
      at('same-2', NOON_MS),
      at('same-3', '2026-11-23 13:00:00+0100'),
      at('oldest', '1700000000'),
    ];

    expect(found({ comments }).comments.map((comment) => comment.id)).toEqual([
      'oldest',
      'same-1',
      'same-2',
      'same-3',
      'newest',
    ]);
  });

  it.each([undefined, null, '', 'yesterday', 0, {}])(
    'refuses a comment created at %o',
    (created_at) => {
      expect(() => found({ comments: [{ ...COMMENT, created_at }] })).toThrow(invalid);
    },
  );

  it('takes missing comments for none, and anything but a list for an error', () => {
    expect(found({ comments: undefined }).comments).toEqual([]);
    expect(found({ comments: null }).comments).toEqual([]);
    expect(() => found({ comments: { 0: COMMENT } })).toThrow(invalid);
  });

  it.each([
    [{ plain_body: 'plain', body: '<b>html</b>' }, 'plain'],
    [{ plain_body: '  ', body: '<p>Tom &amp; <b>Ann</b></p>' }, 'Tom & Ann'],
    [{ plain_body: null, body: '<img src="x">' }, ''],
    [{ plain_body: undefined, body: undefined }, ''],
  ])('text of %o', (change, text) => {
    expect(found({ comments: [{ ...COMMENT, ...change }] }).comments[0]?.text.reveal()).toBe(text);
  });

  it.each([
    [{ channel: 'LiveChat' }, 'livechat'],
    ['email', 'email'],
    [{ channel: 'carrier-pigeon' }, 'other'],
    [{}, 'other'],
    [null, 'other'],
  ])('channel of via %o', (via, channel) => {
    expect(found({ via }).channel).toBe(channel);
  });

  it('reads an identity that is missing, empty or odd as none', () => {
    const none = { email: null, phone: null, name: null };
    expect(found({ customer_profile: undefined }).requester).toEqual(none);
    expect(found({ customer_profile: { email: '', phone: {}, name: ['x'] } }).requester).toEqual(
      none,
    );
    expect(found({ customer_profile: { phone: 15550100 } }).requester.phone?.reveal()).toBe(
      '15550100',
    );
  });

  it.each([
    null,
    'x',
    7,
    [],
    {},
    { ticket: null },
    { ticket: 'x' },
    { ticket: [] },
    { ticket: {} },
  ])('refuses an answer that is no ticket: %o', (answer) => {
    expect(() => parse(answer)).toThrow(invalid);
  });
});
