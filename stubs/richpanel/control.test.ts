import { describe, expect, it } from 'vitest';
import {
  call,
  callRaw,
  createTestStub,
  readTicket,
  TEST_BOT_ID,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';

const ID = '<run.1@stub.invalid>';
const TICKET = {
  id: ID,
  channel: 'email',
  text: 'Kanarienvogel',
  source: 'unknown keys are ignored',
};
const controlPath = (id: string, tail = '') => `/_stub/tickets/${encodeURIComponent(id)}${tail}`;

describe('the control path of the Richpanel stub', () => {
  it('takes one ticket or a list, needs no key, and leaves known ids as they are', () => {
    const { stub } = createTestStub();

    expect(callRaw(stub, 'POST', '/_stub/tickets', TICKET, {})).toMatchObject({
      status: 200,
      body: '{"added":1,"existing":0}',
    });
    call(stub, 'PUT', ticketPath(ID, '/add-tags'), { tags: ['x'] });
    const again = call(stub, 'POST', '/_stub/tickets', [TICKET, { ...TICKET, id: 'b' }]);

    expect(again.json).toEqual({ added: 1, existing: 1 });
    expect(readTicket(stub, ID)).toMatchObject({ tags: ['x'], conversation_no: 100_001 });
    expect(readTicket(stub, 'b')).toMatchObject({ conversation_no: 100_002 });
  });

  it('adds all tickets or none, and echoes nothing of a bad one', () => {
    const { stub } = createTestStub();

    const refused = call(stub, 'POST', '/_stub/tickets', [TICKET, { ...TICKET, id: undefined }]);

    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain('Kanarienvogel');
    expect(stub.inspect(ID)).toBeNull();
    expect(callRaw(stub, 'POST', '/_stub/faults')).toMatchObject({ status: 400 });
  });

  it('scripts faults, one or a list', () => {
    const { stub } = createTestStub();

    expect(call(stub, 'POST', '/_stub/faults', { kind: '500' }).json).toEqual({ scripted: 1 });
    expect(call(stub, 'POST', '/_stub/faults', [{ kind: '429' }, { kind: '500' }]).json).toEqual({
      scripted: 2,
    });
    expect(call(stub, 'POST', '/_stub/faults', { kind: 'unheard of' }).status).toBe(400);

    expect([1, 2, 3, 4].map(() => call(stub, 'GET', '/v1/teams').status)).toEqual([
      500, 429, 500, 200,
    ]);
  });

  it('shows the raw truth about a ticket and the counts', () => {
    const { stub } = createTestStub();
    stub.addTickets([{ id: ID, channel: 'email', text: 'x' }]);
    call(stub, 'PUT', ticketPath(ID, '/send-message'), { body: 'Hello', author_id: TEST_BOT_ID });
    call(stub, 'GET', '/v1/nothing');

    expect(call(stub, 'GET', controlPath(ID)).json).toEqual(stub.inspect(ID));
    expect(stub.inspect(ID)?.journal).toMatchObject([{ kind: 'message', body: 'Hello' }]);
    expect(call(stub, 'GET', controlPath('nobody')).status).toBe(404);
    expect(call(stub, 'GET', '/_stub/stats').json).toEqual({
      unknownCalls: 1,
      calls: { 'reply.send': 1 },
      messagesSent: 1,
      commentsAdded: 0,
      ticketsClosed: 0,
    });
  });

  it('lets a person act meanwhile, outside the journal', () => {
    const { stub } = createTestStub();
    stub.addTickets([{ id: ID, channel: 'email', text: 'x', tags: ['mw-test'] }]);
    const change = {
      comment: { author: 'operator', text: 'I take this' },
      tags: [],
      isOpen: false,
    };

    expect(call(stub, 'POST', controlPath(ID, '/changes'), change).json).toEqual({ changed: true });
    expect(call(stub, 'POST', controlPath('nobody', '/changes'), change).status).toBe(404);
    expect(stub.change(ID, { comment: { author: 'customer', text: 'thanks' } })).toBe(true);

    const inspection = stub.inspect(ID);
    expect(inspection?.ticket).toMatchObject({ tags: [], isOpen: false });
    const [first, operator, customer] = inspection?.ticket.comments ?? [];
    expect([operator?.isOperator, customer?.isOperator]).toEqual([true, false]);
    expect(customer?.authorId).toBe(first?.authorId);
    expect(inspection?.journal).toEqual([]);
  });

  it.each([
    ['GET', '/_stub/'],
    ['GET', '/_stub/tickets'],
    ['DELETE', '/_stub/tickets'],
    ['POST', '/_stub/tickets/a/changes/b'],
    ['POST', '/_stub/stats'],
  ])('answers 501 to %s %s', (method, path) => {
    expect(call(createTestStub().stub, method, path, {}).status).toBe(501);
  });
});
