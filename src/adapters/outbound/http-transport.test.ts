import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport, MAX_ANSWER_BYTES } from './http-transport.ts';
import type { TransportRequest } from './transport.ts';

const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function openTransport() {
  const transport = createHttpTransport();
  cleanUps.push(() => transport.close());
  return transport;
}

async function listen(server: Server | TcpServer, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `${scheme}://127.0.0.1:${port}`;
}

async function openServer(
  handle: RequestListener,
): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = createServer(handle);
  server.on('connection', () => {
    connections += 1;
  });
  cleanUps.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return { url: await listen(server), connections: () => connections };
}

/** A server that speaks bytes, for the answers that a proper one never gives. */
async function openTcp(onData: (socket: Socket) => void, scheme?: string): Promise<string> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onData(socket));
  });
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return listen(server, scheme);
}

const message = (url: string, change: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'PUT',
  url,
  headers: { 'x-test': '1' },
  body: '{"body":"grüezi"}',
  timeoutMs: 10_000,
  ...change,
});

describe('http transport: answers', () => {
  it('sends method, path, headers and body exactly, and returns the whole answer', async () => {
    const { url } = await openServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += String(chunk);
      });
      request.on('end', () => {
        response.writeHead(201, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] });
        response.end(
          JSON.stringify([request.method, request.url, request.headers['x-test'], text]),
        );
      });
    });

    const result = await openTransport().send(message(`${url}/v1/%3Ca%2Bb%40c%3E`));

    expect(result).toMatchObject({
      outcome: 'answered',
      status: 201,
      headers: { 'retry-after': '7', 'set-cookie': 'a=1, b=2' },
      body: JSON.stringify(['PUT', '/v1/%3Ca%2Bb%40c%3E', '1', '{"body":"grüezi"}']),
    });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const asked: string[] = [];
    const { url } = await openServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, { location: '/elsewhere' }).end();
    });

    const result = await openTransport().send(
      message(`${url}/here`, { method: 'GET', body: null }),
    );

    expect(result).toMatchObject({ outcome: 'answered', status });
    expect(asked).toEqual(['/here']);
  });

  it('leaves the connection alone after an answer, so that the next request can use it', async () => {
    const { url, connections } = await openServer((request, response) => {
      request.resume();
      request.on('end', () => {
        if (request.url === '/chunked') response.write('{');
        response.end('}');
      });
    });
    const transport = openTransport();

    for (let round = 0; round < 40; round += 1) {
      const path = round % 2 === 0 ? '/chunked' : '/counted';
      const change = round % 4 < 2 ? ({ method: 'GET', body: null } as const) : {};
      expect(await transport.send(message(url + path, change))).toMatchObject({ status: 200 });
      // With and without time for the events that follow the end of an answer.
      if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }

    expect(connections()).toBe(1);
  });
});

describe('http transport: no answer', () => {
  it('is not-connected when nobody listens', async () => {
    const server = createTcpServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));

    expect(await openTransport().send(message(url))).toEqual({
      outcome: 'failed',
      reason: 'not-connected',
    });
  });

  it('is connect-timeout when the TLS handshake never ends: no byte of the request has left', async () => {
    const url = await openTcp(() => undefined, 'https');

    const result = await openTransport().send(message(url, { timeoutMs: 200 }));

    expect(result).toEqual({ outcome: 'failed', reason: 'connect-timeout' });
  });

  it('is not-connected when the request cannot even be built', async () => {
    const { url, connections } = await openServer((_request, response) => response.end());

    const result = await openTransport().send(message(url, { headers: { 'x-test': 'a\r\nb: c' } }));

    expect(result).toEqual({ outcome: 'failed', reason: 'not-connected' });
    expect(connections()).toBe(0);
  });

  it('is a timeout when the server stays silent', async () => {
    const { url } = await openServer(() => undefined);

    const result = await openTransport().send(message(url, { timeoutMs: 300 }));

    expect(result).toEqual({ outcome: 'failed', reason: 'timeout' });
  });

  it('is a timeout when the answer drips past the time', async () => {
    const { url } = await openServer((_request, response) => {
      response.writeHead(200);
      response.write('{');
    });

    const result = await openTransport().send(message(url, { timeoutMs: 300 }));

    expect(result).toEqual({ outcome: 'failed', reason: 'timeout' });
  });

  it('is a reset when the connection breaks before the answer', async () => {
    const url = await openTcp((socket) => socket.resetAndDestroy());

    expect(await openTransport().send(message(url))).toEqual({
      outcome: 'failed',
      reason: 'reset',
    });
  });

  it('is truncated when the connection ends within the answer', async () => {
    const url = await openTcp((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a"'),
    );

    expect(await openTransport().send(message(url))).toEqual({
      outcome: 'failed',
      reason: 'truncated',
    });
  });

  it('is too-large beyond 1 MB and complete at 1 MB', async () => {
    const { url } = await openServer((request, response) => {
      response.end('x'.repeat(MAX_ANSWER_BYTES + (request.url === '/over' ? 1 : 0)));
    });
    const transport = openTransport();

    const over = await transport.send(message(`${url}/over`));
    const exact = await transport.send(message(`${url}/exact`));

    expect(over).toEqual({ outcome: 'failed', reason: 'too-large' });
    expect(exact.outcome === 'answered' && exact.body.length).toBe(MAX_ANSWER_BYTES);
  });
});
