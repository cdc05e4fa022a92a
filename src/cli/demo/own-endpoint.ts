import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { OwnEndpoint, StubTicket } from '../surface.ts';
import type { TicketInput } from './ticket-input.ts';

const TIMEOUT_MS = 10_000;
const CHUNK = 200;
const CONCURRENCY = 8;
const JSON_TYPE = { 'content-type': 'application/json' } as const;

interface PlainRequest {
  readonly method: 'POST';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** The part of `outbound` that reaches our own addresses. */
interface OwnEndpointSender {
  readonly sendOwnEndpoint: (
    request: PlainRequest,
  ) => Promise<
    { readonly outcome: 'answered'; readonly status: number } | { readonly outcome: 'failed' }
  >;
}

function webhookBody(ticketId: string): string {
  return JSON.stringify({ ticket_id: ticketId, trigger: 'customer_message' });
}

/** Puts tickets into the stub and posts webhooks, as the helpdesk would (own-endpoint calls, no effects). */
export function createOwnEndpoint(own: {
  readonly outbound: OwnEndpointSender;
  readonly url: string;
  readonly stubUrl: string;
  readonly token: string;
}): OwnEndpoint {
  const post = async (
    origin: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<number> => {
    const request = {
      method: 'POST',
      origin,
      path,
      headers: { ...JSON_TYPE, ...headers },
      body,
      timeoutMs: TIMEOUT_MS,
    } as const;
    const result = await own.outbound.sendOwnEndpoint(request);
    return result.outcome === 'answered' ? result.status : 0;
  };
  return {
    addTickets: async (tickets: readonly StubTicket[]) => {
      const body = JSON.stringify(tickets.map(({ id, line }) => ({ ...line, id })));
      const status = await post(own.stubUrl, '/_stub/tickets', {}, body);
      if (status >= 200 && status < 300) return;
      throw new ConfigurationError(
        'STUB_REFUSED',
        `The stub refused the tickets (status ${status}).`,
        'Check that the service runs with its vendors as stubs.',
      );
    },
    postWebhook: (ticketId) => {
      const headers = { 'x-richpanel-webhook-token': own.token };
      return post(own.url, '/webhooks/richpanel', headers, webhookBody(ticketId));
    },
  };
}

export interface SendCounts {
  received: number;
  accepted: number;
}

/** Puts the tickets into the stub and posts one webhook for each, in order, at most `ratePerSecond` a second. */
export async function sendTickets(
  tickets: readonly TicketInput[],
  endpoint: OwnEndpoint,
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
    await endpoint.addTickets(tickets.slice(start, start + CHUNK));
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
      const status = await endpoint.postWebhook(ticket.id);
      if (status === 202) options.counts.accepted += 1;
      else options.onRefused(ticket, status);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
}
