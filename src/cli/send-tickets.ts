import type { Clock } from '../core/runtime/clock.ts';
import type { OwnDoor } from './surface.ts';
import type { TicketInput } from './ticket-input.ts';

const CHUNK = 200;
const CONCURRENCY = 8;

export interface SendCounts {
  received: number;
  accepted: number;
}

/** Puts the tickets into the stub and posts one webhook for each, in order, at most `ratePerSecond` a second. */
export async function sendTickets(
  tickets: readonly TicketInput[],
  door: OwnDoor,
  options: {
    readonly clock: Clock;
    readonly ratePerSecond: number | undefined;
    readonly counts: SendCounts;
    readonly stopping?: AbortSignal;
    /** Told before a webhook is posted, so that no decision can come first. */
    readonly onSending: (ticket: TicketInput) => void;
    readonly onRefused: (ticket: TicketInput, status: number) => void;
  },
): Promise<void> {
  for (let start = 0; start < tickets.length; start += CHUNK) {
    await door.addTickets(tickets.slice(start, start + CHUNK));
  }
  const queue = tickets.values();
  const startedAtMs = options.clock.now();
  let next = 0;
  const send = async (): Promise<void> => {
    for (const ticket of queue) {
      const position = next++;
      if (options.ratePerSecond !== undefined) {
        const dueAtMs = startedAtMs + (position * 1_000) / options.ratePerSecond;
        await options.clock.sleep(Math.max(0, dueAtMs - options.clock.now()), options.stopping);
      }
      if (options.stopping?.aborted === true) return;
      options.counts.received += 1;
      options.onSending(ticket);
      const status = await door.postWebhook(ticket.id);
      if (status === 202) options.counts.accepted += 1;
      else options.onRefused(ticket, status);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
}
