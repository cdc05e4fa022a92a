import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TransportRequest } from '../../../src/adapters/outbound/transport.ts';
import type { TicketScope } from '../../../src/core/environment/ticket-scope.ts';
import type { JournalEntry, StubTicket } from '../../../stubs/richpanel/workspace.ts';
import type { Facts } from './facts.ts';
import type { FaultCounts } from './faults.ts';
import { createGroupModel } from './group-model.ts';
import type { Actor, Scheduler } from './scheduler.ts';
import { references } from './simulated-process.ts';
import { BOT_ID, ORIGIN, type WireRead, type WireWrite } from './simulated-vendor.ts';
import type { Verdict } from './verdicts.ts';

/** Something that must never be, and was. */
export interface Violation {
  readonly code: Verdict;
  readonly detail: string;
}

type WriteKind = 'talk' | 'close' | 'route';

interface Seen {
  readonly shown: StubTicket | null;
  /** True once a write followed this read. */
  isUsed: boolean;
}

const keySchema = z.object({
  ticketRef: z.string(),
  messageRef: z.string(),
  kind: z.enum(['talk', 'close']),
});
const MAY_BE_OUT = new Set(['sending', 'unconfirmed', 'confirmed']);
const LOOP_TAGS = new Set(['mw-auto-replied', 'mw-reply-sent']);
const TALK_FACTS = new Set(['message', 'comment']);

function kindOf(request: TransportRequest): WriteKind {
  if (request.url.endsWith('/send-message')) return 'talk';
  if (/\/(add|remove)-tags$/.test(request.url)) return 'route';
  return request.body?.includes('"comment"') === true ? 'talk' : 'close';
}

function hashOf({ method, url, body }: TransportRequest): string {
  const exact = JSON.stringify([method, ORIGIN, url.slice(ORIGIN.length), body]);
  return createHash('sha256').update(exact).digest('hex');
}

function authorOf(comment: StubTicket['comments'][number]): 'customer' | 'bot' | 'operator' {
  if (!comment.isOperator) return 'customer';
  return comment.authorId === BOT_ID ? 'bot' : 'operator';
}

export function customerMessages(ticket: StubTicket): StubTicket['comments'] {
  return ticket.comments.filter((comment) => authorOf(comment) === 'customer');
}

export type Model = ReturnType<typeof createModel>;

/**
 * What must hold, judged while it happens, by what the vendor really did and by the rows past all adapters; nothing
 * here is taken from what the worker says of itself, except which row it means to act for.
 */
export function createModel(parts: {
  readonly scheduler: Scheduler;
  readonly facts: Facts;
  readonly scope: TicketScope;
  readonly note: FaultCounts['note'];
}) {
  const { scheduler, facts, scope, note } = parts;
  const violations: Violation[] = [];
  const seen = new WeakMap<Actor, Map<string, Seen>>();
  const meant = new WeakMap<Actor, string>();
  const meantBy = new WeakMap<TransportRequest, string>();
  const sentHashes = new Map<string, number>();
  /** Customer-visible facts of the vendor's journal, by the row they were done for. */
  const visible = new Map<string, number>();
  const talks = new Map<string, number>();
  const kills: Record<'visible' | 'route', Map<Actor, number> | null> = {
    visible: null,
    route: null,
  };

  function fail(code: Verdict, detail: string): void {
    violations.push({ code, detail });
  }

  const groups = createGroupModel({ scheduler, facts, fail, note });

  function seenBy(actor: Actor, ticketId: string): Seen | undefined {
    return seen.get(actor)?.get(ticketId);
  }

  function checkScope({ actor, ticketId }: WireWrite): void {
    const last = seenBy(actor, ticketId);
    if (last === undefined || last.shown === null) return fail('WRITE_WITHOUT_READ', ticketId);
    if (scope !== 'test-only') return;
    if (!last.shown.tags.includes('mw-test')) fail('WRITE_OUT_OF_SCOPE', ticketId);
    if (last.isUsed) fail('WRITE_WITHOUT_OWN_READ', ticketId);
    last.isUsed = true;
  }

  function checkAllowed({ ticketId, request }: WireWrite): void {
    const hash = hashOf(request);
    const sent = (sentHashes.get(hash) ?? 0) + 1;
    sentHashes.set(hash, sent);
    const allowed = facts.allows(references.ticketRef(ticketId), hash);
    if (allowed < sent)
      fail('WRITE_WITHOUT_ALLOW', `${ticketId}: sent ${sent}, allowed ${allowed}`);
  }

  function checkLock({ actor, ticketId, request }: WireWrite, kind: 'talk' | 'close'): void {
    const key = meant.get(actor);
    if (key === undefined || !key.endsWith(kind)) return fail('SEND_WITHOUT_LOCK', ticketId);
    meantBy.set(request, key);
    const [ticketRef = '', messageRef = ''] = key.split(' ');
    const state = facts.effect(ticketRef, messageRef, kind)?.state ?? 'none';
    if (!MAY_BE_OUT.has(state)) fail('SEND_WITHOUT_LOCK', `${ticketId}: the row is ${state}`);
    if (ticketRef !== references.ticketRef(ticketId)) fail('SEND_TO_OTHER_TICKET', ticketId);
  }

  /** The last read before a send must not have shown what forbids it. */
  function checkTold({ actor, ticketId }: WireWrite, kind: 'talk' | 'close'): void {
    const shown = seenBy(actor, ticketId)?.shown ?? null;
    if (shown === null) return;
    if (!shown.isOpen) fail('SENT_ALTHOUGH_CLOSED', ticketId);
    const newest = shown.comments.at(-1);
    const author = newest === undefined ? 'none' : authorOf(newest);
    if (author === 'operator') fail('SENT_ALTHOUGH_TAKEN_OVER', ticketId);
    if (kind === 'talk' && shown.comments.some((comment) => authorOf(comment) === 'bot'))
      fail('SENT_AGAIN', ticketId);
  }

  function countKilled(actor: Actor, kind: WriteKind): void {
    for (const killed of ['visible', 'route'] as const) {
      const counts = kills[killed];
      if (counts === null || (killed === 'visible' && kind === 'route')) continue;
      const count = (counts.get(actor) ?? 0) + 1;
      if (!counts.has(actor))
        fail('WRITE_AFTER_KILL', `${actor.name} started after the flag and wrote (${kind})`);
      else if (count > 1)
        fail('WRITE_AFTER_KILL', `${actor.name} wrote ${count} times after the switch (${kind})`);
      counts.set(actor, count);
    }
  }

  /** Whoever finds these tags believes that the customer has an answer. */
  function checkLoopTags({ ticketId }: WireWrite, fact: JournalEntry): void {
    if (fact.kind !== 'tags-added' || (talks.get(ticketId) ?? 0) > 0) return;
    const tag = fact.tags.find((name) => LOOP_TAGS.has(name));
    if (tag !== undefined) fail('LOOP_TAG_WITHOUT_REPLY', `${ticketId} ${tag}`);
  }

  function countVisible(write: WireWrite, fact: JournalEntry, before: StubTicket): void {
    const { ticketId } = write;
    if (fact.kind !== 'close' && !TALK_FACTS.has(fact.kind)) return;
    const key = meantBy.get(write.request) ?? `nobody ${ticketId}`;
    const times = (visible.get(key) ?? 0) + 1;
    visible.set(key, times);
    if (times > 1)
      fail('SENT_TWICE', `${ticketId}: ${fact.kind} ${times} times for one customer message`);
    if (fact.kind === 'close') return;
    const talked = (talks.get(ticketId) ?? 0) + 1;
    talks.set(ticketId, talked);
    const messages = customerMessages(before).length;
    if (talked > messages)
      fail('SENT_TWICE', `${ticketId}: ${talked} sends for ${messages} customer messages`);
  }

  return {
    violations,
    fail,
    /** What the sender's last read of the ticket showed; null when there was none. */
    lastShownTo: ({ actor, ticketId }: WireWrite) => seenBy(actor, ticketId)?.shown ?? null,
    sentFor: (key: string) => visible.get(key) ?? 0,
    onReturn: (actor: Actor, call: string, args: readonly unknown[], result: unknown): void => {
      if (call === 'effects.move' && args[1] === 'sending' && result !== null) {
        const { ticketRef, messageRef, kind } = keySchema.parse(args[0]);
        meant.set(actor, `${ticketRef} ${messageRef} ${kind}`);
      }
      groups.onReturn(actor, call, args, result);
    },
    afterStep: groups.afterStep,
    onRead: ({ actor, ticketId, shown }: WireRead): void => {
      const reads = seen.get(actor) ?? new Map<string, Seen>();
      reads.set(ticketId, { shown, isUsed: false });
      seen.set(actor, reads);
    },
    onWriteSent: (write: WireWrite): void => {
      const kind = kindOf(write.request);
      // What was on its way when the flag was thrown is no write after it, however late it arrives.
      countKilled(write.actor, kind);
      if (kind !== 'route') {
        checkLock(write, kind);
        checkTold(write, kind);
      }
      checkAllowed(write);
      checkScope(write);
      if (write.request.body?.includes('"mw-test"') === true)
        fail('TEST_TAG_WRITTEN', write.ticketId);
    },
    onWriteArrived: (
      write: WireWrite,
      journal: readonly JournalEntry[],
      before: StubTicket,
    ): void => {
      for (const fact of journal) {
        countVisible(write, fact, before);
        checkLoopTags(write, fact);
      }
    },
    /** A flag was thrown while these workers ran. */
    onKill: (what: 'visible' | 'route', running: readonly Actor[]): void => {
      kills[what] ??= new Map(running.map((actor) => [actor, 0]));
    },
    onKillEnded: (): void => {
      kills.visible = null;
      kills.route = null;
    },
  };
}
