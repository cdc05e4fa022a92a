import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import { createNodeRandom } from '../../src/adapters/node/platform.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import type { ClaimedJob, JobQueue } from '../../src/core/worker/job-queue.ts';
import type { ServerLimits } from '../../src/http/server-limits.ts';
import type { IntakeDeps } from '../../src/http/webhooks/intake.ts';
import { OLD_TOKEN, TOKEN } from '../support/intake-fixture.ts';
import { openWire, startIntake } from '../support/intake-wire.ts';
import { openLocalStore } from '../support/local-store.ts';

const LIVE = [new Sensitive(TOKEN), new Sensitive(OLD_TOKEN)];
/** The head of an answer that is not the word to go on. */
const FINAL_ANSWER = /HTTP\/1\.1 (?!100)\d{3}[\s\S]*?\r\n\r\n/;
/** Far more than a test leaves in the queue. */
const ALL_JOBS = 1000;

/** The whole intake, as the service composes it, on a store of its own; ended by `closeAll`, then `close`. */
export async function openIntake(limits: ServerLimits = {}, overrides: Partial<IntakeDeps> = {}) {
  const store = await openLocalStore('file');
  const queue: JobQueue = createSqliteJobQueue({
    db: store.db,
    clock: store.clock,
    random: createNodeRandom(),
  });
  const deps = { queue, tokens: () => LIVE, ...overrides };
  const intake = await startIntake(deps, limits);
  /** The same intake on another port, for clients that are meant to be timed out. */
  const startAgain = (other: ServerLimits) => startIntake(deps, other);

  /** Takes out what is queued, so that nothing of it is there for the next one who looks. */
  async function takeJobs(): Promise<readonly ClaimedJob[]> {
    const jobs = await queue.claim({ max: ALL_JOBS, waitMs: 0 });
    for (const job of jobs) await queue.complete(job);
    return jobs;
  }

  return { ...intake, store, queue, takeJobs, startAgain };
}

export type OpenIntake = Awaited<ReturnType<typeof openIntake>>;

/**
 * Sends bytes on a connection of their own, waits for an answer, closes our half and waits for the end.
 * @returns everything that the server said
 */
export async function exchange(port: number, bytes: Buffer): Promise<string> {
  const wire = await openWire(port);
  wire.socket.write(bytes);
  await wire.until(FINAL_ANSWER);
  wire.socket.end();
  await wire.closed;
  return wire.received();
}
