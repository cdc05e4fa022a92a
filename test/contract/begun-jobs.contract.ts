import { expect } from 'vitest';
import type {
  BegunJob,
  ConversationStore,
  NewBegunJob,
  WorkItem,
} from '../../src/core/worker/conversation-store.ts';
import type { ContractCase, Harness } from './contract-case.ts';

type Case = ContractCase<Harness<ConversationStore>>;

const MINUTE_MS = 60_000;
const TICKET_ID = '<a+b.1@shop.example>';

function begun(jobId: string, seenAtMs: number, overrides: Partial<NewBegunJob> = {}): NewBegunJob {
  return { jobId, ticketRef: 't_1', ticketId: TICKET_ID, deliveries: 2, seenAtMs, ...overrides };
}

function workItem(settledAtMs: number): WorkItem {
  const nothing = { codes: [], intent: null, templateId: null } as const;
  return { ticketRef: 't_1', messageRef: 'm_1', outcome: 'routed', settledAtMs, ...nothing };
}

/** Everything that is begun, as seen by a sweep that waits for nothing. */
function listAll(port: ConversationStore, nowMs: number): Promise<readonly BegunJob[]> {
  return port.listBegun({ untilMs: nowMs, nowMs, limit: 100 });
}

async function listOne(port: ConversationStore, nowMs: number): Promise<BegunJob> {
  const [job] = await listAll(port, nowMs);
  if (job === undefined) throw new Error('expected a begun job');
  return job;
}

const idsOf = (jobs: readonly BegunJob[]) => jobs.map((job) => job.jobId);

/** What was begun and is not settled; a part of the port `ConversationStore`. */
export const BEGUN_JOB_CASES: readonly Case[] = [
  {
    name: 'D7 remembers a job that was begun, whole, also after a restart',
    run: async ({ port, now, reopen }) => {
      await port.noteBegun(begun('j1', now()));
      const again = (await reopen()) ?? port;

      expect(await listAll(again, now())).toEqual([
        { ...begun('j1', now()), recoveries: 0, version: expect.any(Number) },
      ]);
    },
  },
  {
    name: 'D7 forgets it in the step that settles the job, first or not, and no other job',
    run: async ({ port, now }) => {
      for (const jobId of ['j1', 'j2', 'j3']) await port.noteBegun(begun(jobId, now()));
      await port.settle(workItem(now()), { jobId: 'j1', deliveries: 2 });
      await port.settle(workItem(now()), { jobId: 'j2', deliveries: 2 });

      expect(idsOf(await listAll(port, now()))).toEqual(['j3']);
    },
  },
  {
    name: 'does not begin a job again that has settled: a worker woke up late',
    run: async ({ port, now }) => {
      await port.settle(workItem(now()), { jobId: 'j1', deliveries: 2 });
      await port.noteBegun(begun('j1', now()));

      expect(await listAll(port, now())).toEqual([]);
    },
  },
  {
    name: 'keeps one note of a job that is begun again, with how often it was put back',
    run: async ({ port, now, advance }) => {
      await port.noteBegun(begun('j1', now()));
      await port.countRecovery('j1');
      const { version } = await listOne(port, now());
      await advance(MINUTE_MS);
      await port.noteBegun(begun('j1', now()));
      await port.countRecovery('j_unknown');

      const job = await listOne(port, now());
      expect(job).toMatchObject({ seenAtMs: now(), recoveries: 1 });
      expect(job.version).toBeGreaterThan(version);
    },
  },
  {
    name: 'lists those not seen since an instant, the longest unseen first, no more than asked for',
    run: async ({ port, now, advance }) => {
      for (const jobId of ['j3', 'j1', 'j2']) {
        await port.noteBegun(begun(jobId, now()));
        await advance(MINUTE_MS);
      }
      const query = { untilMs: now() - 2 * MINUTE_MS, nowMs: now() };

      expect(idsOf(await port.listBegun({ ...query, limit: 9 }))).toEqual(['j3', 'j1']);
      expect(idsOf(await port.listBegun({ ...query, limit: 1 }))).toEqual(['j3']);
      await port.noteBegun(begun('j3', now()));
      expect(idsOf(await listAll(port, now()))).toEqual(['j1', 'j2', 'j3']);
    },
  },
  {
    name: 'lists those that were seen in the future: the clock was put back',
    run: async ({ port, now }) => {
      await port.noteBegun(begun('j1', now() + MINUTE_MS));
      await port.noteBegun(begun('j2', now() - 9 * MINUTE_MS));
      await port.noteBegun(begun('j3', now()));
      const query = { untilMs: now() - 5 * MINUTE_MS, nowMs: now() };

      expect(idsOf(await port.listBegun({ ...query, limit: 9 }))).toEqual(['j2', 'j1']);
      expect(idsOf(await port.listBegun({ ...query, limit: 1 }))).toEqual(['j2']);
    },
  },
  {
    name: 'lets one of many look for a job, and none when a worker has begun it or settled it since',
    run: async ({ port, now }) => {
      await port.noteBegun(begun('j1', now()));
      const listed = await listOne(port, now());
      const looks = await Promise.all([1, 2, 3].map(() => port.lookForBegun(listed, now())));
      const found = looks.filter((look) => look !== null);

      expect(found).toHaveLength(1);
      expect(await listAll(port, now())).toEqual(found);
      const [job = listed] = found;
      await port.noteBegun(begun('j1', now()));
      expect(await port.lookForBegun(job, now())).toBeNull();
      const again = await listOne(port, now());
      await port.settle(workItem(now()), { jobId: 'j1', deliveries: 2 });
      expect(await port.lookForBegun(again, now())).toBeNull();
    },
  },
  {
    name: 'moves a job that was looked for behind those that were not',
    run: async ({ port, now, advance }) => {
      await port.noteBegun(begun('j1', now()));
      await advance(1_000);
      await port.noteBegun(begun('j2', now()));
      await advance(1_000);
      await port.lookForBegun(await listOne(port, now()), now());

      expect(idsOf(await listAll(port, now()))).toEqual(['j2', 'j1']);
    },
  },
  {
    name: 'ends a job that others have taken over, unless a worker has begun it since',
    run: async ({ port, now }) => {
      await port.noteBegun(begun('j1', now()));
      const listed = await listOne(port, now());
      await port.noteBegun(begun('j1', now()));
      await port.endBegun(listed);
      expect(idsOf(await listAll(port, now()))).toEqual(['j1']);

      await port.endBegun(await listOne(port, now()));
      expect(await listAll(port, now())).toEqual([]);
    },
  },
  {
    name: 'incident 8 incident 12 refuses what is no reference, no id of a ticket and no whole number',
    run: async ({ port, now }) => {
      const text = 'Where is my order?';
      const odd = [
        ...(['jobId', 'ticketRef'] as const).map((field) => begun('j1', now(), { [field]: text })),
        ...['', '..', 'two\nlines', 'x'.repeat(513)].map((ticketId) =>
          begun('j1', now(), { ticketId }),
        ),
        begun('j1', now(), { deliveries: 0 }),
        begun('j1', 0.5),
      ];
      const listed = { ...begun('j1', now()), recoveries: 0, version: 1 };
      const results = await Promise.allSettled([
        ...odd.map((job) => port.noteBegun(job)),
        ...odd.map((job) => port.lookForBegun({ ...listed, ...job }, now())),
        ...odd.map((job) => port.endBegun({ ...listed, ...job })),
        port.lookForBegun(listed, 0.5),
        port.countRecovery(text),
        port.listBegun({ untilMs: 0.5, nowMs: now(), limit: 1 }),
        port.listBegun({ untilMs: 0, nowMs: now(), limit: 0 }),
      ]);

      expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
      expect(await listAll(port, now())).toEqual([]);
    },
  },
];
