import type { StubResponse } from '../../stubs/http/request.ts';
import {
  createRichpanelStub,
  type RichpanelStub,
  type RichpanelStubOptions,
} from '../../stubs/richpanel/richpanel-stub.ts';
import type { StubOrder } from '../../stubs/richpanel/workspace.ts';
import { createVirtualClock } from './virtual-clock.ts';

export const TEST_NOW_MS = Date.UTC(2026, 4, 4, 9);
export const TEST_KEY = 'stub-key';
export const TEST_BOT_ID = 'agent-bot';

/** A stub in memory on a clock that stands still. */
export function createTestStub(options: Partial<RichpanelStubOptions> = {}) {
  const time = createVirtualClock(TEST_NOW_MS);
  const stub = createRichpanelStub({
    path: ':memory:',
    clock: time.clock,
    seed: 7,
    apiKey: TEST_KEY,
    botAgentId: TEST_BOT_ID,
    ...options,
  });
  return { stub, time };
}

export interface Called {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** Calls the API with the right key. Throws when there is no answer. */
export function call(stub: RichpanelStub, method: string, path: string, body?: unknown): Called {
  const response = callRaw(stub, method, path, body);
  if (response.kind === 'no-answer') throw new Error('the stub kept silent');
  return {
    status: response.status,
    headers: response.headers,
    text: response.body,
    json: parse(response.body),
  };
}

export function callRaw(
  stub: RichpanelStub,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'x-richpanel-key': TEST_KEY },
): StubResponse {
  const text = body === undefined ? '' : JSON.stringify(body);
  return stub.handle({ method, path, headers, body: text });
}

export function ticketPath(id: string, tail = ''): string {
  return `/v1/tickets/${encodeURIComponent(id)}${tail}`;
}

/** The ticket of an answer, nested or flat. */
export function readTicket(stub: RichpanelStub, id: string): Record<string, unknown> {
  const { json } = call(stub, 'GET', ticketPath(id));
  const answer = toRecord(json);
  return 'ticket' in answer ? toRecord(answer['ticket']) : answer;
}

export function toRecord(value: unknown): Record<string, unknown> {
  return { ...(typeof value === 'object' ? value : {}) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An id that must be percent-encoded in a path. */
export const EMAIL_ID = '<run.1+a@stub.invalid>';
export const CHAT_ID = 'run-2';

export const ORDER: StubOrder = {
  orderId: 'o-1',
  appClientId: 'shop-1',
  orderName: '#1001',
  createdAt: TEST_NOW_MS,
  fulfillmentStatus: null,
  fulfillment: [],
  statusUrl: null,
  shippingMethod: null,
};

/** A stub with an e-mail ticket, and a chat that has an order. */
export function createFilledStub() {
  const { stub, time } = createTestStub();
  stub.addTickets([
    {
      id: EMAIL_ID,
      channel: 'email',
      text: 'a < b\nc',
      subject: 'Help',
      tags: ['b', 'a'],
      email: 'me@x.invalid',
    },
    {
      id: CHAT_ID,
      channel: 'livechat',
      text: 'Hi',
      phone: '+49 30',
      channelId: null,
      order: ORDER,
    },
  ]);
  return { stub, time };
}
