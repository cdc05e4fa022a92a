import type { Clock } from '../../core/runtime/clock.ts';
import type { JobQueue, RememberedJob, RestoreResult } from '../../core/worker/job-queue.ts';
import type { LocalDatabase } from './database.ts';
import type { JobRows } from './job-rows.ts';
import type { LaneIndex } from './lane-index.ts';
import type { LaneLoader } from './lane-loader.ts';
import type { SpentJobIds } from './spent-job-ids.ts';

interface RestoreParts {
  readonly db: LocalDatabase;
  readonly clock: Clock;
  readonly rows: JobRows;
  readonly spentIds: SpentJobIds;
  readonly index: LaneIndex;
  readonly loader: LaneLoader;
}

/**
 * Makes `JobQueue.restore`. A job whose row somebody removed beside the running service counts as live until a claim
 * comes upon the missing row, at the latest when its lease is over.
 */
export function createRestore(parts: RestoreParts): JobQueue['restore'] {
  const { db, loader } = parts;
  return async (job, deadCode) => {
    loader.ensureLoaded();
    return await db.write(() => restoreNow(parts, job, deadCode));
  };
}

function restoreNow(
  { clock, rows, spentIds, index, loader }: RestoreParts,
  job: RememberedJob,
  deadCode: string | null,
): RestoreResult {
  // A command of another process may have redriven the job: then it is no dead letter, and not known here yet.
  loader.catchUp();
  if (index.find(job.jobId)) return 'live';
  if (rows.isDead(job.jobId)) return 'dead';
  const nowMs = clock.now();
  if (deadCode === null) {
    loader.admit(rows.restore(job, nowMs));
  } else {
    rows.buryRemembered(job, deadCode, nowMs);
    spentIds.add(job.jobId, nowMs);
  }
  return 'restored';
}
