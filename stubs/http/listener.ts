import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../../src/core/runtime/errors.ts';
import type { Clock } from '../../src/core/runtime/platform.ts';
import { answerError, type StubRequest, type StubResponse } from './request.ts';

/** What every stub of a vendor that only answers reads can do. */
export interface VendorStub<State, Fault, Entry> extends StubListener {
  /** Answers one request, synchronously, without a socket. */
  handle(request: StubRequest): StubResponse;
  /** Replaces parts of what the stub knows. */
  change(state: Partial<State>): void;
  /** Plans a fault for the next call. */
  script(fault: Fault): void;
  /** Every request that arrived, oldest first. */
  journal(): readonly Entry[];
  /** Calls that were answered with 501: of another kind, or for data that the stub does not have. */
  unknownCalls(): number;
}

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 10_000_000;

/** A silent connection is dropped after this time; no client of ours waits nearly as long. */
const SILENCE_MS = 120_000;

/** A page in a browser that resolves its own name to this machine gets no further than this. */
const LOOPBACK_NAME = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

export interface StubListener {
  /** @throws {ConfigurationError} `STUB_PORT_UNAVAILABLE` */
  listen(options: { readonly port: number }): Promise<{ readonly origin: string }>;
  /** Stops, and breaks off whatever connection is open, silent ones included. */
  close(): Promise<void>;
}

/** Serves a stub of a vendor over HTTP on loopback, and only there. */
export function createStubListener(
  handle: (request: StubRequest) => StubResponse,
  clock: Pick<Clock, 'sleep'>,
): StubListener {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response, handle).then(
      (outcome) => {
        if (outcome === 'silent') void dropLater(request, response, clock, closing.signal);
      },
      () => {
        request.socket.destroy();
      },
    );
  });
  return {
    listen: ({ port }) => listen(server, port),
    close: async () => {
      closing.abort();
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<{ readonly origin: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new ConfigurationError(
          'STUB_PORT_UNAVAILABLE',
          'a stub cannot listen on its port',
          'Stop the program that uses the port, or let the stub choose a free one (port 0).',
          1,
          { cause, context: { port } },
        ),
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address ? address.port : port;
      resolve({ origin: `http://${HOST}:${chosen}` });
    });
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: StubRequest) => StubResponse,
): Promise<'answered' | 'silent'> {
  const answer = await answerFor(request, handle);
  if (answer.kind === 'no-answer') return 'silent';
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
  return 'answered';
}

async function answerFor(
  request: IncomingMessage,
  handle: (request: StubRequest) => StubResponse,
): Promise<StubResponse> {
  if (!LOOPBACK_NAME.test(request.headers.host ?? '')) return answerError(421, 'Misdirected');
  const body = await readBody(request);
  if (body === null) return answerError(413, 'Too large', { connection: 'close' });
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
  );
  try {
    return handle({ method: request.method ?? '', path: request.url ?? '', headers, body });
  } catch {
    // A fault of the stub itself; the text of the error may quote the workspace and stays here.
    return answerError(500, 'The stub failed');
  }
}

/** Null when the body is too large; what is left of it is then thrown away. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    sizeBytes += chunk.length;
    if (sizeBytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return sizeBytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

async function dropLater(
  request: IncomingMessage,
  response: ServerResponse,
  clock: Pick<Clock, 'sleep'>,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  await clock.sleep(SILENCE_MS, AbortSignal.any([closing, gone.signal]));
  request.socket.destroy();
}
