import { describe, expect, it } from 'vitest';
import {
  call,
  callRaw,
  createTestStub,
  readTicket,
  TEST_BOT_ID,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';
import { STUB_FAULTS, type StubFaultKind } from './faults.ts';

const MESSAGE = { body: 'Hello', author_id: TEST_BOT_ID };

function createFilledStub() {
  const { stub } = createTestStub();
  stub.addTickets([
    { id: 'a', channel: 'email', text: 'x' },
    { id: 'b', channel: 'email', text: 'x' },
  ]);
  const send = (id = 'a') => callRaw(stub, 'PUT', ticketPath(id, '/send-message'), MESSAGE);
  const sentTo = (id = 'a') => stub.inspect(id)?.journal.length;
  return { stub, send, sentTo };
}

/** What the next send answers, and how many messages really went out. */
const SENDS: Readonly<
  Record<Exclude<StubFaultKind, 'drop-tags'>, { answer: object; sent: number }>
> = {
  '429': { answer: { status: 429, headers: { 'retry-after': '9' } }, sent: 0 },
  '500': { answer: { status: 500 }, sent: 0 },
  status: { answer: { status: 409 }, sent: 0 },
  'timeout-before-commit': { answer: { kind: 'no-answer' }, sent: 0 },
  'timeout-after-commit': { answer: { kind: 'no-answer' }, sent: 1 },
  '500-after-commit': { answer: { status: 500 }, sent: 1 },
  'truncated-json': { answer: { status: 200, body: '{"succes' }, sent: 1 },
  'noop-200': { answer: { status: 200 }, sent: 0 },
};

describe('faults of the Richpanel stub', () => {
  it.each(STUB_FAULTS.filter((kind) => kind !== 'drop-tags'))('scripts %s for one call', (kind) => {
    const { stub, send, sentTo } = createFilledStub();
    stub.script({ kind, call: 'reply.send', retryAfterSeconds: 9, status: 409 });

    const { answer, sent } = SENDS[kind];
    const response = send();

    expect(response).toMatchObject(
      'headers' in answer
        ? { ...answer, headers: expect.objectContaining(answer.headers) }
        : answer,
    );
    expect(sentTo()).toBe(sent);
    expect(send()).toMatchObject({ status: 200 });
    expect(sentTo()).toBe(sent + 1);
  });

  it('drops the tags that are named, or all, silently', () => {
    const { stub } = createFilledStub();
    const add = (tags: string[]) =>
      call(stub, 'PUT', ticketPath('a', '/add-tags'), { tags }).status;
    stub.script({ kind: 'drop-tags', tags: ['x'] });
    stub.script({ kind: 'drop-tags' });

    expect([add(['x', 'y']), readTicket(stub, 'a')['tags']]).toEqual([200, ['y']]);
    expect([add(['x', 'z']), readTicket(stub, 'a')['tags']]).toEqual([200, ['y']]);
    expect([add(['x', 'z']), readTicket(stub, 'a')['tags']]).toEqual([200, ['y', 'x', 'z']]);
  });

  it('truncates reads so that nobody can parse them', () => {
    const { stub } = createFilledStub();
    stub.script({ kind: 'truncated-json', count: 2 });

    expect(call(stub, 'GET', ticketPath('a'))).toMatchObject({ status: 200, json: undefined });
    expect(call(stub, 'GET', '/v1/order/a')).toMatchObject({ status: 200, json: undefined });
  });

  it('aims by call, ticket, count and after', () => {
    const { stub, send } = createFilledStub();
    stub.script({ kind: '500', call: 'reply.send', ticketId: 'b', count: 2, after: 1 });
    const statuses = (...ids: string[]) =>
      ids.map((id) => JSON.stringify(send(id)).match(/"status":(\d+)/)?.[1]);

    expect(call(stub, 'GET', ticketPath('b')).status).toBe(200);
    expect(statuses('a', 'b', 'a', 'b', 'a', 'b', 'b')).toEqual([
      '200',
      '200',
      '200',
      '500',
      '200',
      '500',
      '200',
    ]);
  });

  it('tells a comment from a close', () => {
    const { stub } = createFilledStub();
    stub.script({ kind: '500', call: 'ticket.close' });

    expect(call(stub, 'PUT', ticketPath('a'), { ticket: { comment: 'x' } }).status).toBe(200);
    expect(
      call(stub, 'PUT', ticketPath('a'), { ticket: { state: 'closed', status: 'CLOSED' } }).status,
    ).toBe(500);
    expect(stub.inspect('a')?.ticket.isOpen).toBe(true);
  });

  it('leaves reads alone while a write is to be answered with an empty 200', () => {
    const { stub, send, sentTo } = createFilledStub();
    stub.script({ kind: 'noop-200', ticketId: 'a' });

    expect(call(stub, 'GET', ticketPath('a')).status).toBe(200);
    expect(send()).toMatchObject({ status: 200 });
    expect(sentTo()).toBe(0);
  });
});
