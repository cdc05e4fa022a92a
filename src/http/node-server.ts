import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ConfigurationError } from '../core/runtime/errors.ts';
import type { Logger, Metrics } from '../core/runtime/telemetry.ts';
import { METRIC_NAMES } from '../telemetry/metrics.names.ts';
import { answerClientError, clientErrorCode } from './client-error.ts';
import { createConnections } from './connections.ts';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  MAX_BODY_BYTES,
  writeAndLinger,
  writeResponse,
} from './message.ts';
import { type ProblemCode, problem } from './problems.ts';
import { readBody } from './read-body.ts';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.ts';

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

/** Where a server listens; `port` is the real one also when 0 was asked for. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

function toConfigurationError(error: NodeJS.ErrnoException, port: number): ConfigurationError {
  const options = { context: { port, errno: error.code ?? 'unknown' }, cause: error };
  if (error.code === 'EADDRINUSE') {
    const remedy =
      'Stop the other process, or choose another port with --port (0 takes a free one).';
    return new ConfigurationError('PORT_IN_USE', `port ${port} is in use`, remedy, 1, options);
  }
  const remedy = 'Choose an address of this machine and a port that you may use, 1024 or above.';
  return new ConfigurationError(
    'LISTEN_FAILED',
    `cannot listen on port ${port}`,
    remedy,
    1,
    options,
  );
}

function addressOf(server: Server, host: string): ListenAddress {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { host, port, url: `http://${shown}:${port}` };
}

/**
 * Starts a server. @returns where it listens.
 * @throws {ConfigurationError} `PORT_IN_USE`, or `LISTEN_FAILED` for any other reason
 */
function listenOn(server: Server, host: string, port: number): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(toConfigurationError(error, port));
    server.once('error', onError);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', onError);
      resolve(addressOf(server, host));
    });
  });
}

/** One server is named; node joins a header that came twice with a comma. */
function hasOneHost(host: string | undefined): boolean {
  return host !== undefined && !host.includes(',');
}

/**
 * True for a request of which node's parser makes more than it says, so that its path, its body or its end might be
 * another's: versions other than 1.0 and 1.1, a version 1.1 without its one Host, and a Transfer-Encoding that is not
 * chunked alone (node hands over the bytes of `gzip, chunked` as they are) or that version 1.0 does not have.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.1 and #section-3.2, read 2026-11-26
 */
function isMalformed({ httpVersion, headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  if (httpVersion === '1.0') return coding !== undefined;
  if (httpVersion !== '1.1' || !hasOneHost(headers.host)) return true;
  return coding !== undefined && coding.toLowerCase() !== 'chunked';
}

type Socket = IncomingMessage['socket'];

/**
 * Holds the connections on which a CONNECT came. Node lets go of them altogether: an error there would end the process,
 * no time limit would apply, and neither would the end of the server.
 */
interface Tunnels {
  hold(socket: Socket): void;
  /** Cuts those that are still open. */
  cut(): void;
}

/** `inactivityTimeoutMs`: how long nothing may move on one before it is cut. */
function createTunnels(inactivityTimeoutMs: number): Tunnels {
  const open = new Set<Socket>();
  return {
    hold(socket) {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
      socket.setTimeout(inactivityTimeoutMs, () => socket.destroy());
    },
    cut() {
      for (const socket of open) socket.destroy();
    },
  };
}
