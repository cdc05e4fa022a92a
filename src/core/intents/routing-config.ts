import { z } from 'zod';
import { TEMPLATE_IDS } from '../replies/template-ids.ts';
import { DESTINATION_IDS, INTENT_IDS } from './taxonomy.ts';

const probability = z.number().min(0).max(1);
const ownTag = z.string().regex(/^(route|mw)-[a-z0-9_-]{1,60}$/);

const fallbackSchema = z.strictObject({
  destination: z.enum(DESTINATION_IDS),
  /** Written beside the fallback's own tag, so that the missing queue can be found. */
  tag: ownTag,
});

const intentSchema = z.strictObject({
  /** 0 is the most urgent. */
  priority: z.int().min(0).max(7),
  destination: z.enum(DESTINATION_IDS),
  fallback: fallbackSchema.optional(),
  /** The reply that asks for what is missing; null routes only. */
  template: z.enum(TEMPLATE_IDS).nullable(),
  /** True for the intents that may be answered with order facts once a match is proved. */
  mayVerify: z.boolean(),
});

const destinationSchema = z.strictObject({
  name: z.string().min(1).max(60),
  tag: ownTag,
  /** False where the tenant has no such queue: the intent's fallback is used. */
  isAvailable: z.boolean(),
});

/** Routing, thresholds and caps: config/routing.json. Every default of the product, none of it in code. */
export const routingConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  destinations: z.record(z.enum(DESTINATION_IDS), destinationSchema),
  intents: z.record(z.enum(INTENT_IDS), intentSchema),
  thresholds: z.strictObject({
    route: probability,
    uncertain: probability,
    tier1Reply: probability,
    tier2Reply: probability,
    margin: probability,
    penalty: probability,
    shortTextWords: z.int().positive(),
  }),
  caps: z.strictObject({
    writesPerEvent: z.int().positive(),
    repliesTicket10Min: z.int().positive(),
    repliesTicket24h: z.int().positive(),
    repliesCustomer24h: z.int().positive(),
  }),
  replyWindowMinutes: z.strictObject({
    email: z.int().positive(),
    livechat: z.int().positive(),
  }),
  closeTemplates: z.array(z.enum(TEMPLATE_IDS)),
});

export type RoutingConfig = z.infer<typeof routingConfigSchema>;
