import type { Transport } from '../../../src/adapters/outbound/transport.ts';
import type { EffectRow, EffectStore, IntendResult } from '../../../src/core/ports/effect-store.ts';
import type { FlagSource } from '../../../src/core/ports/flag-source.ts';
import type { Helpdesk, WriteOutcome } from '../../../src/core/ports/helpdesk.ts';
import type { JobQueue } from '../../../src/core/ports/job-queue.ts';
import type { Ledger } from '../../../src/core/ports/ledger.ts';
import type { Planting } from './simulated-process.ts';

/** A move that takes whatever version there is: whoever comes, wins. */
function dropLock(store: EffectStore): EffectStore {
  return {
    ...store,
    move: async (row, to, change) => store.move((await store.find(row)) ?? row, to, change),
  };
}

function keyOf({
  ticketRef,
  messageRef,
  kind,
}: Pick<EffectRow, 'ticketRef' | 'messageRef' | 'kind'>): string {
  return `${ticketRef} ${messageRef} ${kind}`;
}

/** Intends in memory, sends, and writes the row down only when the send is over. */
function sendBeforeIntended(store: EffectStore): EffectStore {
  const begun = new Map<
    string,
    { readonly write: () => Promise<IntendResult>; baseline: readonly string[] }
  >();
  return {
    ...store,
    intend: async (effect, limits) => {
      begun.set(keyOf(effect), { write: () => store.intend(effect, limits), baseline: [] });
      const { nowMs, ...key } = effect;
      const unwritten = { version: 1, codes: [], baselineRefs: [], looks: 0 } as const;
      return {
        outcome: 'intended',
        row: { ...key, ...unwritten, state: 'intended', createdAtMs: nowMs, changedAtMs: nowMs },
      };
    },
    move: async (row, to, change) => {
      const entry = begun.get(keyOf(row));
      if (entry === undefined) return store.move(row, to, change);
      if (to === 'sending' && row.state === 'intended') {
        entry.baseline = change.baselineRefs ?? [];
        return { ...row, state: 'sending', baselineRefs: entry.baseline };
      }
      begun.delete(keyOf(row));
      const written = await entry.write();
      if (written.outcome === 'capped') return null;
      const sending = await store.move(written.row, 'sending', {
        nowMs: change.nowMs,
        baselineRefs: entry.baseline,
      });
      return sending === null ? null : store.move(sending, to, change);
    },
  };
}

/** Sends a write again when the vendor says 500 (D7). */
function retryOn500(wire: Transport): Transport {
  return {
    ...wire,
    send: async (request) => {
      const result = await wire.send(request);
      const isFailure = result.outcome === 'answered' && result.status === 500;
      return isFailure && request.method === 'PUT' ? wire.send(request) : result;
    },
  };
}

/** Takes every failure of a write for proof that nothing was sent. */
function believeFailures(helpdesk: Helpdesk): Helpdesk {
  const believe = (write: WriteOutcome): WriteOutcome =>
    write.outcome === 'unknown' ? { outcome: 'unsent', code: write.code } : write;
  return {
    ...helpdesk,
    sendReply: async (request, permit) => believe(await helpdesk.sendReply(request, permit)),
    addComment: async (request, permit) => believe(await helpdesk.addComment(request, permit)),
  };
}

/** Reads tickets as if every one were ours (R6.2). */
function ignoreScope(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    readTicket: (request, permit, scope) =>
      helpdesk.readTicket(request, permit, { ...scope, scope: 'all' }),
  };
}

/** Says that a delivery is safe before it is. */
function ackBeforeCommit(queue: JobQueue): JobQueue {
  return {
    ...queue,
    enqueue: async ({ jobId, lane, body }) => {
      queue.enqueue({ jobId, lane, body }).catch(() => undefined);
      return { outcome: 'queued', jobId };
    },
  };
}

/** Ends a job when it is handed out. */
function completeEarly(queue: JobQueue): JobQueue {
  return {
    ...queue,
    claim: async (options) => {
      const jobs = await queue.claim(options);
      for (const job of jobs) await queue.complete(job);
      return jobs;
    },
    complete: async () => undefined,
  };
}

/** Gives every job a lane of its own. */
function dropLanes(queue: JobQueue): JobQueue {
  return { ...queue, enqueue: (job) => queue.enqueue({ ...job, lane: job.jobId }) };
}

/** Answers with the first reading of each flag for ever, and calls it fresh (D5, D17). */
function cacheFlags(flags: FlagSource): FlagSource {
  const known = new Map<string, Awaited<ReturnType<FlagSource['read']>>>();
  return {
    ...flags,
    read: async (names) => {
      const now = await flags.read(names);
      const first = known.get(names.join()) ?? now;
      known.set(names.join(), first);
      const readAtMs = [...now.values()][0]?.readAtMs ?? 0;
      return new Map([...first].map(([name, reading]) => [name, { ...reading, readAtMs }]));
    },
  };
}

/** Goes on before the entry is durable. */
function ledgerBehind(ledger: Ledger): Ledger {
  const nothing = '0'.repeat(64);
  return {
    ...ledger,
    append: async (entry) => {
      ledger.append(entry).catch(() => undefined);
      return { ...entry, seq: 1, previousHash: nothing, hash: nothing };
    },
  };
}

/** Bugs that the simulation must find, each with the verdicts by which it may be known. */
export const PLANTED_BUGS: readonly {
  readonly name: string;
  readonly planting: Planting;
  readonly codes: readonly string[];
}[] = [
  {
    name: 'the lock is dropped',
    planting: { effects: dropLock },
    codes: ['SENT_TWICE', 'ROW_DISAGREES'],
  },
  {
    name: 'sent before intended',
    planting: { effects: sendBeforeIntended },
    codes: ['SEND_WITHOUT_LOCK', 'SENT_TWICE'],
  },
  {
    name: 'a write is retried on 500',
    planting: { wire: retryOn500 },
    codes: ['SENT_TWICE', 'WRITE_WITHOUT_ALLOW'],
  },
  {
    name: 'a failure is taken for unsent',
    planting: { helpdesk: believeFailures },
    codes: ['SENT_TWICE', 'ROW_DISAGREES'],
  },
  {
    name: 'the scope is not looked at',
    planting: { helpdesk: ignoreScope },
    codes: ['WRITE_OUT_OF_SCOPE'],
  },
  {
    name: 'acknowledged before the commit',
    planting: { queue: ackBeforeCommit },
    codes: ['DELIVERY_LOST'],
  },
  {
    name: 'completed when handed out',
    planting: { queue: completeEarly },
    codes: ['DELIVERY_LOST'],
  },
  { name: 'no lanes', planting: { queue: dropLanes }, codes: ['LANE_SHARED', 'LANE_REORDERED'] },
  { name: 'flags are read once', planting: { flags: cacheFlags }, codes: ['WRITE_AFTER_KILL'] },
  {
    name: 'the ledger follows later',
    planting: { ledger: ledgerBehind },
    codes: ['WRITE_WITHOUT_ALLOW'],
  },
];
