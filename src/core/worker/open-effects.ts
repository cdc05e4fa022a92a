import type { CustomerVisibleEffectName } from '../gate/effects.ts';
import { ledgerEntry } from '../gate/entries.ts';
import { channelClassOf } from '../tickets/channels.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { WorkerDeps } from './deps.ts';
import type { EffectRow } from './effect-store.ts';
import { judgeUnknown, move } from './once.ts';
import { hasNewBotComment } from './ticket-facts.ts';

function effectOf(row: EffectRow, ticket: TicketSnapshot): CustomerVisibleEffectName {
  if (row.kind === 'close') return 'ticket.close';
  return channelClassOf(ticket.channel) === 'email' ? 'reply.send' : 'comment.add';
}

async function endOlder(row: EffectRow, ticket: TicketSnapshot, deps: WorkerDeps): Promise<void> {
  if (row.state !== 'sending') {
    await move(row, 'withdrawn', { outcome: 'hold', codes: ['MESSAGE_SUPERSEDED'] }, deps);
    return;
  }
  const isDone =
    row.kind === 'close'
      ? !ticket.isOpen
      : hasNewBotComment(ticket, row.baselineRefs, deps.references);
  const state = await judgeUnknown(row, effectOf(row, ticket), isDone, deps);
  if (state === 'unconfirmed' || row.kind === 'close') return;
  const { ticketRef, messageRef, templateId } = row;
  await deps.conversations.recordReply(ticketRef, {
    messageRef,
    templateId,
    atMs: deps.clock.now(),
  });
}

/**
 * Ends what the work on an earlier message of the ticket left open, before a newer message is worked on: nobody will
 * come back to it. What may have been sent is looked for in this read.
 * @returns true when there was anything
 * @throws {Deferred} to look again later
 */
export async function endOlderEffects(
  ticket: TicketSnapshot,
  newest: { readonly ticketRef: string; readonly messageRef: string },
  deps: WorkerDeps,
): Promise<boolean> {
  const open = await deps.effects.findOpen(newest.ticketRef);
  const older = open.filter((row) => row.messageRef !== newest.messageRef);
  for (const row of older) await endOlder(row, ticket, deps);
  return older.length > 0;
}

/**
 * Nobody will work on this ticket any more: what may have been sent is a person's to find out, the rest is withdrawn.
 * @throws {Deferred} when somebody else changes a row at this very moment
 */
export async function closeOpenEffects(
  ticketRef: string,
  code: string,
  deps: WorkerDeps,
): Promise<void> {
  for (const row of await deps.effects.findOpen(ticketRef)) {
    if (row.state === 'sending') await move(row, 'unconfirmed', { codes: [code] }, deps);
    else await move(row, 'withdrawn', { outcome: 'deny', codes: [code] }, deps);
  }
}

/** The ticket left our scope in the middle of the work: it is on the ledger, and nothing is written on it again (R6.2). */
export async function abandonTicket(ticketRef: string, deps: WorkerDeps): Promise<void> {
  const nowMs = deps.clock.now();
  const codes = ['SCOPE_LOST'];
  const facts = { kind: 'decision', outcome: 'deny', requestHash: null, codes, ticketRef } as const;
  await deps.ledger.append(ledgerEntry({ ...facts, effect: 'tags.add' }, deps.process, nowMs));
  await closeOpenEffects(ticketRef, 'SCOPE_LOST', deps);
  await deps.conversations.block(ticketRef, nowMs);
}
