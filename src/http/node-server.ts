import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../core/runtime/logger.ts';
import type { Metrics } from '../core/runtime/metrics.ts';
import { METRIC_NAMES } from '../telemetry/metrics.names.ts';
import { answerClientError, clientErrorCode } from './client-error.ts';
import { createConnections } from './connections.ts';
import { isMalformed } from './framing.ts';
import { type ListenAddress, listenOn } from './listen.ts';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  MAX_BODY_BYTES,
} from './message.ts';
import { type ProblemCode, problem } from './problems.ts';
import { readBody } from './read-body.ts';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.ts';
import { createTunnels, type Tunnels } from './tunnels.ts';
import { writeAndLinger, writeResponse } from './write-response.ts';

export interface IntakeServerOptions {
  readonly handle: HttpHandler;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: ServerLimits;
}

export interface IntakeServer {
  /**
   * Starts listening. @returns where.
   * @throws {ConfigurationError} `PORT_IN_USE`, or `LISTEN_FAILED` for any other reason
   */
  listen(): Promise<ListenAddress>;
  /**
   * Stops taking connections, lets requests in progress finish, and closes what is idle; after `graceMs` (default
   * 5,000) the rest is cut. Resolves when no connection is left. Calling it again waits for the same end.
   */
  drain(graceMs?: number): Promise<void>;
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function toRequest(incoming: IncomingMessage, body: HttpRequest['body']): HttpRequest {
  return {
    method: incoming.method ?? '',
    path: pathOf(incoming.url ?? ''),
    headers: incoming.headers,
    body,
  };
}

function configure(server: Server, limits: Required<ServerLimits>): void {
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  server.timeout = limits.inactivityTimeoutMs;
  server.maxConnections = limits.maxConnections;
}

/** The handler promises not to reject; if it does all the same, the client hears so and nothing else leaks. */
async function answerTo(options: IntakeServerOptions, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await options.handle(request);
  } catch {
    options.logger.log('error', 'http.request_failed', { code: 'REQUEST_FAILED' });
    return problem('REQUEST_FAILED');
  }
}

/** An unclear frame is told first, as it is where nothing is expected. */
function expectationFault(incoming: IncomingMessage): ProblemCode {
  return isMalformed(incoming) ? 'REQUEST_MALFORMED' : 'EXPECTATION_UNSUPPORTED';
}

async function closeServer(server: Server, tunnels: Tunnels, graceMs: number): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      tunnels.cut();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * The adapter for node's own HTTP server: it turns a request into plain data, reads at most 32 KB of body, and writes
 * the answer. All decisions about a request are the handler's; what is no request is answered here. The connection ends
 * with any answer after which it cannot be known where the next request begins, and nothing behind it is acted on.
 */
export function createIntakeServer(options: IntakeServerOptions): IntakeServer {
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const connections = createConnections();
  const tunnels = createTunnels(limits.inactivityTimeoutMs);
  const countFault = (): void => options.metrics.count(METRIC_NAMES.HTTP_CLIENT_ERRORS);
  let draining: Promise<void> | null = null;

  function turnAway(incoming: IncomingMessage, outgoing: ServerResponse, code: ProblemCode): void {
    countFault();
    connections.endAfter(incoming);
    connections.settle(incoming, true);
    writeAndLinger(outgoing, problem(code), incoming);
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (!connections.admit(incoming)) return;
    if (isMalformed(incoming)) return turnAway(incoming, outgoing, 'REQUEST_MALFORMED');
    const body = await readBody(incoming, MAX_BODY_BYTES);
    if (body === 'aborted' || !connections.isWaiting(incoming)) return;
    if (body === 'too-large') connections.endAfter(incoming);
    const response = await answerTo(options, toRequest(incoming, body));
    await connections.turnOf(incoming);
    const isLast = connections.settle(incoming, draining !== null);
    if (body === 'too-large') writeAndLinger(outgoing, response, incoming);
    else writeResponse(outgoing, response, isLast);
  }

  function fail(socket: Duplex, code: ProblemCode): void {
    const due = connections.endBroken(socket);
    if (due === 'nothing') return;
    countFault();
    if (due === 'fault') answerClientError(socket, code);
  }

  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      connectionsCheckingInterval: limits.checkIntervalMs,
      // A header sent twice must not be read as its first half only.
      joinDuplicateHeaders: true,
      // We look for it ourselves: node's answer would be no problem document.
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      serve(incoming, outgoing).catch(() => outgoing.destroy());
    },
  );
  configure(server, limits);
  server.on('drop', () => options.metrics.count(METRIC_NAMES.HTTP_CONNECTIONS_DROPPED));
  server.on('clientError', (error, socket) => fail(socket, clientErrorCode(error)));
  // Both are answered by node otherwise, with an empty body or with nothing.
  server.on('connect', ({ socket }) => {
    tunnels.hold(socket);
    fail(socket, 'PATH_UNKNOWN');
  });
  server.on('checkExpectation', (incoming, outgoing) => {
    if (connections.admit(incoming)) turnAway(incoming, outgoing, expectationFault(incoming));
  });

  return {
    listen: () => listenOn(server, options.host ?? '127.0.0.1', options.port),
    drain(graceMs = 5000) {
      draining ??= closeServer(server, tunnels, graceMs);
      return draining;
    },
  };
}
