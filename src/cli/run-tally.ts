import type { IntentId } from '../core/intents/taxonomy.ts';
import type { DecisionRecord } from '../core/worker/record.ts';
import type { RunSummary } from '../core/worker/run-summary.ts';
import { countLiveWrites } from './live-writes.ts';
import type { SendCounts } from './send-tickets.ts';
import type { LocalService, SettledEvent } from './surface.ts';

/** What the worker settled of one run; what was sent and accepted is counted by the sender, apart. */
export interface RunTally {
  /** Names a ticket of this run; only these are counted. */
  readonly expect: (ticketId: string, name: string) => void;
  /** Counts one event. @returns the decision to show, or null for a duplicate or a foreign ticket */
  readonly add: (event: SettledEvent) => DecisionRecord | null;
  /** Deliveries that are settled or dead. */
  readonly settled: () => number;
  readonly counts: () => TallyCounts;
}

type OutcomeCounts = Record<DecisionRecord['outcome'] | 'duplicates' | 'handled', number>;

export interface TallyCounts {
  readonly outcomes: Readonly<OutcomeCounts>;
  readonly deniedByCode: Readonly<Record<string, number>>;
  readonly byIntent: Readonly<Partial<Record<IntentId, number>>>;
}

function countOne<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

export function createRunTally(): RunTally {
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
