import type { Clock } from '../../../src/core/runtime/platform.ts';
import type { ClaimedJob } from '../../../src/core/worker/job-queue.ts';
import { BUDGET_PAUSE_MS, type WorkLoopDeps, workOn } from '../../../src/core/worker/worker.ts';

/** As the service has them. */
const WORKERS = 16;
/** How soon a waiting worker of the service looks again. */
const LOOK_AGAIN_MS = 200;

export interface Dispatch {
  /** Work may have come in. */
  readonly wake: () => void;
  /** Resolves on the first failure of the queue or the ledger themselves; never otherwise. */
  readonly failed: Promise<never>;
}

/**
 * Sixteen workers that claim as those of the service do, but sleep while the queue is empty: an idle week of the
 * virtual clock would consist of empty claims.
 */
export function createDispatch(deps: WorkLoopDeps, clock: Clock): Dispatch {
  let busy = 0;
  let isClaiming = false;
  let isWatching = false;
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });

  async function work(job: ClaimedJob): Promise<void> {
    const end = await workOn(job, deps);
    if (end === 'budget-spent') await clock.sleep(BUDGET_PAUSE_MS);
    busy -= 1;
  }

  async function claim(): Promise<void> {
    if (isClaiming) return;
    isClaiming = true;
    while (busy < WORKERS) {
      const [job] = await deps.queue.claim({ max: 1, waitMs: 0 });
      if (job === undefined) break;
      busy += 1;
      work(job).then(wake, fail);
    }
    isClaiming = false;
  }

  /** Jobs that were given back come due without anybody saying so. */
  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    while ((await deps.queue.stats()).waiting > 0) {
      await clock.sleep(LOOK_AGAIN_MS);
      await claim();
    }
    isWatching = false;
  }

  function wake(): void {
    claim().then(watch).catch(fail);
  }

  return { wake, failed };
}
