import type {
  Transport,
  TransportRequest,
  TransportResult,
} from '../../../src/adapters/outbound/transport.ts';
import { decodeLastSegment } from '../../../src/adapters/richpanel/parse-ticket.ts';
import type { StubResponse } from '../../../stubs/http/request.ts';
import { createRichpanelStub } from '../../../stubs/richpanel/richpanel-stub.ts';
import type {
  JournalEntry,
  StubChange,
  StubInspection,
  StubTicket,
  StubTicketInput,
} from '../../../stubs/richpanel/workspace.ts';
import type { FaultKind } from './faults.ts';
import { type PauseRules, pauseAround } from './paused-port.ts';
import { type Actor, createActor, type Scheduler } from './scheduler.ts';
import { describeFault, faultKindOf, NEEDS_CHANGE, type WireFault } from './wire-faults.ts';

export const ORIGIN = 'http://127.0.0.1:9';
export const BOT_ID = 'agent-bot';
export const API_KEY = 'stub-key';
/** The client's own limiter is what is tested. */
const NO_LIMIT = 1_000_000;

/** One write that a worker has handed to the wire, and what it did to the ticket, once it arrived. */
export interface WireWrite {
  readonly actor: Actor;
  readonly ticketId: string;
  readonly request: TransportRequest;
  /** What it says to a customer; null when it says nothing. */
  readonly talkText: string | null;
}

export interface WireRead {
  readonly actor: Actor;
  readonly ticketId: string;
  /** What the reader was shown; null for a ticket that it was told does not exist. */
  readonly shown: StubTicket | null;
}

export interface VendorHooks {
  /** False when no read is ever answered with an old state, which then need not be kept. */
  readonly mayLag: boolean;
  /** Asked once per call, when it is sent. */
  readonly chooseFault: (request: TransportRequest, ticketId: string) => WireFault | null;
  readonly onWriteSent: (write: WireWrite, fault: WireFault | null) => void;
  readonly onWriteArrived: (
    write: WireWrite,
    facts: readonly JournalEntry[],
    before: StubTicket,
  ) => void;
  readonly onRead: (read: WireRead) => void;
  /** Told of what went wrong, when it did. */
  readonly onFault?: (kind: FaultKind) => void;
}

interface Version {
  readonly atMs: number;
  readonly ticket: StubTicket | null;
  readonly answer: StubResponse;
  /** True when it became so by a call of ours. */
  readonly isByUs: boolean;
}

export type SimulatedVendor = ReturnType<typeof createSimulatedVendor>;

function ticketIdOf(request: TransportRequest): string {
  const path = request.url
    .slice(ORIGIN.length)
    .replace(/\/(add-tags|remove-tags|send-message)$/, '');
  return decodeLastSegment(path);
}

/** The text of a reply or a comment, read from the request itself. */
function talkTextOf(body: string | null): string | null {
  const quoted = /"body":("(?:[^"\\]|\\.)*")/.exec(body ?? '')?.[1];
  return quoted === undefined ? null : String(JSON.parse(quoted));
}

function writeOf(actor: Actor, ticketId: string, request: TransportRequest): WireWrite {
  return { actor, ticketId, request, talkText: talkTextOf(request.body) };
}

function toResult(response: StubResponse): TransportResult {
  if (response.kind === 'no-answer') return { outcome: 'failed', reason: 'timeout' };
  const { status, headers, body } = response;
  return { outcome: 'answered', status, headers, body };
}

/**
 * The stub behind a wire of its own. A request is on its way until the scheduler lets it arrive, also when its sender
 * is dead by then; every state of every ticket is kept, so that a read can be answered with an old one.
 */
export function createSimulatedVendor(scheduler: Scheduler, hooks: VendorHooks) {
  const vendor = createActor('vendor', null);
  const clock = scheduler.clockOf(vendor);
  const stub = createRichpanelStub({
    path: ':memory:',
    clock,
    seed: 7,
    apiKey: API_KEY,
    botAgentId: BOT_ID,
    ratePer30s: NO_LIMIT,
  });
  const versions = new Map<string, Version[]>();
  /** As it is now; looked at again only after it may have changed. */
  const current = new Map<string, StubInspection | null>();
  let underway = 0;

  function inspect(ticketId: string): StubInspection | null {
    const known = current.get(ticketId);
    if (known !== undefined) return known;
    const now = stub.inspect(ticketId);
    current.set(ticketId, now);
    return now;
  }

  function look(ticketId: string): StubResponse {
    const path = `/v1/tickets/${encodeURIComponent(ticketId)}`;
    return stub.handle({ method: 'GET', path, headers: { 'x-richpanel-key': API_KEY }, body: '' });
  }

  /** Remembers the ticket as it is now. */
  function keep(ticketId: string, isByUs: boolean): void {
    if (!hooks.mayLag) return;
    const ticket = inspect(ticketId)?.ticket ?? null;
    const version = { atMs: scheduler.elapsedMs(), ticket, answer: look(ticketId), isByUs };
    versions.set(ticketId, [...(versions.get(ticketId) ?? []), version]);
  }

  function readOld(ticketId: string, lagMs: number): Version | undefined {
    const untilMs = scheduler.elapsedMs() - lagMs;
    const known = versions.get(ticketId) ?? [];
    const index = known.findLastIndex((version) => version.atMs <= untilMs);
    const hidden = index < 0 ? [] : known.slice(index + 1);
    if (hidden.length > 0) hooks.onFault?.('read-old');
    if (hidden.some((version) => version.isByUs)) hooks.onFault?.('read-older-than-own-write');
    return known[index];
  }

  function arrive({ method, url, headers, body }: TransportRequest): StubResponse {
    return stub.handle({ method, path: url.slice(ORIGIN.length), headers, body: body ?? '' });
  }

  function read(
    actor: Actor,
    ticketId: string,
    request: TransportRequest,
    fault: WireFault | null,
  ): TransportResult {
    const old = fault?.kind === 'lag' ? readOld(ticketId, fault.lagMs) : undefined;
    const response = old?.answer ?? arrive(request);
    const shown = old === undefined ? (inspect(ticketId)?.ticket ?? null) : old.ticket;
    const isShown =
      response.kind !== 'no-answer' && response.status < 500 && response.status !== 429;
    if (isShown) hooks.onRead({ actor, ticketId, shown: response.status === 404 ? null : shown });
    return toResult(response);
  }

  function write(actor: Actor, ticketId: string, request: TransportRequest): TransportResult {
    const before = inspect(ticketId);
    const response = arrive(request);
    current.delete(ticketId);
    const after = inspect(ticketId);
    if (before === null || after === null) return toResult(response);
    const facts = after.journal.slice(before.journal.length);
    if (facts.length > 0) keep(ticketId, true);
    hooks.onWriteArrived(writeOf(actor, ticketId, request), facts, before.ticket);
    return toResult(response);
  }

  function noteFault(fault: WireFault, request: TransportRequest, hasChanged: boolean): void {
    const kind = faultKindOf(fault, request);
    if (kind !== null && (hasChanged || !NEEDS_CHANGE.has(kind))) hooks.onFault?.(kind);
  }

  /** What the vendor does with a request once it is there. */
  function handle(
    actor: Actor,
    ticketId: string,
    request: TransportRequest,
    fault: WireFault | null,
  ): TransportResult {
    if (fault?.kind === 'stub') stub.script(fault.fault);
    const before = inspect(ticketId)?.ticket;
    const result =
      request.method === 'GET'
        ? read(actor, ticketId, request, fault)
        : write(actor, ticketId, request);
    if (fault !== null) noteFault(fault, request, inspect(ticketId)?.ticket !== before);
    return result;
  }

  function travel(actor: Actor, request: TransportRequest): Promise<TransportResult> {
    const ticketId = ticketIdOf(request);
    const fault = hooks.chooseFault(request, ticketId);
    if (request.method !== 'GET') hooks.onWriteSent(writeOf(actor, ticketId, request), fault);
    const point = `${request.method} ${fault === null ? 'well' : describeFault(fault)}`;
    if (fault?.kind === 'not-connected') hooks.onFault?.('wire-not-connected');
    if (fault?.kind === 'not-connected')
      return Promise.resolve({ outcome: 'failed', reason: 'not-connected' });
    if (fault?.kind === 'late') {
      scheduler.addLater(
        vendor,
        point,
        fault.delayMs,
        () => void handle(actor, ticketId, request, fault),
      );
      return Promise.resolve({ outcome: 'failed', reason: 'timeout' });
    }
    return new Promise((resolve) => {
      underway += 1;
      scheduler.add(vendor, point, () => {
        underway -= 1;
        const result = handle(actor, ticketId, request, fault);
        resolve(fault?.kind === 'reset' ? { outcome: 'failed', reason: 'reset' } : result);
      });
    });
  }

  return {
    stub,
    /** Requests that were sent and have not arrived. */
    underway: () => underway,
    /** The wire of one worker. */
    wireOf: (rules: PauseRules): Transport => ({
      send: async (request) => {
        let result: TransportResult = { outcome: 'failed', reason: 'reset' };
        await pauseAround('wire.send', rules, async () => {
          result = await travel(rules.actor, request);
        });
        return result;
      },
      close: () => undefined,
    }),
    addTicket: (ticket: StubTicketInput) => {
      stub.addTickets([ticket]);
      current.delete(ticket.id);
      keep(ticket.id, false);
    },
    change: (ticketId: string, change: StubChange) => {
      stub.change(ticketId, change);
      current.delete(ticketId);
      keep(ticketId, false);
    },
    ticket: (ticketId: string): StubTicket | null => inspect(ticketId)?.ticket ?? null,
    journal: (ticketId: string): readonly JournalEntry[] => inspect(ticketId)?.journal ?? [],
  };
}
