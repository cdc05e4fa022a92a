import { z } from 'zod';
import { MiddlewareError } from '../runtime/errors.ts';
import { isTicketId } from './ticket.ts';

/** What one webhook body says. Only the ticket's id is read from it (D11). */
export type WebhookEvent =
  | { readonly outcome: 'ticket'; readonly ticketId: string }
  /** No known place holds an id. */
  | { readonly outcome: 'missing' }
  /** A known place holds something that cannot be an id. */
  | { readonly outcome: 'invalid' }
  /** Two places name different tickets. */
  | { readonly outcome: 'conflict' };

type JsonObject = Readonly<Record<string, unknown>>;

const MISSING: WebhookEvent = { outcome: 'missing' };
const INVALID: WebhookEvent = { outcome: 'invalid' };
const CONFLICT: WebhookEvent = { outcome: 'conflict' };

/** True for a JSON object; false for null, lists and everything else. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own field; a field that is null counts as missing, and inherited ones do not exist. */
function ownField(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** Collects what stands where an id can stand: `ticket_id`, `ticket`, `ticket.id` and `ticket.ticket_id`. */
function collectCandidates(holder: JsonObject, found: unknown[]): void {
  const direct = ownField(holder, 'ticket_id');
  if (direct !== undefined) found.push(direct);
  const ticket = ownField(holder, 'ticket');
  if (ticket === undefined) return;
  if (!isJsonObject(ticket)) {
    found.push(ticket);
    return;
  }
  for (const name of ['id', 'ticket_id']) {
    const nested = ownField(ticket, name);
    if (nested !== undefined) found.push(nested);
  }
}

/**
 * A number is taken where whole numbers are exact: beyond, JSON may have rounded it to another ticket's. Digits behind
 * the point that were rounded away cannot be seen here any more.
 */
function idOf(candidate: unknown): string | null {
  if (typeof candidate === 'string') return isTicketId(candidate) ? candidate : null;
  if (typeof candidate !== 'number') return null;
  return Number.isSafeInteger(candidate) && candidate >= 0 ? String(candidate) : null;
}

/**
 * Reads the ticket's id out of a parsed webhook body. The helpdesk's templates are written by people, so the id may
 * be a string or a number, and may stand in `ticket_id`, in `ticket` itself, in `ticket.id` or `ticket.ticket_id`,
 * and in any of these under `payload` (incidents 2, 7). Every place that holds something must agree. Pure and total.
 */
export function parseWebhookEvent(body: JsonObject): WebhookEvent {
  const candidates: unknown[] = [];
  collectCandidates(body, candidates);
  const payload = ownField(body, 'payload');
  if (isJsonObject(payload)) collectCandidates(payload, candidates);
  let ticketId: string | null = null;
  for (const candidate of candidates) {
    const id = idOf(candidate);
    if (id === null) return INVALID;
    if (ticketId !== null && ticketId !== id) return CONFLICT;
    ticketId = id;
  }
  return ticketId === null ? MISSING : { outcome: 'ticket', ticketId };
}

/** The body of a job made from one delivery: ids only. Written by the intake, read by the worker. */
export const jobBodySchema = z.strictObject({
  schemaVersion: z.literal(1),
  ticketId: z.string().refine(isTicketId),
  /** The delivery that made the job; deliveries that joined it later are counted by the queue. */
  deliveryId: z.string().min(1).max(64),
});

export type JobBody = z.infer<typeof jobBodySchema>;

/** Jobs of one group with this key coalesce: a burst of deliveries for a ticket is one piece of work (D6). */
export const TICKET_COALESCING_KEY = 'ticket';

/** Writes a job body that `parseJobBody` reads back unchanged. */
export function formatJobBody(ticketId: string, deliveryId: string): string {
  const body: JobBody = { schemaVersion: 1, ticketId, deliveryId };
  return JSON.stringify(body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads the body of a claimed job.
 * @throws {MiddlewareError} `JOB_BODY_INVALID` with disposition `fail`: trying again cannot help
 */
export function parseJobBody(text: string): JobBody {
  const parsed = jobBodySchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new MiddlewareError(
    'JOB_BODY_INVALID',
    'fail',
    'the body of the job has not the known shape',
  );
}
