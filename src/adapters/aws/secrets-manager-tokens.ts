import { AccountServiceError, type SecretVault } from '../../core/environment/account.ts';
import type { EnvironmentName } from '../../core/environment/names.ts';
import { secretName } from '../../core/environment/resource.names.ts';
import { findWebhookTokens, type SecretSource } from '../../core/environment/webhook-tokens.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';

type Tokens = readonly Sensitive<string>[];

export interface SecretsManagerTokensDeps {
  readonly secrets: Pick<SecretVault, 'read'>;
  readonly environment: EnvironmentName;
  readonly clock: Pick<Clock, 'now'>;
  /** No token is older than this. Half of it is the age from which a newer one is asked for. */
  readonly maxAgeMs: number;
}

export interface SecretsManagerTokens extends SecretSource {
  /**
   * What `webhookTokens` last found, without asking the account: the same list until a token changes.
   * @throws {AccountServiceError} `ENDPOINT_TIMEOUT` when that is older than `maxAgeMs`, or nothing was found yet
   */
  current(): Tokens;
}

async function fetchTokens(deps: SecretsManagerTokensDeps): Promise<Tokens> {
  const reading = await deps.secrets.read(secretName(deps.environment, 'richpanel/webhook_token'));
  if (reading.outcome === 'failed')
    throw new AccountServiceError(reading.failure, 'Secrets Manager');
  const tokens = reading.outcome === 'value' ? findWebhookTokens(reading.value.reveal()) : null;
  if (tokens !== null) return tokens;
  throw new ConfigurationError(
    'WEBHOOK_TOKEN_INVALID',
    'The webhook token of the account is missing, empty or no list of one or two tokens.',
    'Store a token, or a JSON list of two while you rotate, as the current version of the secret.',
  );
}

function isSame(left: Tokens, right: Tokens): boolean {
  return (
    left.length === right.length &&
    left.every((token, index) => token.reveal() === right[index]?.reveal())
  );
}

/**
 * The live webhook tokens of an account, of a bounded age: a rotation is seen within `maxAgeMs`. From half that age on
 * they are asked for again, one question at a time; while the account does not answer the known ones hold until they
 * are `maxAgeMs` old. After that `webhookTokens` throws what stood in the way, and nobody is let in.
 */
export function createSecretsManagerTokens(deps: SecretsManagerTokensDeps): SecretsManagerTokens {
  const { clock, maxAgeMs } = deps;
  let known: { readonly tokens: Tokens; readonly readAtMs: number } | null = null;
  let refreshing: Promise<Tokens> | null = null;

  async function refresh(): Promise<Tokens> {
    try {
      const readAtMs = clock.now();
      const found = await fetchTokens(deps);
      const tokens = known !== null && isSame(known.tokens, found) ? known.tokens : found;
      known = { tokens, readAtMs };
      return tokens;
    } finally {
      refreshing = null;
    }
  }

  /** Null when they are older, and when the clock went back: then nobody knows how old they are. */
  function knownWithin(ageMs: number): Tokens | null {
    if (known === null) return null;
    const age = clock.now() - known.readAtMs;
    return age >= 0 && age <= ageMs ? known.tokens : null;
  }

  return {
    async webhookTokens() {
      const fresh = knownWithin(maxAgeMs / 2);
      if (fresh !== null) return fresh;
      refreshing ??= refresh();
      try {
        return await refreshing;
      } catch (thrown) {
        const usable = knownWithin(maxAgeMs);
        if (usable === null) throw thrown;
        return usable;
      }
    },
    current() {
      const usable = knownWithin(maxAgeMs);
      if (usable === null) throw new AccountServiceError('ENDPOINT_TIMEOUT', 'Secrets Manager');
      return usable;
    },
  };
}
