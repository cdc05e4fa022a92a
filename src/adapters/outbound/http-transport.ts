import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type {
  Transport,
  TransportFailure,
  TransportRequest,
  TransportResult,
} from './transport.ts';

/** A larger answer is refused: no vendor answer that we can use is near it. */
export const MAX_ANSWER_BYTES = 1_048_576;

/**
 * Idle connections are dropped before a server would drop them (5 s is a common default), so that a request is not
 * written to a connection that is just being closed, which would leave a send in doubt.
 */
const IDLE_CONNECTION_MS = 4_000;

type Settle = (result: TransportResult) => void;

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

interface Exchange {
  readonly settle: Settle;
  readonly fail: (reason: TransportFailure) => void;
}

/** Calls `onConnected` once a byte of the request may leave. */
function watchConnection(request: ClientRequest, isTls: boolean, onConnected: () => void): void {
  request.once('socket', (socket: Socket) => {
    // Anything but a socket that is still connecting counts as connected: in doubt, the request may have been sent.
    if (request.reusedSocket || !socket.connecting) onConnected();
    else socket.once(isTls ? 'secureConnect' : 'connect', onConnected);
  });
}

function flattenHeaders(response: IncomingMessage): Record<string, string> {
  const headers = Object.entries(response.headers).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const;
  });
  return Object.fromEntries(headers);
}

function collectAnswer(response: IncomingMessage, exchange: Exchange): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  response.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) exchange.fail('too-large');
    else chunks.push(chunk);
  });
  response.on('error', () => exchange.fail('truncated'));
  response.on('end', () => {
    if (!response.complete) return exchange.fail('truncated');
    exchange.settle({
      outcome: 'answered',
      status: response.statusCode ?? 0,
      headers: flattenHeaders(response),
      body: Buffer.concat(chunks).toString('utf8'),
    });
  });
  response.on('close', () => exchange.fail('truncated'));
}

function startRequest(
  message: TransportRequest,
  agents: Agents,
): { request: ClientRequest; isTls: boolean } {
  const url = new URL(message.url);
  const isTls = url.protocol === 'https:';
  const headers: Record<string, string> = { ...message.headers };
  if (message.body !== null) headers['content-length'] = String(Buffer.byteLength(message.body));
  const options = { method: message.method, headers };
  const request = isTls
    ? httpsRequest(url, { ...options, agent: agents.https })
    : httpRequest(url, { ...options, agent: agents.http });
  return { request, isTls };
}

function exchangeOnce(message: TransportRequest, agents: Agents, settle: Settle): void {
  const { request, isTls } = startRequest(message, agents);
  let isSettled = false;
  let isConnected = false;
  const settleOnce: Settle = (result) => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    settle(result);
  };
  const fail = (reason: TransportFailure): void => {
    // After an answer the connection belongs to the next request: it must not be touched any more.
    if (isSettled) return;
    const unconnected = reason === 'timeout' ? 'connect-timeout' : 'not-connected';
    settleOnce({ outcome: 'failed', reason: isConnected ? reason : unconnected });
    request.destroy();
  };
  const timer = setTimeout(() => fail('timeout'), message.timeoutMs);
  watchConnection(request, isTls, () => {
    isConnected = true;
  });
  request.on('response', (response) => collectAnswer(response, { settle: settleOnce, fail }));
  request.on('error', () => fail('reset'));
  request.end(message.body ?? undefined);
}

/**
 * The transport over node's own HTTP client, with connections kept alive. Uses no proxy, whatever the environment
 * says. A request that node refuses to build (a header with a line break) is `not-connected`.
 */
export function createHttpTransport(): Transport {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
  const agents: Agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  return {
    send: (message) =>
      new Promise((resolve) => {
        try {
          exchangeOnce(message, agents, resolve);
        } catch {
          resolve({ outcome: 'failed', reason: 'not-connected' });
        }
      }),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
