import { connect, type Socket } from 'node:net';
import { createHealth, createHttpHandler } from '../../src/http/health.ts';
import { createIntakeServer, type ListenAddress } from '../../src/http/node-server.ts';
import type { ServerLimits } from '../../src/http/server-limits.ts';
import type { IntakeDeps } from '../../src/http/webhooks/intake.ts';
import { createCountingMetrics } from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createIntakeFixture, TOKEN } from './intake-fixture.ts';

const closers: (() => Promise<void>)[] = [];

/** Closes every server and connection that a test opened. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** An intake on a free port of loopback, with everything behind it in the test's hand. */
export async function startIntake(overrides: Partial<IntakeDeps> = {}, limits: ServerLimits = {}) {
  const fixture = createIntakeFixture(overrides);
  const metrics = createCountingMetrics();
  const server = createIntakeServer({
    handle: createHttpHandler({ intake: fixture.handle, health: createHealth(() => []) }),
    port: 0,
    logger: createLogger({
      destination: { write: (line) => fixture.lines.push(line) },
      level: 'debug',
    }),
    metrics,
    limits: { checkIntervalMs: 20, ...limits },
  });
  const address = await server.listen();
  closers.push(() => server.drain(50));
  return { ...fixture, server, serverMetrics: metrics, ...address };
}

/** A server whose handler breaks its promise and rejects. */
export function startFailing(port: number, host = '127.0.0.1'): Promise<ListenAddress> {
  const server = createIntakeServer({
    handle: () => Promise.reject(new Error('CANARY')),
    host,
    port,
    logger: createLogger({ destination: { write: () => true }, level: 'silent' }),
    metrics: createCountingMetrics(),
  });
  closers.push(() => server.drain(50));
  return server.listen();
}

/** What stands on the wire, so that a test sees what a client library would hide. */
export interface Wire {
  readonly socket: Socket;
  readonly received: () => string;
  /** Waits until what was received fits, or the connection is closed. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly closed: Promise<void>;
}

/** One connection to a server on loopback. */
export async function openWire(port: number): Promise<Wire> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let isClosed = false;
  const checks = new Set<() => void>();
  const runChecks = () => {
    for (const check of [...checks]) check();
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    runChecks();
  });
  // A reset is one way for the server to close; the tests look at what came before it.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      runChecks();
      resolve();
    });
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  closers.push(async () => {
    socket.destroy();
    await closed;
  });
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const check = () => {
        if (!pattern.test(text) && !isClosed) return;
        checks.delete(check);
        resolve(text);
      };
      checks.add(check);
      check();
    });
  return { socket, received: () => text, until, closed };
}

/** A good request as bytes, with headers more, or a length that is not the body's. */
export function rawRequest(
  body: string,
  extra: readonly string[] = [],
  length = body.length,
): string {
  const head = [
    'POST /webhooks/richpanel?source=test HTTP/1.1',
    'host: loopback',
    `x-richpanel-webhook-token: ${TOKEN}`,
    'content-type: application/json',
    `content-length: ${length}`,
    ...extra,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Posts a body as the helpdesk does. */
export function post(url: string, body: string, headers: Record<string, string> = {}) {
  return fetch(`${url}/webhooks/richpanel`, {
    method: 'POST',
    headers: {
      'x-richpanel-webhook-token': TOKEN,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
}

/** The statuses of all answers on a connection. */
export const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));

/** Lets everything that is on its way on loopback arrive: one more request and its answer. */
export async function roundTrip(url: string): Promise<void> {
  await (await fetch(`${url}/healthz`)).arrayBuffer();
}
