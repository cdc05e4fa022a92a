import { z } from 'zod';
import { MiddlewareError } from '../../core/runtime/errors.ts';
import { isTicketId } from '../../core/tickets/ticket.ts';

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
export const projectionSchema = z.object({
  id: textOrNumber,
  tags: tagsSchema,
  channel_id: optionalText,
});

const referenceList = z
  .union([z.array(z.unknown()), anything.transform((value) => [value])])
  .transform((values) => values.map((value) => textOrNumber.safeParse(value).data));

/** Where helpdesks write that tickets were merged. */
export const mergeSchema = z.object({
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

export type VendorComment = z.infer<typeof commentSchema>;

const viaSchema = z.union([
  z.object({ channel: z.string().nullish() }).transform((via) => via.channel ?? null),
  z.string(),
]);

const profileSchema = z
  .object({ email: lenientText, phone: lenientText, name: lenientText })
  .nullish();

/** The rest of a ticket that is in scope. Fields that the vendor adds are dropped. */
export const ticketSchema = z.object({
  conversation_no: lenientText,
  subject: lenientText,
  status: z.string().nullish(),
  state: z.string().nullish(),
  via: viaSchema.nullish(),
  customer_profile: profileSchema,
  comments: z.array(commentSchema).nullish(),
});

export type VendorTicket = z.infer<typeof ticketSchema>;

export const linkedOrderSchema = z.object({ orderId: optionalText, appClientId: optionalText });
