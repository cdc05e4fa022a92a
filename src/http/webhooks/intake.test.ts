import { describe, expect, it } from 'vitest';
import {
  AUTHORISED,
  codeOf,
  createIntakeFixture,
  EMPTY_BODY,
  GOOD_REQUEST,
} from '../../../test/support/intake-fixture.ts';
import { parseJobBody } from '../../core/tickets/webhook-event.ts';
import { MAX_BODY_BYTES } from '../message.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('an accepted delivery', () => {
  it('is queued in its ticket’s group with ids only and answered 202 with its id', async () => {
    const { handle, queue } = createIntakeFixture();

    const response = await handle(GOOD_REQUEST);

    const [job] = queue.jobs;
    expect(response.status).toBe(202);
    expect(JSON.parse(response.body)).toEqual({ deliveryId: job?.jobId });
    expect(job?.group).toMatch(/^[0-9a-f]{64}$/);
    expect(job?.coalescingKey).toBe('ticket');
    expect(parseJobBody(job?.body ?? '')).toEqual({
      schemaVersion: 1,
      ticketId: 'T-1',
      deliveryId: job?.jobId,
    });
  });

  it('is answered on the alias too', async () => {
    const { handle } = createIntakeFixture();

    expect((await handle({ ...GOOD_REQUEST, path: '/webhook' })).status).toBe(202);
  });

  it('D6: has a fresh id each time, but one group per ticket', async () => {
    const { handle, queue } = createIntakeFixture();

    await handle(GOOD_REQUEST);
    await handle(GOOD_REQUEST);

    expect(new Set(queue.jobs.map((job) => job.jobId)).size).toBe(2);
    expect(new Set(queue.jobs.map((job) => job.group)).size).toBe(1);
  });

  it('is not answered before the queue says that it is durable', async () => {
    const { handle, queue } = createIntakeFixture();
    queue.state.isHeld = true;
    let isAnswered = false;
    const answer = handle(GOOD_REQUEST).then((response) => {
      isAnswered = true;
      return response;
    });

    await new Promise((resolve) => setImmediate(resolve));
    expect([queue.heldCount(), isAnswered]).toEqual([1, false]);

    queue.release();
    expect((await answer).status).toBe(202);
  });

  it('carries no CORS header and is not cached (D11)', async () => {
    const { handle } = createIntakeFixture();

    const { headers } = await handle(GOOD_REQUEST);

    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('D11: nothing but the ticket id is read', () => {
  it('queues the same job whatever else the body holds', async () => {
    const plain = createIntakeFixture();
    const loaded = createIntakeFixture();
    const extras = {
      ticket_url: 'https://CANARY.example/t/1',
      trigger: 'CANARY',
      test: true,
      dry_run: true,
      safe_mode: false,
      automation_enabled: true,
      environment: 'prod',
      message: 'CANARY my order',
      tags: ['mw-test'],
    };

    await plain.send('{"ticket_id":"T-1"}');
    await loaded.send(JSON.stringify({ ticket_id: 'T-1', ...extras }));

    expect(loaded.queue.jobs).toEqual(plain.queue.jobs);
    expect(loaded.lines.join('')).not.toContain('CANARY');
  });
});

describe('refusals', () => {
  const cases = [
    ['another path', { path: '/webhooks' }, 404, 'PATH_UNKNOWN'],
    ['a path with a slash more', { path: '/webhook/' }, 404, 'PATH_UNKNOWN'],
    ['GET', { method: 'GET' }, 405, 'METHOD_NOT_ALLOWED'],
    ['HEAD', { method: 'HEAD' }, 405, 'METHOD_NOT_ALLOWED'],
    ['OPTIONS', { method: 'OPTIONS' }, 405, 'METHOD_NOT_ALLOWED'],
    ['no token', { headers: { 'content-type': 'application/json' } }, 401, 'TOKEN_MISSING'],
    [
      'a wrong token',
      { headers: { ...AUTHORISED, 'x-richpanel-webhook-token': 'guess' } },
      401,
      'TOKEN_WRONG',
    ],
    [
      'no content type',
      { headers: { ...AUTHORISED, 'content-type': undefined } },
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'text',
      { headers: { ...AUTHORISED, 'content-type': 'text/plain' } },
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'another charset',
      { headers: { ...AUTHORISED, 'content-type': 'application/json; charset=latin1' } },
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'two types whose seam is inside quotes',
      { headers: { ...AUTHORISED, 'content-type': 'application/json; v="1, text/plain"' } },
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'a compressed body',
      { headers: { ...AUTHORISED, 'content-encoding': 'gzip' } },
      415,
      'CONTENT_ENCODING_UNSUPPORTED',
    ],
    ['too large a body', { body: 'too-large' }, 413, 'BODY_TOO_LARGE'],
    ['an empty body', { body: EMPTY_BODY }, 400, 'BODY_NOT_JSON'],
    ['bytes that are not UTF-8', { body: Uint8Array.of(0x22, 0xff, 0x22) }, 400, 'BODY_NOT_UTF8'],
    ['broken JSON', { body: bytes('{"ticket_id":') }, 400, 'BODY_NOT_JSON'],
    ['a list', { body: bytes('[{"ticket_id":"T-1"}]') }, 400, 'BODY_NOT_OBJECT'],
    ['null', { body: bytes('null') }, 400, 'BODY_NOT_OBJECT'],
    ['deep nesting', { body: bytes('['.repeat(16_000)) }, 400, 'BODY_NOT_JSON'],
    ['no ticket', { body: bytes('{}') }, 400, 'TICKET_ID_MISSING'],
    ['an id that cannot be', { body: bytes('{"ticket_id":".."}') }, 400, 'TICKET_ID_INVALID'],
    ['two tickets', { body: bytes('{"ticket_id":"a","ticket":"b"}') }, 400, 'TICKET_ID_CONFLICT'],
  ] as const;

  it.each(cases)(
    'answers %s with a problem document and queues nothing',
    async (_, part, status, code) => {
      const { handle, queue } = createIntakeFixture();

      const response = await handle({ ...GOOD_REQUEST, ...part });

      expect(response.status).toBe(status);
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(response.body)).toEqual({
        type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
        code,
      });
      expect(queue.jobs).toEqual([]);
    },
  );

  it('names the method that is allowed', async () => {
    const { handle } = createIntakeFixture();

    const response = await handle({ ...GOOD_REQUEST, method: 'GET' });

    expect(response.headers['allow']).toBe('POST');
  });

  it.each([
    ['application/json; charset=utf-8'],
    ['application/json;charset="UTF-8"'],
    ['Application/JSON ; version=1'],
  ])('takes the content type %s', async (contentType) => {
    const { send } = createIntakeFixture();

    expect((await send('{"ticket_id":"T-1"}', { 'content-type': contentType })).status).toBe(202);
  });

  it('takes the encoding identity', async () => {
    const { send } = createIntakeFixture();

    const response = await send('{"ticket_id":"T-1"}', { 'content-encoding': 'identity' });

    expect(response.status).toBe(202);
  });

  it('takes a body of exactly 32 KB', async () => {
    const { send } = createIntakeFixture();
    const frame = JSON.stringify({ ticket_id: 'T-1', filler: '' });
    const filler = 'x'.repeat(MAX_BODY_BYTES - frame.length);

    expect((await send(JSON.stringify({ ticket_id: 'T-1', filler }))).status).toBe(202);
  });

  it('checks in a fixed order: of all faults at once the first one is named, then the next', async () => {
    let isDraining = true;
    let isVerified = false;
    const { handle } = createIntakeFixture({
      isDraining: () => isDraining,
      isIdentityVerified: () => isVerified,
    });
    const headers = { 'content-encoding': 'gzip' };
    const request = { method: 'GET', path: '/nowhere', headers, body: 'too-large' as const };
    const ask = async (part: object) => codeOf(await handle({ ...request, ...part }));
    const right = { path: '/webhook', method: 'POST' };
    const token = { ...right, headers: { ...AUTHORISED, ...headers, 'content-type': 'text/html' } };

    expect(await ask({})).toBe('PATH_UNKNOWN');
    expect(await ask({ path: '/webhook' })).toBe('METHOD_NOT_ALLOWED');
    expect(await ask(right)).toBe('DRAINING');
    isDraining = false;
    expect(await ask(right)).toBe('IDENTITY_UNVERIFIED');
    isVerified = true;
    expect(await ask(right)).toBe('TOKEN_MISSING');
    expect(await ask(token)).toBe('CONTENT_TYPE_UNSUPPORTED');
    expect(await ask({ ...right, headers: { ...AUTHORISED, ...headers } })).toBe(
      'CONTENT_ENCODING_UNSUPPORTED',
    );
    expect(await ask({ ...right, headers: AUTHORISED })).toBe('BODY_TOO_LARGE');
  });
});

describe('503: durability is never claimed', () => {
  it.each([
    ['the identity is not verified', { isIdentityVerified: () => false }, 'IDENTITY_UNVERIFIED'],
    ['the service drains', { isDraining: () => true }, 'DRAINING'],
    [
      'the reference key cannot be read',
      {
        groupOf: () => {
          throw new Error('CANARY');
        },
      },
      'QUEUE_UNAVAILABLE',
    ],
  ])('when %s', async (_, overrides, code) => {
    const { handle, queue } = createIntakeFixture(overrides);

    const response = await handle(GOOD_REQUEST);

    expect([response.status, codeOf(response)]).toEqual([503, code]);
    expect(response.headers['retry-after']).toBe('5');
    expect(queue.jobs).toEqual([]);
  });

  it('when the queue rejects, without a word of its error', async () => {
    const { handle, queue, lines } = createIntakeFixture();
    queue.state.isBroken = true;

    const response = await handle(GOOD_REQUEST);

    expect([response.status, codeOf(response)]).toEqual([503, 'QUEUE_UNAVAILABLE']);
    expect(response.body + lines.join('')).not.toContain('CANARY');
  });
});

describe('429: the limit per ticket', () => {
  it('refuses the 121st delivery of a minute and says when to come back', async () => {
    const { handle, queue, time } = createIntakeFixture();
    for (let i = 0; i < 120; i += 1) await handle(GOOD_REQUEST);
    time.nowMs += 20_500;

    const response = await handle(GOOD_REQUEST);

    expect([response.status, codeOf(response)]).toEqual([429, 'TICKET_RATE_LIMITED']);
    expect(response.headers['retry-after']).toBe('40');
    expect(queue.jobs).toHaveLength(120);
  });

  it('leaves other tickets alone and opens again after the minute', async () => {
    const { handle, send, time } = createIntakeFixture({
      limits: { deliveriesPerTicketPerMinute: 1 },
    });
    await handle(GOOD_REQUEST);

    expect((await send('{"ticket_id":"T-2"}')).status).toBe(202);
    expect((await handle(GOOD_REQUEST)).status).toBe(429);
    time.nowMs += 60_000;
    expect((await handle(GOOD_REQUEST)).status).toBe(202);
  });

  it('is not used up by requests without the token', async () => {
    const { handle } = createIntakeFixture({ limits: { deliveriesPerTicketPerMinute: 1 } });
    for (let i = 0; i < 10; i += 1) await handle({ ...GOOD_REQUEST, headers: {} });

    expect((await handle(GOOD_REQUEST)).status).toBe(202);
  });
});

describe('what is counted and logged', () => {
  it('counts every refusal, but logs one line per code and second', async () => {
    const { handle, metrics, lines, time } = createIntakeFixture();
    const refused = { ...GOOD_REQUEST, headers: {} };
    for (let i = 0; i < 50; i += 1) await handle(refused);
    time.nowMs += 1000;
    await handle(refused);

    expect(metrics.snapshot().counters['intake.auth_failed']).toBe(51);
    expect(lines.map((line) => /"count":(\d+)/.exec(line)?.[1])).toEqual(['1', '50']);
  });

  it('R9.3: logs an accepted delivery by its references only', async () => {
    const { send, lines, metrics } = createIntakeFixture();

    await send('{"ticket_id":"<CANARY@mail.example>"}');

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'intake.accepted',
      deliveryId: 'd0000000000000000000000001',
      outcome: 'queued',
    });
    expect(lines[0]).not.toContain('CANARY');
    expect(metrics.snapshot().counters['intake.accepted']).toBe(1);
  });
});
