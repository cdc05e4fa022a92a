import type { AccountSession } from '../cli/surface.ts';
import { openConfig } from '../config/load-config.ts';
import { resolveEnvironmentName } from '../core/environment/names.ts';
import type { SecretId } from '../core/environment/resource.names.ts';
import type { GuardNeed } from '../core/preflight/account-guard.ts';
import { toMiddlewareError } from '../core/runtime/errors.ts';
import type { Logger } from '../core/runtime/telemetry.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openAccount } from './account.ts';

const TIMEOUT_MS = 2_000;
const SCRATCH_DIR = '/tmp';

/** What must be proved to one function of an account, and which secrets it may read. */
interface AccountFunction {
  readonly need: GuardNeed;
  readonly secretIds?: readonly SecretId[];
}

async function enterAccount(
  { need, secretIds }: AccountFunction,
  process: typeof globalThis.process,
  logger: Logger,
): Promise<AccountSession> {
  const { env } = process;
  const environment = resolveEnvironmentName({ options: [], variable: env['RPMW_ENV'] });
  const options = {
    environment,
    config: openConfig(env['RPMW_CONFIG_DIR'] ?? 'config'),
    dataDir: SCRATCH_DIR,
    timeoutMs: TIMEOUT_MS,
    region: env['AWS_REGION'],
    ...{ need, secretIds },
  };
  return openAccount(options, { variables: env, logger, asksNoVendor: true });
}

/**
 * Makes the way of a function into its account: past the account guard once per life of the process. A refusal is logged
 * and not remembered, so that the next call asks again; nothing is done meanwhile.
 */
export function createAccountFunction(
  parts: AccountFunction,
  process: typeof globalThis.process,
): () => Promise<AccountSession> {
  const logger = createLogger({ destination: process.stderr, level: 'info' });
  let session: Promise<AccountSession> | null = null;
  return async () => {
    session ??= enterAccount(parts, process, logger);
    try {
      return await session;
    } catch (thrown) {
      session = null;
      logger.log('error', 'account.refused', { code: toMiddlewareError(thrown).code });
      throw thrown;
    }
  };
}
