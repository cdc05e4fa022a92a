import {
  isNeverLeft,
  type Performed,
  recordAttempt,
  recordDecision,
  type WriteOutcome,
} from '../effects/perform.ts';
import type { GateContext } from '../gate/context.ts';
import { codesOf, type Decision, decide } from '../gate/decide.ts';
import type { CustomerVisibleEffectName, VisibleProposal } from '../gate/effects.ts';
import { toMiddlewareError, VendorRateLimitedError, writeFailedError } from '../runtime/errors.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { Deferred, takeTokens, type WorkerDeps } from './deps.ts';
import type { EffectKey, EffectRow, EndingOutcome, NewEffect } from './effect-store.ts';

/** How often we look for an unknown send before a person must; reads may lag behind writes. */
const MAX_LOOKS = 3;
const LOOK_DELAY_MS = 5_000;
const UNCONFIRMED: readonly string[] = ['REPLY_UNCONFIRMED'];
/** Re-read, send and confirm. */
const CALLS_TO_SEND = 3;
const CALLS_TO_LOOK = 1;
const CONTENDED_DELAY_MS = 1_000;

/** One customer-visible act on one ticket: what differs between a reply and a close. */
export interface OnceAct {
  readonly effect: CustomerVisibleEffectName;
  readonly key: EffectKey;
  readonly templateId: string;
  readonly customerRef: string | null;
  readonly proposal: VisibleProposal;
  readonly reread: () => Promise<Ticket>;
  /** Everything the gate looks at, with flags read now, for this read of the ticket. */
  readonly gather: (ticket: Ticket) => Promise<GateContext>;
  /** Reference of the newest customer message in this read. */
  readonly newestMessageRef: (ticket: Ticket) => string | null;
  readonly commentRefs: (ticket: Ticket) => readonly string[];
  readonly perform: (context: GateContext) => Promise<Performed<WriteOutcome>>;
  /** True when this read shows what we did. */
  readonly isDone: (ticket: Ticket, row: EffectRow) => boolean;
}

interface Ending {
  readonly outcome: EndingOutcome;
  readonly codes: readonly string[];
}

/** How it ended for this customer message; every one of these is final. */
export type OnceResult =
  | { readonly state: 'confirmed'; readonly ticket: Ticket | null }
  | ({ readonly state: 'refused' | 'withdrawn' } & Ending)
  | { readonly state: 'unconfirmed'; readonly codes: readonly string[] };

/**
 * What to do next about one effect, by its row and by the message that is newest on the ticket now. Pure.
 * `decide`: nothing was sent. `look`: it may have been sent, so a read must show whether it was. `final`: nobody sends
 * for this message any more; a row that is still open then is withdrawn, because the customer has written again.
 */
export function nextStep(
  row: Pick<EffectRow, 'state' | 'messageRef'> | null,
  ticket: { readonly newestMessageRef: string | null },
): 'decide' | 'look' | 'final' {
  if (row === null) return 'decide';
  if (row.state === 'sending') return 'look';
  const isOpen = row.state === 'intended' || row.state === 'unsent';
  return isOpen && row.messageRef === ticket.newestMessageRef ? 'decide' : 'final';
}

function endingOf(decision: Decision): Ending {
  return { outcome: decision.outcome === 'hold' ? 'hold' : 'deny', codes: codesOf(decision) };
}

type MoveChange = Omit<Parameters<WorkerDeps['effects']['move']>[2], 'nowMs'>;

/** Compare-and-set; who loses it sends nothing and lets the winner finish. @throws {Deferred} */
async function move(
  row: EffectRow,
  to: EffectRow['state'],
  change: MoveChange,
  deps: WorkerDeps,
): Promise<EffectRow> {
  const moved = await deps.effects.move(row, to, { ...change, nowMs: deps.clock.now() });
  if (moved === null) throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return moved;
}

async function withdraw(row: EffectRow, ending: Ending, deps: WorkerDeps): Promise<OnceResult> {
  await move(row, 'withdrawn', ending, deps);
  return { state: 'withdrawn', ...ending };
}

/** The customer wrote again: nothing is sent for the older message. */
export async function supersede(row: EffectRow, deps: WorkerDeps): Promise<OnceResult> {
  return withdraw(row, { outcome: 'hold', codes: ['MESSAGE_SUPERSEDED'] }, deps);
}

/** Nobody works on this ticket any more: a person must find out what may have been sent, the rest is withdrawn. */
export async function abandon(row: EffectRow, code: string, deps: WorkerDeps): Promise<void> {
  if (row.state === 'sending') await move(row, 'unconfirmed', { codes: [code] }, deps);
  else await withdraw(row, { outcome: 'deny', codes: [code] }, deps);
}

/**
 * Settles a send of unknown outcome by what a read shows: it happened, a person must look, or we look again later.
 * @throws {Deferred} to look again
 */
export async function settleUnknown(
  row: EffectRow,
  effect: CustomerVisibleEffectName,
  isDone: boolean,
  deps: WorkerDeps,
): Promise<'confirmed' | 'unconfirmed'> {
  const about = { effect, ticketRef: row.ticketRef };
  if (isDone) {
    await move(row, 'confirmed', { codes: [] }, deps);
    await recordAttempt({ ...about, outcome: 'confirmed' }, deps.process, deps);
    return 'confirmed';
  }
  const looks = row.looks + 1;
  if (looks < MAX_LOOKS) {
    await move(row, 'sending', { looks }, deps);
    throw new Deferred('REPLY_UNCONFIRMED', LOOK_DELAY_MS);
  }
  await move(row, 'unconfirmed', { looks, codes: UNCONFIRMED }, deps);
  await recordAttempt({ ...about, outcome: 'unknown', codes: UNCONFIRMED }, deps.process, deps);
  return 'unconfirmed';
}

async function look(act: OnceAct, row: EffectRow, deps: WorkerDeps): Promise<OnceResult> {
  const ticket = await act.reread();
  const state = await settleUnknown(row, act.effect, act.isDone(ticket, row), deps);
  return state === 'confirmed' ? { state, ticket } : { state, codes: UNCONFIRMED };
}

/** Nothing was sent for sure: frees the row, and takes the write back that was counted before it. */
async function markUnsent(row: EffectRow, code: string, deps: WorkerDeps): Promise<void> {
  await move(row, 'unsent', { codes: [code] }, deps);
  await deps.effects.uncountWrite(row.ticketRef, row.messageRef);
}

/** A write that was refused for now may be tried again; the job's own retry says when. */
function failureOf(write: Exclude<WriteOutcome, { outcome: 'accepted' }>) {
  return write.outcome === 'unsent' && write.retryAfterMs !== undefined
    ? new VendorRateLimitedError('richpanel', write.retryAfterMs)
    : writeFailedError(write.code);
}

async function performLocked(act: OnceAct, row: EffectRow, context: GateContext, deps: WorkerDeps) {
  try {
    return await act.perform(context);
  } catch (thrown) {
    if (isNeverLeft(thrown)) await markUnsent(row, toMiddlewareError(thrown).code, deps);
    throw thrown;
  }
}

/**
 * From `intended` on: re-read, lock, decide, send, look. The lock is the move to `sending`; it comes before the decision,
 * so that nothing but the ledger stands between the decision and the send.
 */
async function sendIntended(
  act: OnceAct,
  intended: EffectRow,
  deps: WorkerDeps,
): Promise<OnceResult> {
  const ticket = await act.reread();
  if (nextStep(intended, { newestMessageRef: act.newestMessageRef(ticket) }) === 'final')
    return supersede(intended, deps);
  const context = await act.gather(ticket);
  const sending = await move(intended, 'sending', { baselineRefs: act.commentRefs(ticket) }, deps);
  await deps.effects.countWrite(act.key.ticketRef, act.key.messageRef, deps.clock.now());
  const performed = await performLocked(act, sending, context, deps);
  if (performed.outcome === 'refused') {
    await deps.effects.uncountWrite(act.key.ticketRef, act.key.messageRef);
    return withdraw(sending, endingOf(performed.decision), deps);
  }
  const { answer } = performed;
  if (answer.outcome !== 'unsent') return look(act, sending, deps);
  await markUnsent(sending, answer.code, deps);
  throw failureOf(answer);
}

function newEffect({ key, templateId, customerRef }: OnceAct, deps: WorkerDeps): NewEffect {
  return { ...key, templateId, customerRef, nowMs: deps.clock.now() };
}

/**
 * Final, unless somebody else has just begun: they may have sent, so their outcome must be found out first.
 * @throws {Deferred}
 */
async function refuse(act: OnceAct, ending: Ending, deps: WorkerDeps): Promise<OnceResult> {
  const isWritten = await deps.effects.refuse(newEffect(act, deps), ending);
  if (!isWritten) throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return { state: 'refused', ...ending };
}

/** The first time: a refusal is final for this customer message and is written down as such. */
async function begin(act: OnceAct, ticket: Ticket, deps: WorkerDeps): Promise<OnceResult> {
  const context = await act.gather(ticket);
  const decision = decide(act.proposal, context);
  if (decision.outcome !== 'allow') {
    await recordDecision(act.proposal, decision, context, deps.ledger);
    return refuse(act, endingOf(decision), deps);
  }
  await takeTokens(CALLS_TO_SEND, 'work', deps);
  const intend = await deps.effects.intend(newEffect(act, deps), deps.routing.caps);
  if (intend.outcome === 'capped')
    return refuse(act, { outcome: 'hold', codes: [intend.code] }, deps);
  if (intend.outcome === 'exists') throw new Deferred('EFFECT_CONTENDED', CONTENDED_DELAY_MS);
  return sendIntended(act, intend.row, deps);
}

/** What an earlier attempt left with nothing sent. The version moves on, so who began it before us loses the lock. */
async function takeOver(act: OnceAct, row: EffectRow, deps: WorkerDeps): Promise<OnceResult> {
  await takeTokens(CALLS_TO_SEND, 'work', deps);
  return sendIntended(act, await move(row, 'intended', {}, deps), deps);
}

function finalResult(row: EffectRow): OnceResult {
  if (row.state === 'confirmed') return { state: 'confirmed', ticket: null };
  if (row.state === 'unconfirmed') return { state: 'unconfirmed', codes: row.codes };
  const state = row.state === 'refused' ? 'refused' : 'withdrawn';
  return { state, outcome: row.outcome === 'hold' ? 'hold' : 'deny', codes: row.codes };
}

/**
 * Does one customer-visible act at most once per customer message, under any crash, duplicate, reorder or time-out
 * (I9). The row that an earlier attempt left decides where this one goes on (docs/architecture.md, "Sending at most
 * once").
 * @throws {Deferred} when the outcome must be looked for later, or the budget is spent
 */
export async function performOnce(
  act: OnceAct,
  ticket: Ticket,
  deps: WorkerDeps,
): Promise<OnceResult> {
  const row = await deps.effects.find(act.key);
  // The act was planned for the newest message of the read in hand.
  const step = nextStep(row, { newestMessageRef: act.key.messageRef });
  if (row === null) return begin(act, ticket, deps);
  if (step === 'decide') return takeOver(act, row, deps);
  if (step === 'final') return finalResult(row);
  await takeTokens(CALLS_TO_LOOK, 'work', deps);
  return look(act, row, deps);
}
