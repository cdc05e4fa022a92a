import { setTimeout } from 'node:timers/promises';
import { createSystemClock } from '../../src/adapters/node/platform.ts';
import type { Transport, TransportRequest } from '../../src/adapters/outbound/transport.ts';
import { createRichpanelStub } from '../../stubs/richpanel/richpanel-stub.ts';

export const BENCH_KEY = 'bench-key';
export const BENCH_BOT_ID = 'agent-bench-bot';
/** The bench asks what the worker can do, not what the helpdesk allows. */
export const NO_LIMIT = { capacity: 100_000_000, windowMs: 30_000, slackMs: 0 } as const;

const TEXTS = [
  'Could you tell me where my order is?',
  'The parcel arrived and one cup is broken, what now?',
  'I would like to send this back, how does it work?',
];

/** A helpdesk stub on loopback that holds tickets. */
export interface BenchStub {
  readonly origin: string;
  readonly ticketIds: readonly string[];
  close(): Promise<void>;
}

/** The same tickets, keys and answers each time; only the port differs. */
export async function startBenchStub(tickets: number): Promise<BenchStub> {
  const stub = createRichpanelStub({
    path: ':memory:',
    clock: createSystemClock(),
    seed: 1,
    apiKey: BENCH_KEY,
    botAgentId: BENCH_BOT_ID,
    ratePer30s: NO_LIMIT.capacity,
  });
  const ticketIds = Array.from({ length: tickets }, (_, index) => `bench-${index}`);
  stub.addTickets(
    ticketIds.map((id, index) => ({
      id,
      channel: 'email',
      email: `customer-${index}@shop.example`,
      text: TEXTS[index % TEXTS.length] ?? '',
    })),
  );
  const { origin } = await stub.listen({ port: 0 });
  return { origin, ticketIds, close: () => stub.close() };
}

/** A vendor that takes `latencyMs` more for each call. */
export function createSlowTransport(inner: Transport, latencyMs: number): Transport {
  return {
    ...inner,
    send: async (request) => {
      await setTimeout(latencyMs);
      return inner.send(request);
    },
  };
}

/** Notes every request on its way, by the ticket it is about. */
export function createNotingTransport(
  inner: Transport,
  noted: Map<string, TransportRequest[]>,
): Transport {
  return {
    ...inner,
    send: (request) => {
      const ticketId = /\/tickets\/([^/?]+)/.exec(request.url)?.[1] ?? '';
      const requests = noted.get(ticketId) ?? [];
      requests.push(request);
      noted.set(ticketId, requests);
      return inner.send(request);
    },
  };
}

/**
 * Sends what was noted once more to another stub, as bare calls: `concurrency` tickets at a time, the calls of one
 * ticket one after the other. @returns tickets per second
 */
export async function replay(options: {
  readonly noted: ReadonlyMap<string, readonly TransportRequest[]>;
  readonly transport: Transport;
  readonly from: string;
  readonly to: string;
  readonly concurrency: number;
}): Promise<number> {
  const { noted, transport, from, to } = options;
  const waiting = [...noted.values()];
  async function sendInTurn(): Promise<void> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const request of next) {
        const result = await transport.send({ ...request, url: request.url.replace(from, to) });
        if (result.outcome === 'failed' || result.status >= 400) throw new Error('a call failed');
      }
    }
  }
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: options.concurrency }, sendInTurn));
  return (noted.size * 1000) / (performance.now() - startedAtMs);
}
