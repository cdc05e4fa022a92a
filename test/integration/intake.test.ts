import { afterEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { MAX_BODY_BYTES } from '../../src/http/message.ts';
import { OLD_TOKEN, TOKEN } from '../support/intake-fixture.ts';
import {
  closeAll,
  openWire,
  post,
  rawRequest,
  roundTrip,
  startFailing,
  startIntake,
  statusesOf,
} from '../support/intake-wire.ts';

afterEach(closeAll);

describe('a webhook over real HTTP', () => {
  it('is accepted with 202 and a delivery id that is the job’s', async () => {
    const { url, queue } = await startIntake();

    const response = await post(url, '{"ticket_id":"T-1","trigger":"customer_message"}');

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ deliveryId: queue.jobs[0]?.jobId });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['no token', { 'x-richpanel-webhook-token': '' }, '{"ticket_id":"T-1"}', 401],
    ['text', { 'content-type': 'text/plain' }, '{"ticket_id":"T-1"}', 415],
    ['no ticket', {}, '{"subject":"x"}', 400],
    ['no JSON', {}, 'ticket_id=T-1', 400],
  ])('is refused with %s as a problem document', async (_, headers, body, status) => {
    const { url, queue } = await startIntake();

    const response = await post(url, body, headers);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status });
    expect(queue.jobs).toEqual([]);
  });

  it('answers GET and HEAD with 405, other paths with 404, health without a token', async () => {
    const { url } = await startIntake();
    const ask = async (method: string, path: string) => {
      const response = await fetch(url + path, { method });
      await response.arrayBuffer();
      return response.status;
    };

    expect(await ask('GET', '/webhooks/richpanel')).toBe(405);
    expect(await ask('HEAD', '/webhook')).toBe(405);
    expect(await ask('GET', '/')).toBe(404);
    expect(await ask('GET', '/healthz')).toBe(200);
    expect(await ask('HEAD', '/readyz')).toBe(200);
  });

  it('is refused when a header that matters came twice', async () => {
    const { port, queue } = await startIntake();
    const wire = await openWire(port);

    wire.socket.write(rawRequest('{"ticket_id":"T-1"}', [`x-richpanel-webhook-token: ${TOKEN}`]));
    wire.socket.write(rawRequest('{"ticket_id":"T-1"}', ['content-type: text/plain']));

    expect(statusesOf(await wire.until(/401[\s\S]*HTTP\/1\.1 415/))).toEqual([401, 415]);
    expect(queue.jobs).toEqual([]);
  });
});

describe('durable before the answer', () => {
  it('sends not one byte while the queue has not said so', async () => {
    const { port, url, queue } = await startIntake();
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(rawRequest('{"ticket_id":"T-1"}'));
    while (queue.heldCount() === 0) await roundTrip(url);
    await roundTrip(url);
    expect(wire.received()).toBe('');

    queue.release();
    expect(statusesOf(await wire.until(/deliveryId/))).toEqual([202]);
  });

  it('answers 503 when the queue fails, and 202 again when it recovers', async () => {
    const { url, queue } = await startIntake();
    queue.state.isBroken = true;

    const failed = await post(url, '{"ticket_id":"T-1"}');
    queue.state.isBroken = false;
    const recovered = await post(url, '{"ticket_id":"T-1"}');

    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await failed.text()).not.toContain('CANARY');
    expect(recovered.status).toBe(202);
  });

  it('D6: accepts concurrent duplicates, all into one group, each with its own id', async () => {
    const { url, queue } = await startIntake();

    const responses = await Promise.all(
      Array.from({ length: 50 }, () => post(url, '{"ticket_id":"T-1"}')),
    );

    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([202]));
    const ids = await Promise.all(responses.map((response) => response.json()));
    expect(new Set(ids.map((body) => JSON.stringify(body))).size).toBe(50);
    expect(new Set(queue.jobs.map((job) => job.group)).size).toBe(1);
  });
});

describe('bodies', () => {
  const frameBytes = JSON.stringify({ ticket_id: 'T-1', filler: '' }).length;
  const bodyOf = (sizeBytes: number) =>
    JSON.stringify({ ticket_id: 'T-1', filler: 'x'.repeat(sizeBytes - frameBytes) });

  it('takes 32 KB and refuses one byte more', async () => {
    const { url, queue } = await startIntake();

    expect((await post(url, bodyOf(MAX_BODY_BYTES))).status).toBe(202);
    expect((await post(url, bodyOf(MAX_BODY_BYTES + 1))).status).toBe(413);
    expect(queue.jobs).toHaveLength(1);
  });

  it('answers 413 and closes, for an announced body without reading it', async () => {
    const { port } = await startIntake();
    const wire = await openWire(port);

    wire.socket.write(rawRequest('', [], 50_000_000));

    const text = await wire.until(/BODY_TOO_LARGE/);
    expect(statusesOf(text)).toEqual([413]);
    expect(text.toLowerCase()).toContain('connection: close');
  });

  it('answers 413 and closes, for a body that never ends, having read little of it', async () => {
    const { port } = await startIntake();
    const wire = await openWire(port);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    let isOpen = true;
    let sentBytes = 0;
    void wire.closed.then(() => {
      isOpen = false;
    });

    wire.socket.write(rawRequest('').replace('content-length: 0', 'transfer-encoding: chunked'));
    while (isOpen && sentBytes < 64_000_000) {
      sentBytes += chunk.length;
      if (!wire.socket.write(chunk)) {
        await Promise.race([
          new Promise((resolve) => wire.socket.once('drain', resolve)),
          wire.closed,
        ]);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }

    await wire.closed;
    expect(statusesOf(wire.received())).toEqual([413]);
    expect(sentBytes).toBeLessThan(32_000_000);
  });

  it('does not take what follows a refused body for another request', async () => {
    const { port, queue } = await startIntake();
    const wire = await openWire(port);
    const smuggled = rawRequest('{"ticket_id":"SMUGGLED"}');

    wire.socket.write(rawRequest('x'.repeat(MAX_BODY_BYTES + 1) + smuggled));
    wire.socket.write(rawRequest('{"ticket_id":"T-2"}'));

    await wire.closed;
    expect(statusesOf(wire.received())).toEqual([413]);
    expect(queue.jobs).toEqual([]);
  });

  it('serves the next request on a new connection after a 413', async () => {
    const { url } = await startIntake();

    expect((await post(url, bodyOf(MAX_BODY_BYTES + 1000))).status).toBe(413);
    expect((await post(url, '{"ticket_id":"T-1"}')).status).toBe(202);
  });

  it('keeps the connection after any other answer', async () => {
    const { port } = await startIntake();
    const wire = await openWire(port);

    for (const [body, answered] of [
      ['{"ticket_id":".."}', /TICKET_ID_INVALID/],
      ['nonsense', /BODY_NOT_JSON/],
      ['{"ticket_id":"T-1"}', /deliveryId/],
    ] as const) {
      wire.socket.write(rawRequest(body));
      await wire.until(answered);
    }

    expect(statusesOf(wire.received())).toEqual([400, 400, 202]);
  });

  it('answers a body that is too slow with 408 and closes', async () => {
    const { port, queue, serverMetrics } = await startIntake(
      {},
      { requestTimeoutMs: 60, headersTimeoutMs: 60 },
    );
    const wire = await openWire(port);

    wire.socket.write(rawRequest('{"ticket_id"', [], 19));

    await wire.closed;
    expect(statusesOf(wire.received())).toEqual([408]);
    expect(wire.received()).toContain('REQUEST_TIMEOUT');
    expect(queue.jobs).toEqual([]);
    expect(serverMetrics.snapshot().counters['http.client_errors']).toBe(1);
  });

  it('forgets a body whose client went away, also one that reads like a whole one', async () => {
    const { port, url, queue, metrics } = await startIntake();
    const wire = await openWire(port);

    wire.socket.write(rawRequest('{"ticket_id":"T-1"}', [], 40));
    await roundTrip(url);
    wire.socket.destroy();
    await wire.closed;
    await roundTrip(url);

    expect(queue.jobs).toEqual([]);
    expect(metrics.snapshot().counters).toEqual({});
  });
});

describe('clients that speak badly', () => {
  it.each([
    ['no HTTP at all', 'EHLO mail.example\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    ['two lengths', rawRequest('{}', ['content-length: 3']), 400, 'REQUEST_MALFORMED'],
    ['huge headers', rawRequest('{}', [`x-filler: ${'x'.repeat(9000)}`]), 431, 'HEADERS_TOO_LARGE'],
  ])('get a problem document for %s and are cut off', async (_, bytes, status, code) => {
    const { port } = await startIntake();
    const wire = await openWire(port);

    wire.socket.write(bytes);

    await wire.closed;
    expect(statusesOf(wire.received())).toEqual([status]);
    expect(wire.received()).toContain(code);
    expect(wire.received()).toContain('application/problem+json');
  });

  it('do not get an answer in the place of a request that is in progress: that one is answered, then they are cut off', async () => {
    const { port, url, queue } = await startIntake();
    queue.state.isHeld = true;
    const wire = await openWire(port);

    wire.socket.write(rawRequest('{"ticket_id":"T-1"}'));
    while (queue.heldCount() === 0) await roundTrip(url);
    wire.socket.write('nonsense\r\n\r\n');
    await roundTrip(url);
    expect(wire.received()).toBe('');
    queue.release();

    await wire.closed;
    expect(statusesOf(wire.received())).toEqual([202]);
    expect(wire.received().toLowerCase()).toContain('connection: close');
  });

  it('are turned away beyond the cap on connections', async () => {
    const { port, serverMetrics } = await startIntake({}, { maxConnections: 2 });
    const kept = [await openWire(port), await openWire(port)];

    const dropped = await openWire(port);

    await dropped.closed;
    expect(serverMetrics.snapshot().counters['http.connections_dropped']).toBe(1);
    kept[0]?.socket.write(rawRequest('{"ticket_id":"T-1"}'));
    expect(statusesOf((await kept[0]?.until(/deliveryId/)) ?? '')).toEqual([202]);
  });
});

describe('D11: rotating the token', () => {
  it('takes both tokens while both are live, then only the new one, without a restart', async () => {
    let live = [new Sensitive(OLD_TOKEN)];
    const { url } = await startIntake({ tokens: () => live });
    const statusWith = async (token: string) => {
      const response = await post(url, '{"ticket_id":"T-1"}', {
        'x-richpanel-webhook-token': token,
      });
      await response.arrayBuffer();
      return response.status;
    };
    const both = async () => [await statusWith(OLD_TOKEN), await statusWith(TOKEN)];

    expect(await both()).toEqual([202, 401]);
    live = [new Sensitive(TOKEN), new Sensitive(OLD_TOKEN)];
    expect(await both()).toEqual([202, 202]);
    live = [new Sensitive(TOKEN)];
    expect(await both()).toEqual([401, 202]);
  });
});

describe('starting and stopping', () => {
  it('names the port that is in use and what to do', async () => {
    const { port } = await startIntake();

    await expect(startFailing(port)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)),
      remedy: expect.stringContaining('--port'),
      exitCode: 1,
    });
  });

  it('says so when the address cannot be used at all', async () => {
    await expect(startFailing(0, '192.0.2.1')).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('listens on loopback unless told otherwise', async () => {
    const { host } = await startIntake();

    expect(host).toBe('127.0.0.1');
  });

  it('drains: finishes what is in progress, closes what is idle, takes nothing new', async () => {
    const { port, url, server, queue } = await startIntake();
    const idle = await openWire(port);
    idle.socket.write(rawRequest('{"ticket_id":"T-1"}'));
    await idle.until(/deliveryId/);
    queue.state.isHeld = true;
    const active = await openWire(port);
    active.socket.write(rawRequest('{"ticket_id":"T-2"}'));
    while (queue.heldCount() === 0) await roundTrip(url);

    const drained = server.drain();
    await idle.closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    queue.release();

    await drained;
    await active.closed;
    expect(statusesOf(active.received())).toEqual([202]);
    expect(active.received().toLowerCase()).toContain('connection: close');
    expect(queue.jobs).toHaveLength(2);
  });

  it('drains: cuts after the grace what does not end', async () => {
    const { port, url, server, queue } = await startIntake();
    queue.state.isHeld = true;
    const active = await openWire(port);
    active.socket.write(rawRequest('{"ticket_id":"T-1"}'));
    while (queue.heldCount() === 0) await roundTrip(url);

    await Promise.all([server.drain(30), server.drain(30)]);

    await active.closed;
    expect(active.received()).toBe('');
    queue.release();
  });

  it('answers 500 without details when the handler breaks its promise', async () => {
    const { url } = await startFailing(0);
    const response = await fetch(url);

    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('REQUEST_FAILED');
    expect(text).not.toContain('CANARY');
  });
});
