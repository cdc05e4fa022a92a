import { z } from 'zod';
import { createSqliteJobQueue, endLeases } from '../../src/adapters/local/queue.ts';
import { formatJobBody, TICKET_COALESCING_KEY } from '../../src/core/tickets/webhook-event.ts';
import type { ClaimedJob } from '../../src/core/worker/job-queue.ts';
import { QUIET_MS, type SweepTally, sweepLostWork } from '../../src/core/worker/sweep.ts';
import { type WorkLoopDeps, workOn } from '../../src/core/worker/worker.ts';
import {
  type CountingMetrics,
  createCountingMetrics,
} from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { useWorkerFixture } from './use-worker-fixture.ts';
import type { WorkerFixture, WorkerFixtureOptions } from './worker-fixture.ts';

/** An id as e-mail tickets have it: it must be found again and stand in no log. */
export const TICKET_ID = '<a+b.1@shop.example>';

type Port = 'flags' | 'helpdesk' | 'effects' | 'conversations' | 'queue';

/** Where a worker stops for ever. */
export interface Stop {
  readonly port: Port;
  readonly method: string;
  readonly when: 'before' | 'after';
}

const lineSchema = z.looseObject({
  level: z.string(),
  event: z.string(),
  ticketRef: z.string().optional(),
  code: z.string().optional(),
  count: z.number().optional(),
});

/** The same port, of which one method is never heard of again. */
function stopping<P extends object>(port: P, { method, when }: Stop, reached: () => void): P {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (name !== method || typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        if (when === 'after') await Reflect.apply(member, target, args);
        reached();
        return new Promise(() => undefined);
      };
    },
  });
}

export type LostWork = ReturnType<typeof createLostWork>;

function createLostWork(fixture: WorkerFixture) {
  const lines: string[] = [];
  const metrics: CountingMetrics = createCountingMetrics();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ destination, level: 'info', metrics });
  const { db, clock } = fixture.store;
  /** What the process of this moment works with. */
  let deps: WorkLoopDeps = { ...fixture.deps, logger, metrics };

  async function claimOne(): Promise<ClaimedJob> {
    const [job] = await deps.queue.claim({ max: 1, waitMs: 0 });
    if (job === undefined) throw new Error('there is no job');
    return job;
  }

  /** The next service of this folder, from its first step on. */
  async function restart(): Promise<void> {
    await endLeases(db);
    deps = { ...deps, queue: createSqliteJobQueue({ db, clock, random: deps.random }) };
  }

  return {
    ...fixture,
    deps: () => deps,
    lines,
    /** The log, line by line. */
    told: () => lines.map((line) => lineSchema.parse(JSON.parse(line))),
    metrics: () => metrics.snapshot().counters,
    post: (ticketId: string) => {
      const jobId = deps.random.id();
      const group = deps.references.ticketRef(ticketId);
      const body = formatJobBody(ticketId, jobId);
      return deps.queue.enqueue({ jobId, group, coalescingKey: TICKET_COALESCING_KEY, body });
    },
    claimOne,
    restart,
    begun: () => Number(db.sqlite.prepare('SELECT count(*) AS n FROM begun_jobs').get()?.['n']),
    /** The process dies, and the rows of all its jobs with it. */
    loseJobs: async () => {
      db.sqlite.exec('DELETE FROM jobs; DELETE FROM job_groups');
      await restart();
    },
    /** Claims a job and stops for ever at a call. */
    dieAt: async (stop: Stop): Promise<void> => {
      const job = await claimOne();
      await new Promise<void>((reached) => {
        const { port } = stop;
        void workOn(job, { ...deps, [port]: stopping(deps[port], stop, reached) });
      });
    },
    /** Works on whatever can be claimed, a few times over. */
    workDry: async (rounds = 6): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        for (;;) {
          const [job] = await deps.queue.claim({ max: 1, waitMs: 0 });
          if (job === undefined) break;
          await workOn(job, deps);
        }
        await fixture.advance(6_000);
      }
    },
    sweepLater: async (afterMs = QUIET_MS, limit?: number): Promise<SweepTally> => {
      await fixture.advance(afterMs);
      return sweepLostWork(deps, limit);
    },
  };
}

/** A fixture per test, with one ticket in it, and what it takes to lose the work on it. */
export function useLostWork() {
  const { open } = useWorkerFixture();
  return async (options: WorkerFixtureOptions = {}): Promise<LostWork> => {
    const fixture = await open(options);
    fixture.seed({ id: TICKET_ID, tags: ['mw-test'] });
    return createLostWork(fixture);
  };
}
