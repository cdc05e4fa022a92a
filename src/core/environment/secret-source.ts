import type { Sensitive } from '../redaction/sensitive.ts';

/** Reads the live webhook tokens: one, or two while they are rotated. Never empty strings. */
export interface SecretSource {
  webhookTokens(): Promise<readonly Sensitive<string>[]>;
}
