import { BASE_HEADERS, type HttpResponse } from './message.ts';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Every fault the HTTP surface answers with. The detail never repeats anything of the request. */
const PROBLEMS = {
  PATH_UNKNOWN: {
    status: 404,
    title: 'Path unknown',
    detail: 'Webhooks are taken on /webhooks/richpanel; /healthz and /readyz report health.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    detail: 'This path does not take the method; the Allow header names those it takes.',
  },
  IDENTITY_UNVERIFIED: {
    status: 503,
    title: 'Identity not verified',
    detail: 'The service has not proved which environment it runs in. Nothing was queued.',
  },
  DRAINING: {
    status: 503,
    title: 'Shutting down',
    detail: 'The service is stopping and takes no new deliveries. Nothing was queued.',
  },
  QUEUE_UNAVAILABLE: {
    status: 503,
    title: 'Queue not durable',
    detail: 'The delivery could not be stored durably, so it is not accepted.',
  },
  TOKEN_MISSING: {
    status: 401,
    title: 'Token missing',
    detail: 'Send the token in x-richpanel-webhook-token or as Authorization: Bearer.',
  },
  TOKEN_WRONG: {
    status: 401,
    title: 'Token wrong',
    detail: 'The token is not one of the live ones.',
  },
  TOKEN_CONFLICT: {
    status: 401,
    title: 'Two different tokens',
    detail: 'x-richpanel-webhook-token and Authorization hold different tokens; send one.',
  },
  TOKENS_UNAVAILABLE: {
    status: 503,
    title: 'Tokens unavailable',
    detail: 'The live tokens cannot be read, so no delivery can be checked. Nothing was queued.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'Content type not supported',
    detail: 'The content type must be application/json, with charset utf-8 if one is named.',
  },
  CONTENT_ENCODING_UNSUPPORTED: {
    status: 415,
    title: 'Content encoding not supported',
    detail: 'The body must not be compressed: no Content-Encoding other than identity.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'Body too large',
    detail: 'The body may hold 32768 bytes at most.',
  },
  BODY_NOT_UTF8: {
    status: 400,
    title: 'Body is not UTF-8',
    detail: 'The body holds bytes that are not valid UTF-8.',
  },
  BODY_NOT_JSON: {
    status: 400,
    title: 'Body is not JSON',
    detail: 'The body cannot be parsed as JSON.',
  },
  BODY_NOT_OBJECT: {
    status: 400,
    title: 'Body is not a JSON object',
    detail: 'The body is JSON, but not an object.',
  },
  TICKET_ID_MISSING: {
    status: 400,
    title: 'Ticket id missing',
    detail: 'The body names no ticket; ticket_id must hold its id.',
  },
  TICKET_ID_INVALID: {
    status: 400,
    title: 'Ticket id invalid',
    detail: 'A ticket id is 1 to 512 printable characters, not . or .., or a whole number.',
  },
  TICKET_ID_CONFLICT: {
    status: 400,
    title: 'Two different ticket ids',
    detail: 'The body names two different tickets; it must name one.',
  },
  TICKET_RATE_LIMITED: {
    status: 429,
    title: 'Too many deliveries for one ticket',
    detail: 'This ticket had more deliveries in a minute than are taken.',
  },
  REQUEST_MALFORMED: {
    status: 400,
    title: 'Request malformed',
    detail: 'The bytes that arrived are not a well-formed HTTP request.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request too slow',
    detail: 'The whole request did not arrive in time.',
  },
  EXPECTATION_UNSUPPORTED: {
    status: 417,
    title: 'Expectation not supported',
    detail: 'The only Expect header that is understood is 100-continue.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Headers too large',
    detail: 'The headers of the request are larger than is taken.',
  },
  REQUEST_FAILED: {
    status: 500,
    title: 'Request failed',
    detail: 'The service failed while answering. The delivery may not have been stored.',
  },
} as const satisfies Readonly<Record<string, Problem>>;

/** Names a fault; stable, listed in docs/errors.md. */
export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES: readonly ProblemCode[] = Object.freeze(
  // Object.keys forgets the key type; the object above is closed.
  Object.keys(PROBLEMS) as ProblemCode[],
);

/** Seconds until a client may try again when nobody knows better. */
const RETRY_AFTER_S = 5;

function extraHeaders(status: number): Readonly<Record<string, string>> {
  if (status === 503) return { 'retry-after': String(RETRY_AFTER_S) };
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return {};
}

function render(code: ProblemCode): HttpResponse {
  const { status, title, detail } = PROBLEMS[code];
  const type = `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
  return Object.freeze({
    status,
    headers: Object.freeze({
      ...BASE_HEADERS,
      'content-type': 'application/problem+json',
      ...extraHeaders(status),
    }),
    body: JSON.stringify({ type, title, status, detail, code }),
  });
}

const RENDERED: ReadonlyMap<ProblemCode, HttpResponse> = new Map(
  PROBLEM_CODES.map((code) => [code, render(code)]),
);

/**
 * The RFC 9457 problem document for a fault, rendered once at start: `type` is the relative reference
 * `/problems/<code in kebab case>`, and nothing of the request is repeated in it.
 */
export function problem(code: ProblemCode): HttpResponse {
  return RENDERED.get(code) ?? render(code);
}

/** The same document with headers of this one answer, such as `allow` or `retry-after`. */
export function problemWith(
  code: ProblemCode,
  headers: Readonly<Record<string, string>>,
): HttpResponse {
  const plain = problem(code);
  return { ...plain, headers: { ...plain.headers, ...headers } };
}
