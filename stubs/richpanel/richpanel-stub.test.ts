import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/core/runtime/errors.ts';
import { createTestStub, TEST_KEY } from '../../test/support/richpanel-stub.ts';
import type { RichpanelStub } from './richpanel-stub.ts';

const open: RichpanelStub[] = [];
const HEADERS = { 'x-richpanel-key': TEST_KEY };

async function listen() {
  const { stub, time } = createTestStub();
  open.push(stub);
  const { origin } = await stub.listen({ port: 0 });
  stub.addTickets([{ id: '<a@b>', channel: 'email', text: 'Grüße' }]);
  return { stub, time, origin };
}

/** Sends the path as it is: a client of the platform would normalise it. */
function put(origin: string, path: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, path, method: 'PUT', headers: HEADERS }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((stub) => stub.close()));
});

describe('the listener of the Richpanel stub', () => {
  it('listens on loopback, on a free port when asked for none', async () => {
    const { origin } = await listen();

    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${origin}/v1/tickets/%3Ca%40b%3E`, { headers: HEADERS });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-ratelimit-limit')).toBe('5000');
    expect(await answer.json()).toMatchObject({ ticket: { comments: [{ plain_body: 'Grüße' }] } });
  });

  it('incident 1: sees the raw path, so that an unencoded write does nothing', async () => {
    const { stub, origin } = await listen();
    const body = JSON.stringify({ tags: ['x'] });

    expect(await put(origin, '/v1/tickets/%3Ca@b%3E/add-tags', body)).toBe(200);
    expect(stub.inspect('<a@b>')?.ticket.tags).toEqual([]);
    expect(await put(origin, '/v1/tickets/%3Ca%40b%3E/add-tags', body)).toBe(200);
    expect(stub.inspect('<a@b>')?.ticket.tags).toEqual(['x']);
  });

  it('holds a silent connection until it is closed, and keeps what was committed', async () => {
    const { stub, origin } = await listen();
    stub.script({ kind: 'timeout-after-commit' });
    const arrived = put(
      origin,
      '/v1/tickets/%3Ca%40b%3E/add-tags',
      JSON.stringify({ tags: ['x'] }),
    );
    const refused = expect(arrived).rejects.toThrow();
    while (stub.stats().calls['tags.add'] === undefined) await new Promise(setImmediate);

    expect(stub.inspect('<a@b>')?.ticket.tags).toEqual(['x']);
    await stub.close();

    await refused;
  });

  it('drops a silent connection in the end by itself', async () => {
    const { stub, time, origin } = await listen();
    stub.script({ kind: 'timeout-before-commit' });
    const arrived = put(
      origin,
      '/v1/tickets/%3Ca%40b%3E/add-tags',
      JSON.stringify({ tags: ['x'] }),
    );
    const refused = expect(arrived).rejects.toThrow();
    while (stub.stats().calls['tags.add'] === undefined) await new Promise(setImmediate);

    await time.advance(120_000);

    await refused;
    expect(stub.inspect('<a@b>')?.ticket.tags).toEqual([]);
  });

  it('refuses a body above 10 MB', async () => {
    const { origin } = await listen();

    expect(await put(origin, '/_stub/tickets', 'x'.repeat(10_000_001))).toBe(413);
    expect(await put(origin, '/_stub/tickets', 'x'.repeat(10_000_000))).toBe(501);
  });

  it('refuses a request that was meant for another host', async () => {
    const { origin } = await listen();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1');
      socket.once('error', reject);
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.write('GET /_stub/stats HTTP/1.1\r\nHost: evil.invalid\r\n\r\n');
    });

    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('says so when the port is taken', async () => {
    const { origin } = await listen();
    const { stub } = createTestStub();
    open.push(stub);

    const failed: unknown = await stub
      .listen({ port: Number(new URL(origin).port) })
      .catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ConfigurationError);
    expect(failed).toMatchObject({ code: 'STUB_PORT_UNAVAILABLE' });
  });
});
