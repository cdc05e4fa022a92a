import { z } from 'zod';
import { CHANNELS } from '../../src/core/tickets/ticket.ts';
import { ticketLineSchema } from '../../src/core/tickets/ticket-file.ts';
import { STUB_ODDITIES } from './oddities.ts';

const odditiesSchema = z.array(z.enum(STUB_ODDITIES));

const stubTrackingSchema = z.object({
  trackingNumber: z.string(),
  trackingCompany: z.string(),
  trackingUrl: z.string(),
  /** Epoch milliseconds. */
  shippingDate: z.number().int(),
});
export type StubTracking = z.infer<typeof stubTrackingSchema>;

/** An order linked to a ticket. `fulfillment` is in any order: the answer sorts it. */
const stubOrderSchema = z.object({
  orderId: z.string().min(1),
  appClientId: z.string().min(1),
  orderName: z.string(),
  /** Epoch milliseconds, as the vendor gives it. */
  createdAt: z.number().int(),
  fulfillmentStatus: z.string().nullable(),
  fulfillment: z.array(z.object({ tracking: z.array(stubTrackingSchema) })),
  statusUrl: z.string().nullable(),
  shippingMethod: z.string().nullable(),
});
export type StubOrder = z.infer<typeof stubOrderSchema>;

/**
 * A ticket to put into the stub: a parsed line of a ticket file whose `id` is the id of the ticket, and what only
 * tests need. Without `channelId` the ticket gets the channel's own; with null it has none.
 */
export const stubTicketInputSchema = ticketLineSchema.extend({
  id: z.string().min(1).max(512),
  name: z.string().max(200).optional(),
  channelId: z.string().min(1).nullable().optional(),
  oddities: odditiesSchema.optional(),
  order: stubOrderSchema.optional(),
});
export type StubTicketInput = z.infer<typeof stubTicketInputSchema>;

/** What happens to a ticket from outside while it is worked on. The comment is written now. */
export const stubChangeSchema = z.strictObject({
  comment: z
    .strictObject({ author: z.enum(['customer', 'operator', 'bot']), text: z.string() })
    .optional(),
  tags: z.array(z.string()).optional(),
  isOpen: z.boolean().optional(),
});
export type StubChange = z.infer<typeof stubChangeSchema>;

const stubCommentSchema = z.strictObject({
  id: z.string(),
  authorId: z.string(),
  isOperator: z.boolean(),
  text: z.string(),
  createdAtMs: z.number(),
});
export type StubComment = z.infer<typeof stubCommentSchema>;

/** A ticket as the stub keeps it, free of every oddity of its answers. */
export const stubTicketSchema = z.strictObject({
  id: z.string(),
  conversationNo: z.number().int(),
  channel: z.enum(CHANNELS),
  channelId: z.string().nullable(),
  subject: z.string().nullable(),
  isOpen: z.boolean(),
  /** In the order of adding, without duplicates. */
  tags: z.array(z.string()),
  assigneeId: z.string().nullable(),
  customer: z.strictObject({
    email: z.string(),
    phone: z.string().nullable(),
    name: z.string().nullable(),
  }),
  /** Oldest first. */
  comments: z.array(stubCommentSchema),
  oddities: odditiesSchema,
  order: stubOrderSchema.nullable(),
  /** Ids of tickets that were merged into this one; they still lead to it. */
  mergedIds: z.array(z.string()),
  /** How many complete close requests arrived. */
  closeRequests: z.number().int(),
});
export type StubTicket = z.infer<typeof stubTicketSchema>;

/** One thing that calls of the API have done to a ticket. */
export const stubFactSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    authorId: z.string(),
    body: z.string(),
    /** True when the customer got it as e-mail. */
    emailed: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('comment'), authorId: z.string(), body: z.string() }),
  z.strictObject({ kind: z.literal('close') }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('tags-added'), tags: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('tags-removed'), tags: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('assigned'), assigneeId: z.string().nullable() }),
]);
export type StubFact = z.infer<typeof stubFactSchema>;

export type JournalEntry = StubFact & { readonly atMs: number };

/** The raw truth about one ticket: what it is, and what was really done to it, in order. */
export interface StubInspection {
  readonly ticket: StubTicket;
  readonly journal: readonly JournalEntry[];
}
