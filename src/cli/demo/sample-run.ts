import { EFFECT_FAMILIES, isEffectName } from '../../core/gate/effects.ts';
import type { Ledger, LedgerEntry } from '../../core/gate/ledger.ts';
import type { IntentId } from '../../core/intents/taxonomy.ts';
import type { DecisionRecord } from '../../core/worker/record.ts';
import type { RunSummary } from '../../core/worker/run-summary.ts';
import type { LocalService, SettledEvent, Surface } from '../surface.ts';
import { type SendCounts, sendTickets } from './own-endpoint.ts';
import type { TicketInput } from './ticket-input.ts';

const POLL_MS = 25;
const WRITE_FAMILIES: ReadonlySet<string> = new Set(['ROUTE', 'TALK', 'CLOSE']);

/** What the worker settled of one run; what was sent and accepted is counted by the sender, apart. */
interface RunTally {
  /** Names a ticket of this run; only these are counted. */
  readonly expect: (ticketId: string, name: string) => void;
  /** Counts one event. @returns the decision to show, or null for a duplicate or a foreign ticket */
  readonly add: (event: SettledEvent) => DecisionRecord | null;
  /** Deliveries that are settled or dead. */
  readonly settled: () => number;
  readonly counts: () => TallyCounts;
}

type OutcomeCounts = Record<DecisionRecord['outcome'] | 'duplicates' | 'handled', number>;

interface TallyCounts {
  readonly outcomes: Readonly<OutcomeCounts>;
  readonly deniedByCode: Readonly<Record<string, number>>;
  readonly byIntent: Readonly<Partial<Record<IntentId, number>>>;
}

function countOne<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function createRunTally(): RunTally {
  const names = new Map<string, string>();
  /** A job that is worked on again after it was settled counts once. */
  const jobs = new Set<string>();
  const outcomes: OutcomeCounts = {
    replied: 0,
    held: 0,
    routed: 0,
    ignored: 0,
    observed: 0,
    deadLettered: 0,
    duplicates: 0,
    handled: 0,
  };
  const deniedByCode: Record<string, number> = {};
  const byIntent: Partial<Record<IntentId, number>> = {};
  const addFirst = (record: DecisionRecord): void => {
    outcomes[record.outcome] += 1;
    if (record.intent !== null) countOne(byIntent, record.intent);
    const refused = record.effects.filter((line) => line.outcome !== 'allow');
    for (const code of refused.flatMap((line) => line.codes)) countOne(deniedByCode, code);
  };
  return {
    expect: (ticketId, name) => names.set(ticketId, name),
    add: ({ ticketId, jobId, record, deliveries, isFirst }) => {
      const id = names.get(ticketId);
      if (id === undefined || jobs.has(jobId)) return null;
      jobs.add(jobId);
      if (record.outcome === 'deadLettered') {
        outcomes.deadLettered += deliveries;
        return { ...record, id };
      }
      outcomes.handled += deliveries;
      outcomes.duplicates += isFirst ? deliveries - 1 : deliveries;
      if (!isFirst) return null;
      addFirst(record);
      return { ...record, id };
    },
    settled: () => outcomes.handled + outcomes.deadLettered,
    counts: () => ({ outcomes, deniedByCode, byIntent }),
  };
}

interface SampleRunOptions {
  readonly ratePerSecond: number | undefined;
  readonly stopping: AbortSignal;
  readonly onDecision: (record: DecisionRecord) => void;
  readonly onProgress: (done: number, of: number) => void;
}

interface SampleRun {
  readonly sent: SendCounts;
  readonly tally: TallyCounts;
  /** Accepted deliveries that wait in the queue because the run was stopped. */
  readonly pending: number;
}

/** Whether the queue still holds jobs: what is neither there nor settled is lost. */
async function hasWork(service: LocalService): Promise<boolean> {
  const { waiting, leased } = await service.stores.queue.stats();
  return waiting + leased > 0;
}

/** Sends tickets through a service's own HTTP endpoint and waits until every accepted one is settled or dead. */
export async function runSample(
  tickets: readonly TicketInput[],
  service: LocalService,
  options: SampleRunOptions,
  surface: Surface,
): Promise<SampleRun> {
  const tally = createRunTally();
  const sent: SendCounts = { received: 0, accepted: 0 };
  service.onSettled((event) => {
    const record = tally.add(event);
    if (record !== null) options.onDecision(record);
    options.onProgress(tally.settled(), tickets.length);
  });
  await sendTickets(tickets, service.endpoint, {
    clock: surface.clock,
    ratePerSecond: options.ratePerSecond,
    counts: sent,
    stopping: options.stopping,
    onSending: (ticket) => tally.expect(ticket.id, ticket.name),
    onRefused: (ticket, status) =>
      surface.console.err(`${ticket.name}: refused with status ${status}\n`),
  });
  while (tally.settled() < sent.accepted && !options.stopping.aborted)
    await surface.clock.sleep(POLL_MS);
  const pending = sent.accepted - tally.settled();
  return { sent, tally: tally.counts(), pending: (await hasWork(service)) ? pending : 0 };
}

/** +1 for a write that was allowed to leave for a vendor other than a stub, -1 for one that provably did not. */
function liveWriteChange({ kind, vendorMode, effect, outcome }: LedgerEntry): number {
  if (vendorMode === 'stub' || !isEffectName(effect)) return 0;
  if (!WRITE_FAMILIES.has(EFFECT_FAMILIES[effect])) return 0;
  if (kind === 'decision' && outcome === 'allow') return 1;
  return kind === 'attempt' && outcome === 'unsent' ? -1 : 0;
}

/**
 * Counts the writes on a ledger that went, or may have gone, to a vendor that is no stub (R11.1). It counts permission
 * rather than success, because a process may die in between.
 */
async function countLiveWrites(ledger: Ledger): Promise<number> {
  let writes = 0;
  for await (const entry of ledger.read()) writes += liveWriteChange(entry);
  return Math.max(0, writes);
}

/** The summary of a run, from what was sent, what was settled, and what stands on the ledger. */
export async function summarise(
  sent: SendCounts,
  tally: TallyCounts,
  service: LocalService,
  run: Pick<RunSummary, 'elapsedMs' | 'pending' | 'testOnly'>,
): Promise<RunSummary> {
  const verdict = await service.stores.verifyLedger();
  const { handled, deadLettered, duplicates, ...outcomes } = tally.outcomes;
  return {
    schemaVersion: 1,
    ...sent,
    handled,
    ...outcomes,
    deadLettered,
    duplicates,
    pending: run.pending,
    lost: sent.accepted - handled - deadLettered - run.pending,
    liveWrites: await countLiveWrites(service.stores.ledger),
    refusals: service.refusals(),
    unknownCalls: service.unknownCalls(),
    deniedByCode: { ...tally.deniedByCode },
    byIntent: { ...tally.byIntent },
    elapsedMs: run.elapsedMs,
    ledger: { entries: verdict.entries, verified: verdict.verified },
    testOnly: run.testOnly,
  };
}
