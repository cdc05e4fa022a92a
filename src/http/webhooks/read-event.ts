import { isJsonObject, parseWebhookEvent } from '../../core/tickets/webhook-event.ts';
import type { ProblemCode } from '../problems.ts';

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
