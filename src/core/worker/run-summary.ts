import { z } from 'zod';
import { INTENT_IDS } from '../intents/taxonomy.ts';

const count = z.int().nonnegative();

/** What one run of `npm start` did: the one JSON object of `--json`. */
export const runSummarySchema = z.strictObject({
  schemaVersion: z.literal(1),
  received: count.describe('Webhooks that were sent to the intake in this run.'),
  accepted: count.describe('Answered with 202.'),
  handled: count.describe('Accepted deliveries whose work item is settled.'),
  routed: count,
  replied: count,
  held: count,
  ignored: count,
  observed: count,
  deadLettered: count.describe('Accepted deliveries whose job is in the dead letters.'),
  duplicates: count.describe('Accepted deliveries that coalesced.'),
  pending: count.describe('Still in the queue because the run was stopped; 0 at a natural end.'),
  lost: z.int().describe('accepted − handled − deadLettered − pending; must be 0.'),
  liveWrites: count.describe('Writes sent to a vendor whose mode is not stub.'),
  refusals: count.describe('Requests that outbound would not send; must be 0.'),
  unknownCalls: count.describe('Calls that the stub does not know; must be 0.'),
  deniedByCode: z
    .record(z.string(), count)
    .describe('Findings that stood in the way of an effect, by code.'),
  byIntent: z.partialRecord(z.enum(INTENT_IDS), count),
  elapsedMs: count,
  ledger: z.strictObject({ entries: count, verified: z.boolean() }),
  testOnly: z
    .strictObject({ received: count, ignored: count })
    .describe('The short second run with --ticket-scope test-only; zeros when there was none.'),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
