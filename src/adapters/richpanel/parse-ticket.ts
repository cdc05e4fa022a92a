import { z } from 'zod';
import {
  isInScope,
  type ScopeProjection,
  type ScopeRule,
} from '../../core/environment/ticket-scope.ts';
import { stripMarkup } from '../../core/intents/clean.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { MiddlewareError, VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import {
  type Comment,
  type CommentAuthor,
  isTicketId,
  parseChannel,
  type Ticket,
} from '../../core/tickets/ticket.ts';
import type { LinkedOrderRead, TicketRead } from '../../core/vendors/helpdesk.ts';

/** The id cannot be sent to the vendor. The id itself is no part of the error. */
class InvalidIdError extends MiddlewareError {
  constructor() {
    super('TICKET_ID_INVALID', 'fail', 'the id of the ticket cannot be a path segment');
  }
}

const LEFT_PLAIN_BY_THE_PLATFORM = /[!'()*]/g;

/**
 * Encodes an id as one path segment: everything but letters, digits, `-`, `.`, `_` and `~`. E-mail tickets are named
 * by message ids with `<`, `@` and `+`; a write to an unencoded one answers 200 and changes nothing (incident 1).
 * @throws {InvalidIdError}
 */
export function encodeId(id: string): string {
  if (!isTicketId(id)) throw new InvalidIdError();
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(id).replace(LEFT_PLAIN_BY_THE_PLATFORM, hex);
}

/** The id that the last segment of a path made by `encodeId` stands for. */
export function decodeLastSegment(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}

/** Also a key that is missing. */
const anything = z.unknown().optional();

/** A string, or a number that stands for one (incident 7). Empty text is missing (incident 10). */
export const textOrNumber = z
  .union([z.string(), z.number().refine(Number.isSafeInteger)])
  .transform(String);

const optionalText = textOrNumber
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value));

/** For facts that only ever allow something: an unreadable one is missing, and nothing is then allowed by it. */
const lenientText = anything.transform((value) => {
  const text = optionalText.safeParse(value).data?.trim();
  return text === undefined || text === '' ? null : text;
});

const tagSchema = z.union([
  textOrNumber,
  z.object({ name: z.string().min(1) }).transform((tag) => tag.name),
  z.object({ id: textOrNumber }).transform((tag) => tag.id),
]);

/** Unreadable tags are an error, never none: the loop tags among them stop a second reply. */
const tagsSchema = z
  .array(tagSchema)
  .nullish()
  .transform((tags) => [...new Set(tags ?? [])].sort());

/**
 * The only parts that may be looked at before the scope of a ticket is known (R6.2), and what says that it was merged
 * into another one.
 */
const projectionSchema = z.object({
  id: textOrNumber,
  tags: tagsSchema,
  channel_id: optionalText,
});

const referenceList = z
  .union([z.array(z.unknown()), anything.transform((value) => [value])])
  .transform((values) => values.map((value) => textOrNumber.safeParse(value).data));

/** Where helpdesks write that tickets were merged. */
const mergeSchema = z.object({
  merged_into: referenceList,
  merged_ticket_ids: referenceList,
});

/** `true` and `false` as JSON, text or digits; anything else says nothing. */
const spokenBoolean = anything.transform((value): boolean | null => {
  const word = typeof value === 'string' ? value.toLowerCase() : String(value);
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
});

const commentSchema = z.object({
  id: textOrNumber.refine((id) => id !== ''),
  author_id: lenientText,
  body: z.string().nullish(),
  plain_body: z.string().nullish(),
  created_at: z.union([z.string(), z.number()]),
  is_operator: spokenBoolean,
  isOperator: spokenBoolean,
});

type VendorComment = z.infer<typeof commentSchema>;

const viaSchema = z.union([
  z.object({ channel: z.string().nullish() }).transform((via) => via.channel ?? null),
  z.string(),
]);

const profileSchema = z
  .object({ email: lenientText, phone: lenientText, name: lenientText })
  .nullish();

/** The rest of a ticket that is in scope. Fields that the vendor adds are dropped. */
const ticketSchema = z.object({
  conversation_no: lenientText,
  subject: lenientText,
  status: z.string().nullish(),
  state: z.string().nullish(),
  via: viaSchema.nullish(),
  customer_profile: profileSchema,
  comments: z.array(commentSchema).nullish(),
});

type VendorTicket = z.infer<typeof ticketSchema>;

const linkedOrderSchema = z.object({ orderId: optionalText, appClientId: optionalText });

/** Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 100_000_000_000;
const DIGITS = /^\d{9,14}(?:\.\d+)?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  return Math.round(value < SECONDS_BELOW ? value * 1_000 : value);
}

function fromIso(text: string): number | null {
  const [, date, time, offset = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  const zone =
    offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase();
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Reads an instant as the vendor writes it: ISO 8601 (UTC when it names no zone), or seconds or milliseconds since
 * 1970 as a number or as digits.
 * @returns epoch milliseconds, or null for anything else
 */
export function parseVendorTime(value: string | number): number | null {
  if (typeof value === 'number') return fromNumber(value);
  const text = value.trim();
  return DIGITS.test(text) ? fromNumber(Number(text)) : fromIso(text);
}

export interface ParseOptions {
  /** The id that was asked for. An answer about another ticket is never acted on. */
  readonly askedId: string;
  readonly scope: ScopeRule;
  readonly botAgentId: string;
  readonly readAtMs: number;
}

/** Any other word is not open: a reply to a ticket in a state we do not know is held. */
const OPEN_WORDS: ReadonlySet<string> = new Set([
  'open',
  'new',
  'active',
  'pending',
  'snoozed',
  'reopened',
]);

function invalid(detail: string): VendorAnswerInvalidError {
  return new VendorAnswerInvalidError('richpanel', detail);
}

/** The ticket stands alone or under `ticket`. */
function unwrap(answer: unknown): object {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw invalid('not an object');
  if (!('ticket' in answer)) return answer;
  const { ticket } = answer;
  if (typeof ticket !== 'object' || ticket === null || Array.isArray(ticket))
    throw invalid('ticket is no object');
  return ticket;
}

function parseProjection(ticket: object): ScopeProjection {
  const parsed = projectionSchema.safeParse(ticket);
  if (!parsed.success) throw invalid('id, tags or channel_id');
  const { id, tags, channel_id: channelId } = parsed.data;
  return { id, tags, channelId };
}

/** True when the vendor says that the ticket asked for now lives on as another one. */
function isMergedAway(ticket: object, answeredId: string, askedId: string): boolean {
  const parsed = mergeSchema.safeParse(ticket);
  if (!parsed.success) return false;
  const { merged_into: into, merged_ticket_ids: from } = parsed.data;
  if (answeredId !== askedId) return into.includes(answeredId) || from.includes(askedId);
  return into.some((id) => id !== undefined && id !== '' && id !== askedId);
}

function authorOf(comment: VendorComment, botAgentId: string): CommentAuthor {
  if (comment.author_id !== null && comment.author_id === botAgentId) return 'bot';
  const words = [comment.is_operator, comment.isOperator];
  // Nobody said that a customer wrote it: taken for a person of the team, so that nothing is answered over them.
  return words.includes(true) || !words.includes(false) ? 'operator' : 'customer';
}

function textOf(comment: VendorComment): string {
  const plain = comment.plain_body?.trim() ?? '';
  return plain === '' ? stripMarkup(comment.body ?? '').trim() : plain;
}

function toComment(comment: VendorComment, botAgentId: string): Comment {
  const createdAtMs = parseVendorTime(comment.created_at);
  // Without its time a comment has no place in the order, and the newest author decides whether we may speak.
  if (createdAtMs === null) throw invalid('created_at of a comment');
  const author = authorOf(comment, botAgentId);
  return { id: comment.id, author, text: new Sensitive(textOf(comment)), createdAtMs };
}

function isOpen({ status, state }: VendorTicket): boolean {
  const words = [status, state].filter(
    (word) => word !== undefined && word !== null && word !== '',
  );
  return words.length > 0 && words.every((word) => OPEN_WORDS.has(String(word).toLowerCase()));
}

function sensitive(text: string | null | undefined): Sensitive<string> | null {
  return text === null || text === undefined ? null : new Sensitive(text);
}

function toSnapshot(
  ticket: VendorTicket,
  projection: ScopeProjection,
  options: ParseOptions,
): Ticket {
  const comments = (ticket.comments ?? []).map((comment) => toComment(comment, options.botAgentId));
  return {
    ...projection,
    conversationNumber: ticket.conversation_no,
    isOpen: isOpen(ticket),
    channel: parseChannel(ticket.via?.toLowerCase()),
    subject: sensitive(ticket.subject),
    requester: {
      email: sensitive(ticket.customer_profile?.email),
      phone: sensitive(ticket.customer_profile?.phone),
      name: sensitive(ticket.customer_profile?.name),
    },
    // The sort is stable: comments of one instant keep the vendor's order.
    comments: comments.sort((left, right) => left.createdAtMs - right.createdAtMs),
    readAtMs: options.readAtMs,
  };
}

/**
 * Turns the vendor's answer, in any of its shapes, into the only model there is. The scope is decided on id, tags and
 * channel id first; for a ticket out of scope no other field is even looked at (R6.2).
 *
 * An answer about another id than the one asked for is never used: `not-found` when the vendor names the two as
 * merged (the other ticket has deliveries of its own), else an error.
 * @throws {VendorAnswerInvalidError}
 */
export function parseTicketAnswer(answer: unknown, options: ParseOptions): TicketRead {
  const ticket = unwrap(answer);
  const projection = parseProjection(ticket);
  const isAskedOne = projection.id === options.askedId;
  if (isAskedOne && !isInScope(projection, options.scope))
    return { outcome: 'out-of-scope', projection };
  if (isMergedAway(ticket, projection.id, options.askedId)) return { outcome: 'not-found' };
  if (!isAskedOne) throw invalid('another ticket than the one asked for');
  const parsed = ticketSchema.safeParse(ticket);
  if (!parsed.success) throw invalid('a field of the ticket');
  return { outcome: 'found', ticket: toSnapshot(parsed.data, projection, options) };
}

/**
 * Reads `{}` or `{orderId, appClientId}`. Half a reference does not count: it cannot be looked up, and no match is safe.
 * @throws {VendorAnswerInvalidError} for anything else, and for ids that cannot be path segments
 */
export function parseLinkedOrder(answer: unknown): LinkedOrderRead {
  const parsed = linkedOrderSchema.safeParse(answer);
  if (!parsed.success) throw new VendorAnswerInvalidError('richpanel', 'linked order');
  const { orderId, appClientId } = parsed.data;
  if (orderId === null || appClientId === null) return { outcome: 'none' };
  if (isTicketId(orderId) && isTicketId(appClientId))
    return { outcome: 'found', orderId, appClientId };
  throw new VendorAnswerInvalidError('richpanel', 'ids of the linked order');
}
