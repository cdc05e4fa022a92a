import type { SecretId } from '../environment/resource.names.ts';
import { findWebhookTokens } from '../environment/webhook-tokens.ts';

/**
 * The live values of a secret: two while a webhook token is rotated, else the one text.
 * @returns null for a list that the intake would not take either
 */
export function liveValues(id: SecretId, raw: string): readonly string[] | null {
  if (id !== 'richpanel/webhook_token' || raw.trim() === '') return [raw];
  return findWebhookTokens(raw)?.map((token) => token.reveal()) ?? null;
}
