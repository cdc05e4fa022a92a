import { describe, expect, it } from 'vitest';
import {
  CHAT_ID,
  call,
  createFilledStub,
  EMAIL_ID,
  ORDER,
  readTicket,
  TEST_BOT_ID,
  TEST_NOW_MS,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';

describe('reads of the Richpanel stub', () => {
  it('gives a ticket by its percent-encoded id in the documented shape', () => {
    const { stub } = createFilledStub();

    const { status, json } = call(stub, 'GET', ticketPath(EMAIL_ID));

    expect(status).toBe(200);
    expect(json).toEqual({
      ticket: {
        id: EMAIL_ID,
        conversation_no: 100_001,
        status: 'OPEN',
        state: 'open',
        subject: 'Help',
        tags: ['b', 'a'],
        via: { channel: 'email' },
        channel_id: 'stub-channel-email',
        assignee_id: null,
        priority: 'NORMAL',
        customer_profile: { email: 'me@x.invalid', phone: null, name: null },
        comments: [
          {
            id: 'comment-100001-1',
            author_id: expect.stringMatching(/^customer-/),
            body: '<p>a &lt; b<br>c</p>',
            plain_body: 'a < b\nc',
            created_at: new Date(TEST_NOW_MS).toISOString(),
            is_operator: false,
            type: 'public',
            via: { channel: 'email' },
          },
        ],
      },
    });
  });

  it('gives a ticket without channel id when it has none', () => {
    const { stub } = createFilledStub();

    expect(readTicket(stub, CHAT_ID)).not.toHaveProperty('channel_id');
  });

  it('resolves a conversation number, and 404 for one that nobody has', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'GET', '/v1/tickets/number/100002').json).toMatchObject({
      ticket: { id: CHAT_ID },
    });
    expect(call(stub, 'GET', '/v1/tickets/number/100003').status).toBe(404);
    expect(call(stub, 'GET', '/v1/tickets/number/x').status).toBe(404);
    expect(call(stub, 'GET', '/v1/tickets/nobody').status).toBe(404);
  });

  it('finds the tickets of a customer by address and by telephone number', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'GET', '/v1/tickets/email/me%40x.invalid').json).toMatchObject({
      tickets: [{ id: EMAIL_ID }],
    });
    expect(call(stub, 'GET', '/v1/tickets/phone/%2B49%2030').json).toMatchObject({
      tickets: [{ id: CHAT_ID }],
    });
    expect(call(stub, 'GET', '/v1/tickets/email/nobody').json).toEqual({ tickets: [] });
  });

  it('incident 27: answers 403 to the list of tickets', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'GET', '/v1/tickets').status).toBe(403);
  });

  it('gives the linked order by id and by number, an empty object without one, and the order itself', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'GET', `/v1/order/${CHAT_ID}`).json).toEqual({
      orderId: 'o-1',
      appClientId: 'shop-1',
    });
    expect(call(stub, 'GET', '/v1/order/100002').json).toEqual({
      orderId: 'o-1',
      appClientId: 'shop-1',
    });
    expect(call(stub, 'GET', `/v1/order/${encodeURIComponent(EMAIL_ID)}`).json).toEqual({});
    expect(call(stub, 'GET', '/v1/order/nobody').status).toBe(404);
    expect(call(stub, 'GET', '/v1/order/shop-1/o-1').json).toEqual(ORDER);
    expect(call(stub, 'GET', '/v1/order/shop-2/o-1').status).toBe(404);
  });

  it('lists tags, teams, channels and users, among them the bot agent', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'GET', '/v1/tags').json).toMatchObject({
      tags: [{ name: 'a' }, { name: 'b' }],
    });
    expect(call(stub, 'GET', '/v1/teams').json).toMatchObject({
      teams: [{ name: 'Email Support' }, {}],
    });
    expect(call(stub, 'GET', '/v1/channel').json).toMatchObject({
      channels: expect.arrayContaining([expect.objectContaining({ id: 'stub-channel-livechat' })]),
    });
    expect(call(stub, 'GET', '/v1/users').json).toMatchObject({
      users: expect.arrayContaining([expect.objectContaining({ id: TEST_BOT_ID })]),
    });
  });
});
