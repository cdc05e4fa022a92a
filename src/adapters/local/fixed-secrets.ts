import type { SecretSource } from '../../core/environment/secret-source.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';

/** Secrets that the process was started with; they change with a restart only. */
export function createFixedSecrets(tokens: readonly Sensitive<string>[]): SecretSource {
  return { webhookTokens: async () => tokens };
}
