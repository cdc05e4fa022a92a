import type { Sensitive } from '../../core/redaction/sensitive.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Clock, Digest } from '../../core/runtime/platform.ts';
import type { Logger, Metrics } from '../../core/runtime/telemetry.ts';
import { isJsonObject, parseWebhookEvent } from '../../core/tickets/webhook-event.ts';
import { METRIC_NAMES } from '../../telemetry/metrics.names.ts';
import { type HttpResponse, type RequestHeaders, readHeader } from '../message.ts';
import { type ProblemCode, problem } from '../problems.ts';

const QUIET_MS = 1000;

/** Logs a refusal, counts one of the token, and gives its answer: the code's problem document, or the one handed in. */
export type Refuse = (code: ProblemCode, answer?: HttpResponse) => HttpResponse;

/**
 * At most one line per code and second is logged, with how many refusals it stands for: somebody who can reach the port
 * must not be able to fill the disk with log lines.
 */
export function createRefusals(deps: {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, 'now'>;
}): Refuse {
  const lastLogged = new Map<ProblemCode, { readonly atMs: number; suppressed: number }>();

  function log(code: ProblemCode, status: number): void {
    const nowMs = deps.clock.now();
    const last = lastLogged.get(code);
    if (last !== undefined && Math.abs(nowMs - last.atMs) < QUIET_MS) {
      last.suppressed += 1;
      return;
    }
    lastLogged.set(code, { atMs: nowMs, suppressed: 0 });
    const count = 1 + (last?.suppressed ?? 0);
    deps.logger.log('warn', 'intake.refused', { code, status, count });
  }

  return (code, answer = problem(code)) => {
    if (answer.status === 401) deps.metrics.count(METRIC_NAMES.INTAKE_AUTH_FAILED);
    log(code, answer.status);
    return answer;
  };
}

export const TOKEN_HEADER = 'x-richpanel-webhook-token';

/** Gives the live tokens: one, or two while they are rotated. Asked on every request, so it must be cheap. */
export type LiveTokens = () => readonly Sensitive<string>[];

export type TokenVerdict =
  | 'ok'
  | 'TOKEN_MISSING'
  | 'TOKEN_WRONG'
  | 'TOKEN_CONFLICT'
  /** The list of live tokens cannot be read, or a rotation left it unusable: nobody can be let in. */
  | 'TOKENS_UNAVAILABLE';

const MAX_LIVE_TOKENS = 2;

/** What a header can carry; a token with anything else could never match. */
const HEADER_SAFE = /^[\x21-\x7e]{1,512}$/;

const TOKEN_REMEDY =
  'Set the webhook token to 1 to 512 visible ASCII characters; 32 random ones are good.';

function tokenError(code: string, message: string): ConfigurationError {
  return new ConfigurationError(code, message, TOKEN_REMEDY);
}

function digestToken(token: Sensitive<string>, digest: Digest): string {
  const value = token.reveal();
  if (value.trim() === '') throw tokenError('WEBHOOK_TOKEN_EMPTY', 'a webhook token is empty');
  if (!HEADER_SAFE.test(value)) {
    throw tokenError('WEBHOOK_TOKEN_INVALID', 'a webhook token cannot be sent in a header');
  }
  return digest.sha256(value);
}

/** One live token stands in for the second as well, so that the work is the same with one and with two. */
function digestTokens(
  tokens: readonly Sensitive<string>[],
  digest: Digest,
): readonly [string, string] {
  if (tokens.length > MAX_LIVE_TOKENS) {
    throw tokenError('WEBHOOK_TOKENS_TOO_MANY', 'more than two webhook tokens are live');
  }
  const [first, second] = tokens.map((token) => digestToken(token, digest));
  if (first === undefined) throw tokenError('WEBHOOK_TOKEN_EMPTY', 'there is no webhook token');
  return [first, second ?? first];
}

/** 0 when equal. Looks at every character whatever it finds; both are digests of one length. */
function difference(left: string, right: string): number {
  let found = left.length ^ right.length;
  for (let i = 0; i < left.length; i += 1) found |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return found;
}

/** The token of `Authorization: Bearer`; another scheme carries none, and more than one token is unreadable (null). */
function bearerOf(authorization: string | null | undefined): string | null | undefined {
  if (authorization === undefined || authorization === null) return authorization;
  const token = /^bearer +(.*)$/i.exec(authorization)?.[1];
  if (token === undefined || token === '') return undefined;
  return token.includes(' ') ? null : token;
}

/**
 * Checks who sends, in constant time: the SHA-256 of the presented token is compared with the digests of both live
 * tokens, all characters of both, whatever the first one says (D11). When both headers hold a token they must agree.
 * `liveTokens` is asked each time, so a rotation needs no restart; its digests are kept while it returns the same list.
 * @throws {ConfigurationError} at construction `WEBHOOK_TOKEN_EMPTY`, `WEBHOOK_TOKEN_INVALID` or
 * `WEBHOOK_TOKENS_TOO_MANY`; the check itself never throws
 */
export function createTokenCheck(
  liveTokens: LiveTokens,
  digest: Digest,
): (headers: RequestHeaders) => TokenVerdict {
  let known = liveTokens();
  let live: readonly [string, string] = digestTokens(known, digest);
  const refresh = (): readonly [string, string] | null => {
    try {
      const current = liveTokens();
      if (current !== known) {
        live = digestTokens(current, digest);
        known = current;
      }
      return live;
    } catch {
      return null;
    }
  };
  return (headers) => {
    const own = readHeader(headers, TOKEN_HEADER);
    const bearer = bearerOf(readHeader(headers, 'authorization'));
    if (own === null || bearer === null) return 'TOKEN_CONFLICT';
    if (own !== undefined && bearer !== undefined && own !== bearer) return 'TOKEN_CONFLICT';
    const presented = own ?? bearer;
    if (presented === undefined || presented === '') return 'TOKEN_MISSING';
    const digests = refresh();
    if (digests === null) return 'TOKENS_UNAVAILABLE';
    const [first, second] = digests;
    const presentedDigest = digest.sha256(presented);
    const toFirst = difference(presentedDigest, first);
    const toSecond = difference(presentedDigest, second);
    // Both differences are known before either is looked at.
    return toFirst * toSecond === 0 ? 'ok' : 'TOKEN_WRONG';
  };
}

/** Counts deliveries per ticket in memory, for this process only; holds references, never raw ids. */
export interface DeliveryLimit {
  /** Counts one delivery. @returns 0 when it may pass, else the milliseconds until the ticket's window ends */
  take(group: string, nowMs: number): number;
  /** How many tickets are being counted. */
  size(): number;
}

interface Window {
  startedAtMs: number;
  count: number;
}

/**
 * A limit of `perWindow` deliveries per ticket and window; a window starts with the first delivery of a ticket. At
 * most `maxTickets` are counted: when more come, those that had no delivery for longest are forgotten, half of all at
 * once, so memory is bounded under a flood of made-up ids. A forgotten ticket merely starts a new window.
 */
export function createDeliveryLimit(options: {
  readonly perWindow: number;
  readonly windowMs: number;
  readonly maxTickets: number;
}): DeliveryLimit {
  // Two generations instead of one map in order of age: to find the oldest entry of a map that others were deleted
  // from costs a walk over the holes they left.
  const generationSize = Math.max(1, Math.floor(options.maxTickets / 2));
  let young = new Map<string, Window>();
  let old = new Map<string, Window>();

  function keep(group: string, window: Window): void {
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(group, window);
  }

  function find(group: string): Window | undefined {
    const recent = young.get(group);
    if (recent !== undefined) return recent;
    const window = old.get(group);
    if (window === undefined) return undefined;
    old.delete(group);
    keep(group, window);
    return window;
  }

  return {
    take(group, nowMs) {
      const window = find(group);
      if (window === undefined) {
        keep(group, { startedAtMs: nowMs, count: 1 });
        return 0;
      }
      const ageMs = nowMs - window.startedAtMs;
      // A clock that jumped back opens a new window instead of closing the ticket for longer than one.
      if (ageMs < 0 || ageMs >= options.windowMs) {
        window.startedAtMs = nowMs;
        window.count = 1;
        return 0;
      }
      if (window.count >= options.perWindow) return options.windowMs - ageMs;
      window.count += 1;
      return 0;
    },
    size: () => young.size + old.size,
  };
}

const JSON_TYPE = /^[ \t]*application\/json[ \t]*$/i;

/** Nothing, or one name and one value; a comma in it would be the seam of a header that came twice. */
const PARAMETER = /^[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=([\w!#$%&'*+.^`|~-]+|"[^",\\]*")[ \t]*)?$/;
const UTF8 = /^(?:utf-8|"utf-8")$/i;
const IDENTITY = /^identity$/i;

/** True for `charset=utf-8` in the spellings that clients use, and for any parameter that is not a charset. */
function isHarmlessParameter(parameter: string): boolean {
  const found = PARAMETER.exec(parameter);
  if (found === null) return false;
  const [, name = '', value = ''] = found;
  return name.toLowerCase() !== 'charset' || UTF8.test(value);
}

/** True for `application/json`, alone or with charset utf-8. */
function isJsonContentType(contentType: string | null | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined || contentType === null) return false;
  const [mediaType = '', ...parameters] = contentType.split(';');
  return JSON_TYPE.test(mediaType) && parameters.every(isHarmlessParameter);
}

/** The fault in the headers that describe the body, or null. */
export function contentFault(
  headers: RequestHeaders,
): 'CONTENT_TYPE_UNSUPPORTED' | 'CONTENT_ENCODING_UNSUPPORTED' | null {
  if (!isJsonContentType(readHeader(headers, 'content-type'))) return 'CONTENT_TYPE_UNSUPPORTED';
  const encoding = readHeader(headers, 'content-encoding');
  if (encoding === undefined) return null;
  const isPlain = encoding !== null && IDENTITY.test(encoding);
  return isPlain ? null : 'CONTENT_ENCODING_UNSUPPORTED';
}

export type EventReading =
  | { readonly outcome: 'ticket'; readonly ticketId: string }
  | { readonly outcome: 'fault'; readonly code: ProblemCode };

function fault(code: ProblemCode): EventReading {
  return Object.freeze({ outcome: 'fault', code });
}

const NOT_UTF8 = fault('BODY_NOT_UTF8');
const NOT_JSON = fault('BODY_NOT_JSON');
const NOT_OBJECT = fault('BODY_NOT_OBJECT');

const BY_OUTCOME = {
  missing: fault('TICKET_ID_MISSING'),
  invalid: fault('TICKET_ID_INVALID'),
  conflict: fault('TICKET_ID_CONFLICT'),
} as const;

// `fatal`: a byte that is not UTF-8 must not become a replacement character inside an id.
const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Reads the ticket's id out of the bytes that arrived, or says what is wrong with them. Keeps nothing of them. */
export function readEvent(bytes: Uint8Array): EventReading {
  const text = decode(bytes);
  if (text === null) return NOT_UTF8;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
  if (!isJsonObject(parsed)) return NOT_OBJECT;
  const event = parseWebhookEvent(parsed);
  return event.outcome === 'ticket' ? event : BY_OUTCOME[event.outcome];
}
