import { isJsonObject, parseWebhookEvent } from '../../core/tickets/webhook-event.ts';
import { type RequestHeaders, readHeader } from '../message.ts';
import type { ProblemCode } from '../problems.ts';

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
export function isJsonContentType(contentType: string | null | undefined): boolean {
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
