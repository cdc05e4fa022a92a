import { z } from 'zod';
import { ConfigurationError } from '../core/errors.ts';
import type { Random } from '../core/ports/random.ts';
import { Sensitive } from '../core/redaction/sensitive.ts';

const tokensSchema = z.array(z.string().min(1)).min(1).max(2);

function parseList(raw: string): readonly string[] | null {
  if (!raw.trimStart().startsWith('[')) return [raw];
  try {
    const parsed = tokensSchema.safeParse(JSON.parse(raw));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Reads the live webhook tokens: one plain string, or a JSON list of one or two while they are rotated (D11).
 * @throws {ConfigurationError} `WEBHOOK_TOKEN_INVALID`; the message never holds a token
 */
export function parseWebhookTokens(raw: string): readonly Sensitive<string>[] {
  const tokens = parseList(raw);
  if (tokens === null || tokens.some((token) => token.trim() === '')) {
    throw new ConfigurationError(
      'WEBHOOK_TOKEN_INVALID',
      'RPMW_WEBHOOK_TOKEN is empty or no list of one or two tokens.',
      'Set it to a token, or to a JSON list of two while you rotate; or unset it and one is generated.',
    );
  }
  return tokens.map((token) => new Sensitive(token));
}

/** The tokens of a service: those that were given, else a fresh one that the caller shows once. */
export function serviceTokens(raw: string | undefined, random: Random) {
  if (raw !== undefined) return { tokens: parseWebhookTokens(raw), generated: null };
  const generated = random.id() + random.id();
  return { tokens: [new Sensitive(generated)], generated };
}
