import type { IncomingMessage, ServerResponse } from 'node:http';

/** Header names in lower case. A list stands for a header that came more than once. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One HTTP request, as every runtime's adapter hands it over. */
export interface HttpRequest {
  /** Upper case, as it came. */
  readonly method: string;
  /** Without the query; not decoded. */
  readonly path: string;
  readonly headers: RequestHeaders;
  /** The bytes that arrived, or the word that there were more than the limit; then nothing of them is kept. */
  readonly body: Uint8Array | 'too-large';
}

/** One HTTP answer. `body` is ASCII, so its length is its size in bytes; adapters add `content-length`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one request. Never rejects for anything a client can send. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

/** The largest body that is taken, inclusive. */
export const MAX_BODY_BYTES = 32 * 1024;

/** On every answer. No CORS header anywhere: no browser is a client of ours (D11). */
export const BASE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

const JSON_HEADERS = { ...BASE_HEADERS, 'content-type': 'application/json' } as const;

/** An answer that holds `body` as JSON. */
export function jsonResponse(status: number, body: unknown): HttpResponse {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** Reads a header that may come once only; one that came more than once counts as unreadable (null). */
export function readHeader(headers: RequestHeaders, name: string): string | null | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : null;
}

/** How long, and how much, we go on discarding what a client still sends after it was told to stop. */
const LINGER_MS = 1000;
const LINGER_BYTES = 1024 * 1024;

function headersOf(response: HttpResponse, isLast: boolean): Record<string, string | number> {
  const headers = { ...response.headers, 'content-length': response.body.length };
  return isLast ? { ...headers, connection: 'close' } : headers;
}

/** Writes the answer. With `isLast` the connection ends after it. */
export function writeResponse(
  target: ServerResponse,
  response: HttpResponse,
  isLast: boolean,
): void {
  target.writeHead(response.status, headersOf(response, isLast)).end(response.body, 'latin1');
}

/**
 * Writes the answer to a request whose body was not read to its end, then closes. Closing at once would make the
 * client's machine discard the answer, because unread bytes turn the close into a reset; so what still arrives is
 * thrown away for a moment first.
 */
export function writeAndLinger(
  target: ServerResponse,
  response: HttpResponse,
  request: IncomingMessage,
): void {
  target.writeHead(response.status, headersOf(response, true)).write(response.body, 'latin1');
  let discardedBytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    target.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.on('end', end).on('close', end);
  // The client closed its half in the middle of the body: nothing more comes.
  request.socket.once('end', end);
  request.on('data', (chunk: Uint8Array) => {
    discardedBytes += chunk.byteLength;
    if (discardedBytes > LINGER_BYTES) end();
  });
  request.resume();
}
