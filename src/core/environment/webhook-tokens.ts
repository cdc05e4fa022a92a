import { z } from 'zod';
import { Sensitive } from '../redaction/sensitive.ts';

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
