import { z } from 'zod';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import type { EffectName } from '../gate/effects.ts';
import { POLICY_VERSION } from '../gate/policy.ts';
import type { Outcome } from '../gate/rule.ts';
import { DESTINATION_IDS, INTENT_IDS } from '../intents/taxonomy.ts';
import { TEMPLATE_IDS } from '../replies/template-ids.ts';
import type { Plan } from './plan.ts';

const codes = z.array(z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/));

/** How the work on one customer message ended; the first that is true. */
const DECISION_OUTCOMES = [
  'replied',
  'held',
  'routed',
  'ignored',
  'observed',
  'deadLettered',
] as const;

/** One line of `--decisions`: what was understood, planned and done, without text and without identity. */
export const decisionRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z
    .string()
    .describe('The id of the --tickets line, else line-<n>; the ticketRef for other webhooks.'),
  ticketRef: z.string().describe('HMAC reference of the ticket.'),
  environment: z.enum(ENVIRONMENT_NAMES),
  intent: z.enum(INTENT_IDS).nullable().describe('Null when the message was never understood.'),
  secondary: z.array(z.enum(INTENT_IDS)).max(2),
  confidence: z.number().min(0).max(1).nullable(),
  tier: z
    .union([z.literal(0), z.literal(1), z.literal(2)])
    .nullable()
    .describe(
      '0 never automated; the planned template’s tier; null when only routing was planned.',
    ),
  destination: z.enum(DESTINATION_IDS).nullable(),
  template: z
    .enum(TEMPLATE_IDS)
    .nullable()
    .describe('The template planned, whether or not it was sent.'),
  match: z.strictObject({
    kind: z.enum(['match', 'no-match']),
    reason: z.string().max(64),
  }),
  outcome: z.enum(DECISION_OUTCOMES),
  effects: z.array(
    z.strictObject({
      effect: z.string().max(32),
      outcome: z.enum(['allow', 'hold', 'deny']),
      codes,
    }),
  ),
  codes: codes.describe('Why it ended so, where no effect says it.'),
  policyVersion: z.string(),
});

export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

export type EffectLine = DecisionRecord['effects'][number];

export function lineOf(effect: EffectName, outcome: Outcome, codes: readonly string[]): EffectLine {
  return { effect, outcome, codes: [...codes] };
}

/** Builds the decision line of a settled job, or of one that could not be settled. */
export function decisionRecord(
  ticketRef: string,
  result: {
    readonly outcome: DecisionRecord['outcome'];
    readonly effects: readonly EffectLine[];
    readonly codes: readonly string[];
  },
  planned: Plan | null,
  environment: EnvironmentName,
): DecisionRecord {
  return {
    schemaVersion: 1,
    id: ticketRef,
    ticketRef,
    environment,
    intent: planned?.understanding.primary ?? null,
    secondary: [...(planned?.understanding.secondary ?? [])],
    confidence: planned?.understanding.confidence ?? null,
    tier: planned?.tier ?? null,
    destination: planned?.destination ?? null,
    template: planned?.templateId ?? null,
    match: planned?.match ?? { kind: 'no-match', reason: 'not-needed' },
    outcome: result.outcome,
    effects: [...result.effects],
    codes: [...result.codes],
    policyVersion: POLICY_VERSION,
  };
}
