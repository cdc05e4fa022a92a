import { sweepExpired } from '../adapters/local/expiry.ts';
import { toMiddlewareError } from '../core/errors.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { LocalStores } from './local-stores.ts';

const INTERVAL_MS = 60_000;
const BATCH = 1_000;

/** Writes the hourly checkpoint and removes what has expired, until `signal` aborts. A failure is logged, never fatal. */
export async function startUpkeep(
  stores: LocalStores,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const nowMs = stores.clock.now();
      const checkpoint = await stores.ledger.checkpointIfDue(nowMs);
      const detail = checkpoint?.detail ?? null;
      if (detail?.headsDigest !== undefined && (detail.heads ?? 0) > 0) {
        logger.log('info', 'ledger.checkpoint', {
          digest: detail.headsDigest,
          count: detail.heads ?? 0,
        });
      }
      await sweepExpired(stores.db, nowMs, BATCH);
    } catch (thrown) {
      logger.log('error', 'upkeep.failed', { code: toMiddlewareError(thrown).code });
    }
    await stores.clock.sleep(INTERVAL_MS, signal);
  }
}
