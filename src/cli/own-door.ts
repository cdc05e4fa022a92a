import { ConfigurationError } from '../core/runtime/errors.ts';
import type { OwnDoor, StubTicket } from './surface.ts';

interface PlainRequest {
  readonly method: 'POST';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** The part of `outbound` that reaches our own addresses. */
interface OwnDoorSender {
  readonly sendOwnDoor: (
    request: PlainRequest,
  ) => Promise<
    { readonly outcome: 'answered'; readonly status: number } | { readonly outcome: 'failed' }
  >;
}

const TIMEOUT_MS = 10_000;
const JSON_TYPE = { 'content-type': 'application/json' } as const;

function webhookBody(ticketId: string): string {
  return JSON.stringify({ ticket_id: ticketId, trigger: 'customer_message' });
}

/** Puts tickets into the stub and posts webhooks, as the helpdesk would (own-door calls, no effects). */
export function createOwnDoor(door: {
  readonly outbound: OwnDoorSender;
  readonly url: string;
  readonly stubUrl: string;
  readonly token: string;
}): OwnDoor {
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
    const result = await door.outbound.sendOwnDoor(request);
    return result.outcome === 'answered' ? result.status : 0;
  };
  return {
    addTickets: async (tickets: readonly StubTicket[]) => {
      const body = JSON.stringify(tickets.map(({ id, line }) => ({ ...line, id })));
      const status = await post(door.stubUrl, '/_stub/tickets', {}, body);
      if (status >= 200 && status < 300) return;
      throw new ConfigurationError(
        'STUB_REFUSED',
        `The stub refused the tickets (status ${status}).`,
        'Check that the service runs with its vendors as stubs.',
      );
    },
    postWebhook: (ticketId) => {
      const headers = { 'x-richpanel-webhook-token': door.token };
      return post(door.url, '/webhooks/richpanel', headers, webhookBody(ticketId));
    },
  };
}
