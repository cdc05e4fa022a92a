import { describe, expect, it } from 'vitest';
import {
  CHAT_ID,
  call,
  callRaw,
  createFilledStub,
  createTestStub,
  TEST_BOT_ID,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';
import { STUB_CALLS } from './calls.ts';

describe('the API of the Richpanel stub', () => {
  it.each([
    ['POST', '/v1/tickets'],
    ['DELETE', '/v1/tickets/run-2'],
    ['PUT', '/v1/tickets/run-2/assign'],
    ['GET', '/v2/tickets/run-2'],
    ['GET', '/v1/tickets/run-2/'],
    ['PUT', '/v1/tickets//add-tags'],
    ['PUT', '/v1/tickets/a/b/add-tags'],
    ['GET', '/'],
  ])('answers 501 to the unknown call %s %s and counts it', (method, path) => {
    const { stub } = createFilledStub();

    expect(call(stub, method, path, {}).status).toBe(501);
    expect(stub.stats().unknownCalls).toBe(1);
  });

  it('answers 401 without the key, with a wrong or an empty one', () => {
    const { stub } = createFilledStub();
    const unlocked = createTestStub({ apiKey: '' }).stub;

    for (const headers of [{}, { 'x-richpanel-key': 'wrong' }, { 'x-richpanel-key': '' }]) {
      expect(callRaw(stub, 'GET', '/v1/tags', undefined, headers)).toMatchObject({ status: 401 });
      expect(callRaw(unlocked, 'GET', '/v1/tags', undefined, headers)).toMatchObject({
        status: 401,
      });
    }
  });

  it('says how much of the limit is left and refuses beyond it until the window ends', async () => {
    const { stub, time } = createTestStub({ ratePer30s: 2 });
    const get = () => call(stub, 'GET', '/v1/teams');

    expect(get()).toMatchObject({
      status: 200,
      headers: { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1' },
    });
    await time.advance(10_500);
    expect(get().headers['x-ratelimit-remaining']).toBe('0');
    expect(get()).toMatchObject({
      status: 429,
      headers: { 'retry-after': '20', 'x-ratelimit-remaining': '0' },
    });
    await time.advance(19_500);
    expect(get().status).toBe(200);
    time.jumpTo(0);
    expect([get().status, get().status, get().status]).toEqual([200, 200, 429]);
  });

  it('has a limit of 5,000 unless told otherwise', () => {
    expect(call(createTestStub().stub, 'GET', '/v1/teams').headers['x-ratelimit-limit']).toBe(
      '5000',
    );
  });

  it('counts calls by name, and every name can occur', () => {
    const { stub } = createFilledStub();
    const id = ticketPath(CHAT_ID);
    const calls: [string, string, unknown?][] = [
      ['GET', id],
      ['GET', '/v1/tickets/number/1'],
      ['GET', '/v1/tickets/email/a'],
      ['GET', '/v1/tickets/phone/a'],
      ['GET', '/v1/tickets?page=2'],
      ['PUT', `${id}/add-tags`, { tags: ['x'] }],
      ['PUT', `${id}/remove-tags`, { tags: ['x'] }],
      ['PUT', `${id}/send-message`, { body: 'x', author_id: TEST_BOT_ID }],
      ['PUT', id, { ticket: { comment: 'x' } }],
      ['PUT', id, { ticket: { state: 'closed', status: 'CLOSED' } }],
      ['PUT', id, { ticket: { comment: 'x', state: 'closed', status: 'CLOSED' } }],
      ['GET', '/v1/order/run-2'],
      ['GET', '/v1/order/shop-1/o-1'],
      ['GET', '/v1/tags'],
      ['GET', '/v1/teams'],
      ['GET', '/v1/users'],
      ['GET', '/v1/channel'],
    ];

    for (const [method, path, body] of calls) call(stub, method, path, body);

    expect(stub.stats().calls).toEqual(Object.fromEntries(STUB_CALLS.map((name) => [name, 1])));
    expect(stub.stats().unknownCalls).toBe(0);
  });
});
