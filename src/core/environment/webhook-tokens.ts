import { z } from 'zod';
import { Sensitive } from '../redaction/sensitive.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import type { Random } from '../runtime/platform.ts';

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
 * The live webhook tokens in one text: a plain string, or a JSON list of one or two while they are rotated (D11).
 * @returns null when it is neither, or holds a blank token
 */
export function findWebhookTokens(raw: string): readonly Sensitive<string>[] | null {
  const tokens = parseList(raw);
  if (tokens === null || tokens.some((token) => token.trim() === '')) return null;
  return tokens.map((token) => new Sensitive(token));
}

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

/** Reads the live webhook tokens: one, or two while they are rotated. Never empty strings. */
export interface SecretSource {
  webhookTokens(): Promise<readonly Sensitive<string>[]>;
}
