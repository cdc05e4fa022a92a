import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SERVICE_FILE } from '../../../src/entry/local-endpoint.ts';
import { writeFastConfig } from '../loaded-service.ts';
import { type CliResult, type RunningCli, startCli } from '../run-cli.ts';
import { readJson } from './read-json.ts';

const TOKEN = 'a-token-of-the-test';
export const TOKEN_VARIABLE = { RPMW_WEBHOOK_TOKEN: TOKEN };
const TIMEOUT_MS = 15_000;

const serviceFileSchema = z.looseObject({ url: z.url(), stubUrl: z.url() });
const acceptedSchema = z.object({ deliveryId: z.string() });
const problemSchema = z.object({ code: z.string() });

/** The answer to one webhook, as its sender sees it. */
export type Delivery =
  | { readonly outcome: 'accepted'; readonly deliveryId: string }
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string }
  /** The connection ended before the answer: it may be durable or not. */
  | { readonly outcome: 'unanswered' };

/** A ticket for the stub: it is answered, and routed. */
export interface PlainTicket {
  readonly id: string;
  readonly channel: 'email' | 'livechat';
}

/** Half of them e-mail, whose ids must be encoded in a path. */
export function plainTickets(count: number): readonly PlainTicket[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { id: `<ticket.${index}@stub.invalid>`, channel: 'email' }
      : { id: `ticket-${index}`, channel: 'livechat' },
  );
}

type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGINT';

export interface ServiceProcess {
  readonly pid: number;
  readonly url: string;
  readonly done: Promise<CliResult>;
  readonly post: (ticketId: string) => Promise<Delivery>;
  readonly addTickets: (tickets: readonly PlainTicket[]) => Promise<void>;
  /** Lets the stub answer no read of the ticket any more, so that a job of it hangs. */
  readonly hangReads: (ticketId: string) => Promise<void>;
  readonly says: RunningCli['says'];
  readonly signal: (signal: Signal) => void;
  /** Resolves once the process is gone. */
  readonly end: (signal: Signal) => Promise<CliResult>;
}

/** The options that every process of one data folder gets, with a helpdesk stub that is not slow. */
export function placeOf(dataDir: string): readonly string[] {
  return ['--env', 'dev', '--data-dir', dataDir, '--config', join(dataDir, 'config')];
}

/** Starts `rpmw serve` as a process of its own; resolves at once, whether it will listen or not. */
export function spawnService(dataDir: string): RunningCli {
  const config = join(dataDir, 'config');
  if (!existsSync(config)) writeFastConfig(config);
  return startCli('rpmw', ['serve', ...placeOf(dataDir), '--port', '0', '--json'], TOKEN_VARIABLE);
}

/** Posts one webhook, as the helpdesk would. */
async function postWebhook(url: string, ticketId: string): Promise<Delivery> {
  try {
    const response = await fetch(`${url}/webhooks/richpanel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-richpanel-webhook-token': TOKEN },
      body: JSON.stringify({ ticket_id: ticketId, trigger: 'customer_message' }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    if (response.status === 202) return { outcome: 'accepted', ...acceptedSchema.parse(body) };
    return { outcome: 'refused', status: response.status, ...problemSchema.parse(body) };
  } catch {
    return { outcome: 'unanswered' };
  }
}

async function tellStub(stubUrl: string, noun: string, body: unknown): Promise<void> {
  const response = await fetch(`${stubUrl}/_stub/${noun}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the stub refused ${noun}: ${response.status}`);
}

async function addTickets(stubUrl: string, tickets: readonly PlainTicket[]): Promise<void> {
  const lines = tickets.map(({ id, channel }, index) => ({
    id,
    channel,
    email: `customer-${index}@shop.example`,
    text: 'Could you tell me where my order is?',
  }));
  await tellStub(stubUrl, 'tickets', lines);
}

/** Waits until a spawned service listens. @throws when it ends before */
export async function whenListening(running: RunningCli, dataDir: string): Promise<ServiceProcess> {
  await running.says(/"url":"/);
  const { url, stubUrl } = serviceFileSchema.parse(readJson(join(dataDir, SERVICE_FILE)));
  return {
    pid: running.child.pid ?? 0,
    url,
    done: running.done,
    post: (ticketId) => postWebhook(url, ticketId),
    addTickets: (tickets) => addTickets(stubUrl, tickets),
    hangReads: (ticketId) =>
      tellStub(stubUrl, 'faults', { kind: 'timeout-before-commit', ticketId, count: 100 }),
    says: running.says,
    signal: (signal) => void running.child.kill(signal),
    end: (signal) => {
      running.child.kill(signal);
      return running.done;
    },
  };
}

export function startService(dataDir: string): Promise<ServiceProcess> {
  return whenListening(spawnService(dataDir), dataDir);
}
