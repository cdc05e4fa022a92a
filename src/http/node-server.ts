import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../core/ports/logger.ts';
import type { Metrics } from '../core/ports/metrics.ts';
import { METRIC_NAMES } from '../telemetry/metrics.names.ts';
import { answerClientError, clientErrorCode } from './client-error.ts';
import { type ListenAddress, listenOn } from './listen.ts';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  MAX_BODY_BYTES,
} from './message.ts';
import { problem } from './problems.ts';
import { readBody } from './read-body.ts';
import { writeAndLinger, writeResponse } from './write-response.ts';

/** Bounds on what a client may take from us. The helpdesk itself gives up after about 5 s. */
export interface ServerLimits {
  /** Time for the headers to arrive. @default 5,000 */
  readonly headersTimeoutMs?: number;
  /** Time for the whole request to arrive. @default 10,000 */
  readonly requestTimeoutMs?: number;
  /** How long an idle connection is kept. @default 10,000 */
  readonly keepAliveTimeoutMs?: number;
  /** @default 8,192 */
  readonly maxHeaderBytes?: number;
  /** Connections beyond this are turned away. @default 1,024 */
  readonly maxConnections?: number;
  /** How often the two time limits are looked at. @default 500 */
  readonly checkIntervalMs?: number;
}

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

function configure(server: Server, limits: ServerLimits): void {
  server.headersTimeout = limits.headersTimeoutMs ?? 5000;
  server.requestTimeout = limits.requestTimeoutMs ?? 10_000;
  server.keepAliveTimeout = limits.keepAliveTimeoutMs ?? 10_000;
  server.maxConnections = limits.maxConnections ?? 1024;
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

async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * The adapter for node's own HTTP server: it turns a request into plain data, reads at most 32 KB of body, and writes
 * the answer. All decisions are the handler's. Bodies beyond the limit are answered and the connection closed.
 */
export function createIntakeServer(options: IntakeServerOptions): IntakeServer {
  const limits = options.limits ?? {};
  /** Connections with a request of ours in progress: a parser error there must not answer in its place. */
  const busy = new WeakSet<Duplex>();
  let draining: Promise<void> | null = null;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming, MAX_BODY_BYTES);
    if (body === 'aborted') return;
    busy.add(incoming.socket);
    const response = await answerTo(options, toRequest(incoming, body));
    busy.delete(incoming.socket);
    if (body === 'too-large') writeAndLinger(outgoing, response, incoming);
    else writeResponse(outgoing, response, draining !== null);
  }

  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes ?? 8192,
      connectionsCheckingInterval: limits.checkIntervalMs ?? 500,
      // A header sent twice must not be read as its first half only.
      joinDuplicateHeaders: true,
    },
    (incoming, outgoing) => {
      serve(incoming, outgoing).catch(() => outgoing.destroy());
    },
  );
  configure(server, limits);
  server.on('drop', () => options.metrics.count(METRIC_NAMES.HTTP_CONNECTIONS_DROPPED));
  server.on('clientError', (error, socket) => {
    options.metrics.count(METRIC_NAMES.HTTP_CLIENT_ERRORS);
    if (busy.has(socket)) socket.destroy();
    else answerClientError(socket, clientErrorCode(error));
  });

  return {
    listen: () => listenOn(server, options.host ?? '127.0.0.1', options.port),
    drain(graceMs = 5000) {
      draining ??= closeServer(server, graceMs);
      return draining;
    },
  };
}
