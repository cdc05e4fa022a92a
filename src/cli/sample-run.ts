import type { DecisionRecord } from '../core/worker/record.ts';
import { createRunTally, type TallyCounts } from './run-tally.ts';
import { type SendCounts, sendTickets } from './send-tickets.ts';
import type { LocalService, Surface } from './surface.ts';
import type { TicketInput } from './ticket-input.ts';

export interface SampleRunOptions {
  readonly ratePerSecond: number | undefined;
  readonly stopping: AbortSignal;
  readonly onDecision: (record: DecisionRecord) => void;
  readonly onProgress: (done: number, of: number) => void;
}

export interface SampleRun {
  readonly sent: SendCounts;
  readonly tally: TallyCounts;
  /** Accepted deliveries that wait in the queue because the run was stopped. */
  readonly pending: number;
}

const POLL_MS = 25;

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
  await sendTickets(tickets, service.door, {
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
