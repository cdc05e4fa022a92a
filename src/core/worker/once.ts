import type { GateContext } from '../gate/context.ts';
import { codesOf, type Decision, decide } from '../gate/decide.ts';
import type { CustomerVisibleEffectName } from '../gate/effects.ts';
import { decisionEntry } from '../gate/entries.ts';
import { PermitError } from '../gate/permit.ts';
import type { VisibleProposal } from '../gate/proposal.ts';
import { toMiddlewareError, VendorRateLimitedError, writeFailedError } from '../runtime/errors.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { WriteOutcome } from '../vendors/helpdesk.ts';
import type { WorkerDeps } from './deps.ts';
import type { EffectKey, EffectRow, NewEffect } from './effect-store.ts';
import { Deferred } from './interruption.ts';
import { recordAttempt, takeTokens } from './ticket-run.ts';

/** How often we look for an unknown send before a person must; reads may lag behind writes. */
export const MAX_LOOKS = 3;
const LOOK_DELAY_MS = 5_000;
const UNCONFIRMED: readonly string[] = ['REPLY_UNCONFIRMED'];
/** Re-read, send and confirm. */
const CALLS_TO_SEND = 3;
const CALLS_TO_LOOK = 1;
const CONTENDED_DELAY_MS = 1_000;

/** Refused before a connection was opened, as a Permit that is not good is: provably unsent. */
const NEVER_LEFT: ReadonlySet<string> = new Set(['EGRESS_NOT_LISTED', 'VENDOR_ORIGIN_DIFFERS']);

/** One customer-visible act on one ticket: what differs between a reply and a close. */
export interface OnceAct {
  readonly effect: CustomerVisibleEffectName;
  readonly key: EffectKey;
  readonly templateId: string;
  readonly customerRef: string | null;
  /** Everything the gate looks at, with flags read now, for this read of the ticket. */
  readonly gather: (ticket: TicketSnapshot) => Promise<GateContext>;
  readonly proposal: VisibleProposal;
  /** A reason of our own to send nothing after all, e.g. the customer wrote again meanwhile. */
  readonly obstacle: (ticket: TicketSnapshot) => string | null;
  /** Decides afresh, writes the ledger, sends on allow. */
  readonly send: (context: GateContext) => Promise<SendResult>;
  readonly commentRefs: (ticket: TicketSnapshot) => readonly string[];
  /** True when this read shows what we did. */
  readonly isDone: (ticket: TicketSnapshot, row: EffectRow) => boolean;
  readonly reread: () => Promise<TicketSnapshot>;
}

export type SendResult =
  | { readonly kind: 'refused'; readonly decision: Decision }
  | { readonly kind: 'sent'; readonly write: WriteOutcome };

/** How it ended for this customer message; every one of these is final. */
export type OnceResult =
  | { readonly state: 'confirmed'; readonly ticket: TicketSnapshot | null }
  | {
      readonly state: 'refused' | 'withdrawn';
      readonly outcome: 'hold' | 'deny';
      readonly codes: readonly string[];
    }
  | { readonly state: 'unconfirmed'; readonly codes: readonly string[] };

interface Ending {
  readonly outcome: 'hold' | 'deny';
  readonly codes: readonly string[];
}

function endingOf(decision: Decision): Ending {
  return { outcome: decision.outcome === 'hold' ? 'hold' : 'deny', codes: codesOf(decision) };
}

function newEffect(act: OnceAct, deps: WorkerDeps): NewEffect {
  const { key, templateId, customerRef } = act;
  return { ...key, templateId, customerRef, nowMs: deps.clock.now() };
}

/**
 * Final, unless somebody else has just begun: they may have sent, so what became of that must be found out first.
 * @throws {Deferred}
 */
async function refuse(act: OnceAct, ending: Ending, deps: WorkerDeps): Promise<OnceResult> {
  const isWritten = await deps.effects.refuse(newEffect(act, deps), ending);
  if (!isWritten) throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return { state: 'refused', ...ending };
}

type MoveChange = Omit<Parameters<WorkerDeps['effects']['move']>[2], 'nowMs'>;

/** Compare-and-set; who loses it sends nothing and lets the winner finish. @throws {Deferred} */
export async function move(
  row: EffectRow,
  to: EffectRow['state'],
  change: MoveChange,
  deps: WorkerDeps,
) {
  const moved = await deps.effects.move(row, to, { ...change, nowMs: deps.clock.now() });
  if (moved === null) throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return moved;
}

async function withdraw(row: EffectRow, ending: Ending, deps: WorkerDeps): Promise<OnceResult> {
  await move(row, 'withdrawn', ending, deps);
  return { state: 'withdrawn', ...ending };
}

/** Nothing was sent for sure: free the row and let the job's own retry decide when to begin again. */
async function unsent(
  row: EffectRow,
  write: Extract<WriteOutcome, { outcome: 'unsent' }>,
  deps: WorkerDeps,
): Promise<never> {
  await move(row, 'unsent', { codes: [write.code] }, deps);
  await deps.effects.uncountWrite(row.ticketRef, row.messageRef);
  if (write.retryAfterMs !== undefined)
    throw new VendorRateLimitedError('richpanel', write.retryAfterMs);
  throw writeFailedError(write.code);
}

/**
 * Judges an act of unknown outcome by what a read shows: it happened, a person must look, or we look again later.
 * @throws {Deferred} to look again
 */
export async function judgeUnknown(
  row: EffectRow,
  effect: CustomerVisibleEffectName,
  isDone: boolean,
  deps: WorkerDeps,
): Promise<'confirmed' | 'unconfirmed'> {
  const { ticketRef } = row;
  if (isDone) {
    await move(row, 'confirmed', { codes: [] }, deps);
    await recordAttempt({ effect, ticketRef, outcome: 'confirmed' }, deps);
    return 'confirmed';
  }
  const looks = row.looks + 1;
  if (looks < MAX_LOOKS) {
    await move(row, 'sending', { looks }, deps);
    throw new Deferred('REPLY_UNCONFIRMED', LOOK_DELAY_MS);
  }
  await move(row, 'unconfirmed', { looks, codes: UNCONFIRMED }, deps);
  await recordAttempt({ effect, ticketRef, outcome: 'unknown', codes: UNCONFIRMED }, deps);
  return 'unconfirmed';
}

async function look(act: OnceAct, row: EffectRow, deps: WorkerDeps): Promise<OnceResult> {
  const ticket = await act.reread();
  const state = await judgeUnknown(row, act.effect, act.isDone(ticket, row), deps);
  return state === 'confirmed' ? { state, ticket } : { state, codes: UNCONFIRMED };
}

async function trySend(
  act: OnceAct,
  row: EffectRow,
  context: GateContext,
  deps: WorkerDeps,
): Promise<SendResult> {
  try {
    return await act.send(context);
  } catch (thrown) {
    const { code } = toMiddlewareError(thrown);
    if (thrown instanceof PermitError || NEVER_LEFT.has(code)) {
      await move(row, 'unsent', { codes: [code] }, deps);
      await deps.effects.uncountWrite(row.ticketRef, row.messageRef);
    }
    throw thrown;
  }
}

/** From `intended` on: re-read, decide afresh, lock, ledger, send, look (safety.md, "Sending at most once"). */
async function sendIntended(
  act: OnceAct,
  intended: EffectRow,
  deps: WorkerDeps,
): Promise<OnceResult> {
  const ticket = await act.reread();
  const obstacle = act.obstacle(ticket);
  if (obstacle !== null) {
    return withdraw(intended, { outcome: 'hold', codes: [obstacle] }, deps);
  }
  const context = await act.gather(ticket);
  const decision = decide(act.proposal, context);
  if (decision.outcome !== 'allow') {
    await deps.ledger.append(decisionEntry(act.proposal, decision, null, context));
    return withdraw(intended, endingOf(decision), deps);
  }
  const sending = await move(intended, 'sending', { baselineRefs: act.commentRefs(ticket) }, deps);
  await deps.effects.countWrite(act.key.ticketRef, act.key.messageRef, deps.clock.now());
  const result = await trySend(act, sending, context, deps);
  if (result.kind === 'refused') {
    await deps.effects.uncountWrite(act.key.ticketRef, act.key.messageRef);
    return withdraw(sending, endingOf(result.decision), deps);
  }
  const { write } = result;
  const codes = write.outcome === 'accepted' ? [] : [write.code];
  await recordAttempt(
    { effect: act.effect, ticketRef: act.key.ticketRef, outcome: write.outcome, codes },
    deps,
  );
  if (write.outcome === 'unsent') return unsent(sending, write, deps);
  return look(act, sending, deps);
}

/** The first time: a refusal is final for this customer message and is written down as such. */
async function begin(act: OnceAct, ticket: TicketSnapshot, deps: WorkerDeps): Promise<OnceResult> {
  const context = await act.gather(ticket);
  const decision = decide(act.proposal, context);
  if (decision.outcome !== 'allow') {
    await deps.ledger.append(decisionEntry(act.proposal, decision, null, context));
    return refuse(act, endingOf(decision), deps);
  }
  takeTokens(CALLS_TO_SEND, 'work', deps);
  const intend = await deps.effects.intend(newEffect(act, deps), deps.routing.caps);
  if (intend.outcome === 'capped') {
    return refuse(act, { outcome: 'hold', codes: [intend.code] }, deps);
  }
  if (intend.outcome === 'exists') throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return sendIntended(act, intend.row, deps);
}

function finalResult(row: EffectRow): OnceResult {
  if (row.state === 'confirmed') return { state: 'confirmed', ticket: null };
  if (row.state === 'unconfirmed') return { state: 'unconfirmed', codes: row.codes };
  const state = row.state === 'refused' ? 'refused' : 'withdrawn';
  return { state, outcome: row.outcome === 'hold' ? 'hold' : 'deny', codes: row.codes };
}

/**
 * Does one customer-visible act at most once per customer message, under any crash, duplicate, reorder or time-out
 * (I9). What an earlier attempt left behind decides where this one goes on.
 * @throws {Deferred} when the outcome must be looked for later, or the budget is spent
 */
export async function performOnce(
  act: OnceAct,
  ticket: TicketSnapshot,
  deps: WorkerDeps,
): Promise<OnceResult> {
  const row = await deps.effects.find(act.key);
  if (row === null) return begin(act, ticket, deps);
  switch (row.state) {
    case 'intended':
      takeTokens(CALLS_TO_SEND, 'work', deps);
      // The version moves on, so that whoever began this before us loses the lock.
      return sendIntended(act, await move(row, 'intended', {}, deps), deps);
    case 'unsent':
      takeTokens(CALLS_TO_SEND, 'work', deps);
      return sendIntended(act, await move(row, 'intended', {}, deps), deps);
    case 'sending':
      takeTokens(CALLS_TO_LOOK, 'work', deps);
      return look(act, row, deps);
    default:
      return finalResult(row);
  }
}
