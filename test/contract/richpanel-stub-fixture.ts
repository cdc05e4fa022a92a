import {
  createRichpanelStub,
  type RichpanelStub,
  type RichpanelStubOptions,
} from '../../stubs/richpanel/richpanel-stub.ts';
import type { StubTicketInput } from '../../stubs/richpanel/workspace.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import type {
  FaultCall,
  FixtureTicket,
  HelpdeskFixture,
  SeededTicket,
} from './helpdesk.contract.ts';
import { createHelpdeskHarness, type HarnessOptions } from './helpdesk-harness.ts';

const KEYS = { apiKey: 'stub-key', botAgentId: 'agent-bot' } as const;
const START_MS = Date.UTC(2026, 10, 23, 12);

function toStubInput({ order, tags, channel, ...ticket }: SeededTicket): StubTicketInput {
  const bare = { createdAt: START_MS, fulfillmentStatus: null, fulfillment: [] };
  const rest = { orderName: '#1001', statusUrl: null, shippingMethod: null };
  return {
    ...ticket,
    channel: channel ?? 'email',
    tags: [...(tags ?? [])],
    ...(order === undefined ? {} : { order: { ...order, ...bare, ...rest } }),
  };
}

function readFixture(stub: RichpanelStub, id: string): FixtureTicket {
  const found = stub.inspect(id);
  if (found === null) throw new Error('no such ticket');
  const { isOpen, tags, comments } = found.ticket;
  const emails = found.journal.filter((entry) => entry.kind === 'message' && entry.emailed).length;
  return { isOpen, tags, comments, emails };
}

function createFixture(stub: RichpanelStub): HelpdeskFixture {
  return {
    seedTicket: (ticket) => {
      stub.addTickets([toStubInput(ticket)]);
    },
    readTicket: (id) => readFixture(stub, id),
    fault: (call, kind) => {
      if (kind === '403') stub.script({ kind: 'status', status: 403, call });
      else stub.script({ kind, call, retryAfterSeconds: 20 });
    },
    callCount: (call: FaultCall) => stub.stats().calls[call] ?? 0,
    stop: () => stub.close(),
  };
}

/** The client over real HTTP to the stub on a free port, with whatever the test puts in place of the defaults. */
export async function createStubHarness(
  options: Pick<HarnessOptions, 'timeoutMs' | 'makeHelpdesk'> &
    Pick<RichpanelStubOptions, 'oddities'>,
) {
  const { oddities, ...rest } = options;
  const { clock } = createVirtualClock(START_MS);
  const mode = oddities === undefined ? {} : { oddities };
  const stub = createRichpanelStub({ path: ':memory:', clock, seed: 'contract', ...KEYS, ...mode });
  const { origin } = await stub.listen({ port: 0 });
  const harness = createHelpdeskHarness({ origin, fixture: createFixture(stub), ...KEYS, ...rest });
  return { ...harness, stub };
}
