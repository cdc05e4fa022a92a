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
