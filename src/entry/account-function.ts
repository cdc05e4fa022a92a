import type { AccountSession } from '../cli/account-surface.ts';
import { resolveEnvironmentName } from '../core/environment/names.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import type { DoorNeed } from '../core/preflight/door.ts';
import { toMiddlewareError } from '../core/runtime/errors.ts';
import type { Logger } from '../core/runtime/logger.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openAccount } from './account.ts';

const TIMEOUT_MS = 2_000;
const SCRATCH_DIR = '/tmp';

/** What one function of an account must have proved, and which secrets it may read. */
export interface AccountFunction {
  readonly need: DoorNeed;
  readonly secretIds?: readonly SecretId[];
}

async function passDoor(
  { need, secretIds }: AccountFunction,
  process: typeof globalThis.process,
  logger: Logger,
): Promise<AccountSession> {
  const { env } = process;
  const environment = resolveEnvironmentName({ options: [], variable: env['RPMW_ENV'] });
  const options = {
    environment,
    configDir: env['RPMW_CONFIG_DIR'] ?? 'config',
    dataDir: SCRATCH_DIR,
    timeoutMs: TIMEOUT_MS,
    region: env['AWS_REGION'],
    ...{ need, secretIds },
  };
  return openAccount(options, { variables: env, logger, asksNoVendor: true });
}

/**
 * Makes the way of a function into its account: through the door once per life of the process. A refusal is said on the
 * log and is not remembered, so that the next call asks again; nothing is done meanwhile.
 */
export function createAccountFunction(
  parts: AccountFunction,
  process: typeof globalThis.process,
): () => Promise<AccountSession> {
  const logger = createLogger({ destination: process.stderr, level: 'info' });
  let session: Promise<AccountSession> | null = null;
  return async () => {
    session ??= passDoor(parts, process, logger);
    try {
      return await session;
    } catch (thrown) {
      session = null;
      logger.log('error', 'account.refused', { code: toMiddlewareError(thrown).code });
      throw thrown;
    }
  };
}
