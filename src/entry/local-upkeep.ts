import { sweepExpired } from '../adapters/local/expiry.ts';
import { toMiddlewareError } from '../core/runtime/errors.ts';
import type { Logger } from '../core/runtime/logger.ts';
import type { Metrics } from '../core/runtime/metrics.ts';
import { sweepLostWork } from '../core/worker/sweep.ts';
import type { LocalStores } from './local-stores.ts';

const INTERVAL_MS = 60_000;
const BATCH = 1_000;

interface UpkeepParts
  extends Pick<LocalStores, 'clock' | 'db' | 'ledger' | 'queue' | 'conversations'> {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

async function writeCheckpoint({ clock, ledger, logger }: UpkeepParts): Promise<void> {
  const checkpoint = await ledger.checkpointIfDue(clock.now());
  const detail = checkpoint?.detail ?? null;
  if (detail?.headsDigest === undefined || (detail.heads ?? 0) === 0) return;
  const fields = { digest: detail.headsDigest, count: detail.heads ?? 0 };
  logger.log('info', 'ledger.checkpoint', fields);
}

/** Lost work first: what expires may be what is known of it. */
const TASKS: readonly ((parts: UpkeepParts) => Promise<unknown>)[] = [
  writeCheckpoint,
  sweepLostWork,
  ({ db, clock }) => sweepExpired(db, clock.now(), BATCH),
];

/**
 * Every minute until `signal` aborts: writes the checkpoint when it is due, finds lost work, removes what has expired.
 * A failure is logged, never fatal, and keeps nothing else from being done.
 */
export async function startUpkeep(parts: UpkeepParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const task of TASKS) {
      try {
        await task(parts);
      } catch (thrown) {
        parts.logger.log('error', 'upkeep.failed', { code: toMiddlewareError(thrown).code });
      }
    }
    await parts.clock.sleep(INTERVAL_MS, signal);
  }
}
