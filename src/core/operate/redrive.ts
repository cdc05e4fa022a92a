import { ConfigurationError } from '../runtime/errors.ts';
import type { JobQueue } from '../worker/job-queue.ts';
import {
  authorizeOperator,
  type OperationDeps,
  type Operator,
  recordOperation,
} from './operation.ts';

const LIST_LIMIT = 100_000;
/** What failed once may talk to a customer the next time, so this is no step toward safer. */
const REDRIVE = { effect: 'queue.redrive', direction: 'riskier' } as const;

/** The queue as an operator sees it: its counts and its dead letters. */
export async function listQueue(queue: Pick<JobQueue, 'stats' | 'listDead'>) {
  const [stats, deadLetters] = await Promise.all([queue.stats(), queue.listDead(LIST_LIMIT)]);
  return { stats, deadLetters };
}

/** Which of the wanted jobs are dead letters. @throws {ConfigurationError} `NOTHING_TO_REDRIVE` when none is */
export async function planRedrive(
  wanted: 'all' | readonly string[],
  queue: Pick<JobQueue, 'listDead'>,
): Promise<readonly string[]> {
  const dead = (await queue.listDead(LIST_LIMIT)).map((job) => job.jobId);
  const jobIds = wanted === 'all' ? dead : wanted.filter((jobId) => dead.includes(jobId));
  if (jobIds.length > 0) return jobIds;
  throw new ConfigurationError(
    'NOTHING_TO_REDRIVE',
    'None of these jobs is a dead letter.',
    'npx rpmw queue list shows them.',
  );
}

/**
 * Moves dead letters back to the end of their groups.
 * @returns the ids that moved @throws {ConfigurationError} with the code of the rule that refused
 */
export async function redrive(
  jobIds: readonly string[],
  operator: Operator,
  deps: OperationDeps & { readonly queue: Pick<JobQueue, 'redrive'> },
): Promise<readonly string[]> {
  await authorizeOperator(REDRIVE, operator, deps);
  const moved = await deps.queue.redrive(jobIds);
  await recordOperation(REDRIVE, operator, { after: `${moved.length} jobs` }, deps);
  return moved;
}
