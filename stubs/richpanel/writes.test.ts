import { describe, expect, it } from 'vitest';
import {
  CHAT_ID,
  call,
  createFilledStub,
  EMAIL_ID,
  readTicket,
  TEST_BOT_ID,
  TEST_NOW_MS,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';

describe('writes of the Richpanel stub', () => {
  it('adds tags by name and by UUID, once each, and removes them', () => {
    const { stub } = createFilledStub();
    const { json } = call(stub, 'GET', '/v1/tags');
    const idOfA = JSON.stringify(json).match(/"id":"([^"]+)","name":"a"/)?.[1];

    expect(
      call(stub, 'PUT', ticketPath(CHAT_ID, '/add-tags'), { tags: ['route-x', idOfA, 'a'] }).status,
    ).toBe(200);
    expect(readTicket(stub, CHAT_ID)['tags']).toEqual(['route-x', 'a']);

    expect(call(stub, 'PUT', ticketPath(CHAT_ID, '/remove-tags'), { tags: [idOfA] }).status).toBe(
      200,
    );
    expect(readTicket(stub, CHAT_ID)['tags']).toEqual(['route-x']);
    expect(call(stub, 'PUT', ticketPath(CHAT_ID, '/add-tags'), { tag: 'x' }).status).toBe(400);
  });

  it('incident 1: answers 200 to a write whose path is not encoded and changes nothing', () => {
    const { stub } = createFilledStub();
    const writes: [string, unknown][] = [
      ['/add-tags', { tags: ['x'] }],
      ['/remove-tags', { tags: ['a'] }],
      ['/send-message', { body: 'Hello', author_id: TEST_BOT_ID }],
      ['', { ticket: { comment: 'Hello' } }],
      ['', { ticket: { state: 'closed', status: 'CLOSED' } }],
    ];
    const before = stub.inspect(EMAIL_ID);

    for (const [tail, body] of writes) {
      for (const id of [EMAIL_ID, encodeURI(EMAIL_ID)]) {
        expect(call(stub, 'PUT', `/v1/tickets/${id}${tail}`, body).status).toBe(200);
      }
    }

    expect(stub.inspect(EMAIL_ID)).toEqual(before);
    call(stub, 'PUT', ticketPath(EMAIL_ID, '/add-tags'), { tags: ['x'] });
    expect(stub.inspect(EMAIL_ID)?.ticket.tags).toContain('x');
  });

  it('sends a message as an agent: e-mailed on e-mail channels only, and twice when called twice', () => {
    const { stub } = createFilledStub();
    const message = { body: 'Hello', author_id: TEST_BOT_ID };

    expect(call(stub, 'PUT', ticketPath(EMAIL_ID, '/send-message'), message).status).toBe(200);
    call(stub, 'PUT', ticketPath(EMAIL_ID, '/send-message'), message);
    call(stub, 'PUT', ticketPath(CHAT_ID, '/send-message'), message);

    const sent = {
      kind: 'message',
      authorId: TEST_BOT_ID,
      body: 'Hello',
      emailed: true,
      atMs: TEST_NOW_MS,
    };
    expect(stub.inspect(EMAIL_ID)?.journal).toEqual([sent, sent]);
    expect(stub.inspect(CHAT_ID)?.journal).toEqual([{ ...sent, emailed: false }]);
    const comments = stub.inspect(EMAIL_ID)?.ticket.comments ?? [];
    expect(comments.slice(1)).toMatchObject([
      { authorId: TEST_BOT_ID, isOperator: true, text: 'Hello' },
      { authorId: TEST_BOT_ID, isOperator: true, text: 'Hello' },
    ]);
    expect(new Set(comments.map((comment) => comment.id)).size).toBe(3);
    expect(new Set(comments.map((comment) => comment.createdAtMs)).size).toBe(3);
    expect(stub.stats().messagesSent).toBe(3);
  });

  it('incident 21: answers 400 to a message whose author is no agent, or without body', () => {
    const { stub } = createFilledStub();
    const path = ticketPath(EMAIL_ID, '/send-message');

    expect(call(stub, 'PUT', path, { body: 'Hello', author_id: 'nobody' }).status).toBe(400);
    expect(call(stub, 'PUT', path, { body: 'Hello' }).status).toBe(400);
    expect(call(stub, 'PUT', path, { body: '', author_id: TEST_BOT_ID }).status).toBe(400);
    expect(
      call(stub, 'PUT', ticketPath(EMAIL_ID), {
        ticket: { comment: { body: 'x', author_id: 'nobody' } },
      }).status,
    ).toBe(400);
    expect(stub.inspect(EMAIL_ID)?.journal).toEqual([]);
  });

  it('incident 23: a comment never e-mails', () => {
    const { stub } = createFilledStub();

    call(stub, 'PUT', ticketPath(EMAIL_ID), {
      ticket: { comment: { body: 'Hello', author_id: TEST_BOT_ID, public: true } },
    });
    call(stub, 'PUT', ticketPath(EMAIL_ID), { ticket: { comment: 'Again' } });

    expect(stub.inspect(EMAIL_ID)?.journal.map((entry) => entry.kind)).toEqual([
      'comment',
      'comment',
    ]);
    expect(stub.stats()).toMatchObject({ messagesSent: 0, commentsAdded: 2 });
    expect(stub.inspect(EMAIL_ID)?.ticket.comments.at(-1)).toMatchObject({
      authorId: TEST_BOT_ID,
      isOperator: true,
    });
  });

  it.each([
    [{ state: 'closed' }, true],
    [{ status: 'CLOSED' }, true],
    [{ state: 'CLOSED', status: 'closed' }, true],
    [{ state: 'resolved', status: 'RESOLVED' }, true],
    [{ state: 'closed', status: 'CLOSED' }, false],
  ])('incident 13: accepts %j, and says 200 whether it closes or not', (ticket, staysOpen) => {
    const { stub } = createFilledStub();

    expect(call(stub, 'PUT', ticketPath(CHAT_ID), { ticket }).status).toBe(200);
    expect(call(stub, 'PUT', ticketPath(CHAT_ID), ticket).status).toBe(200);

    expect(stub.inspect(CHAT_ID)?.ticket.isOpen).toBe(staysOpen);
    expect(stub.stats().ticketsClosed).toBe(staysOpen ? 0 : 1);
    expect(readTicket(stub, CHAT_ID)).toMatchObject(
      staysOpen ? { status: 'OPEN', state: 'open' } : { status: 'CLOSED', state: 'closed' },
    );
  });

  it('reopens, replaces tags and assigns', () => {
    const { stub } = createFilledStub();
    call(stub, 'PUT', ticketPath(EMAIL_ID), { ticket: { state: 'closed', status: 'CLOSED' } });

    call(stub, 'PUT', ticketPath(EMAIL_ID), {
      ticket: { state: 'open', status: 'OPEN', tags: ['b', 'c'], assignee_id: 'x' },
    });

    expect(stub.inspect(EMAIL_ID)?.ticket).toMatchObject({
      isOpen: true,
      tags: ['b', 'c'],
      assigneeId: 'x',
    });
    expect(stub.inspect(EMAIL_ID)?.journal.map((entry) => entry.kind)).toEqual([
      'close',
      'tags-removed',
      'tags-added',
      'assigned',
      'reopen',
    ]);
  });

  it('answers 404 for a ticket that is not there and 400 for a body that is not JSON', () => {
    const { stub } = createFilledStub();

    expect(call(stub, 'PUT', ticketPath('nobody', '/add-tags'), { tags: ['x'] }).status).toBe(404);
    expect(call(stub, 'PUT', ticketPath(CHAT_ID, '/add-tags')).status).toBe(400);
    expect(call(stub, 'PUT', ticketPath(CHAT_ID), { ticket: 7 }).status).toBe(400);
    expect(call(stub, 'GET', '/v1/tickets/%E0%A4%A').status).toBe(400);
  });
});
