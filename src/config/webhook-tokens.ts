import { findWebhookTokens } from '../core/environment/webhook-tokens.ts';
import { Sensitive } from '../core/redaction/sensitive.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import type { Random } from '../core/runtime/random.ts';

/**
 * Reads the live webhook tokens: one plain string, or a JSON list of one or two while they are rotated (D11).
 * @throws {ConfigurationError} `WEBHOOK_TOKEN_INVALID`; the message never holds a token
 */
export function parseWebhookTokens(raw: string): readonly Sensitive<string>[] {
  const tokens = findWebhookTokens(raw);
  if (tokens !== null) return tokens;
  throw new ConfigurationError(
    'WEBHOOK_TOKEN_INVALID',
    'RPMW_WEBHOOK_TOKEN is empty or no list of one or two tokens.',
    'Set it to a token, or to a JSON list of two while you rotate; or unset it and one is generated.',
  );
}

/** The tokens of a service: those that were given, else a fresh one that the caller shows once. */
export function serviceTokens(raw: string | undefined, random: Random) {
  if (raw !== undefined) return { tokens: parseWebhookTokens(raw), generated: null };
  const generated = random.id() + random.id();
  return { tokens: [new Sensitive(generated)], generated };
}
