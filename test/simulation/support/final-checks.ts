import { MAX_ATTEMPTS } from '../../../src/core/worker/job-queue.ts';
import type { JournalEntry } from '../../../stubs/richpanel/workspace.ts';
import type { Facts } from './facts.ts';
import { customerMessages, type Model } from './model.ts';
import { references } from './simulated-process.ts';
import type { SimulatedVendor } from './simulated-vendor.ts';

/** One delivery whose sender was told that it is safe. */
export interface AcceptedDelivery {
  readonly ticketId: string;
  /** The job it became or joined. */
  readonly jobId: string;
  /** When it was sent; steps of the scheduler. */
  readonly sentAtStep: number;
}

export interface RunFacts {
  readonly tickets: readonly string[];
  readonly accepted: readonly AcceptedDelivery[];
  /** Deliveries that were sent, accepted or not. */
  readonly sent: number;
  /** When the newest customer message of a ticket was written. */
  readonly newestMessageAtStep: ReadonlyMap<string, number>;
  /** Tickets that never left our scope and were always there. */
  readonly alwaysOurs: ReadonlySet<string>;
  /** Tickets that a person closed. */
  readonly closedByPeople: ReadonlySet<string>;
  /** True when no read may have been older than the truth. */
  readonly readsAreFresh: boolean;
  /** True when the clock on the wall only ran. */
  readonly clockIsTrue: boolean;
  /** True when routing may have been switched off after a reply. */
  readonly wasKilled: boolean;
  /** The shortest time between two answers on one ticket. */
  readonly talkGapMs: number;
  readonly repliesCustomer24h: number;
}

const REASONED: ReadonlySet<string> = new Set(['held', 'ignored', 'observed']);

interface Parts {
  readonly facts: Facts;
  readonly model: Model;
  readonly vendor: SimulatedVendor;
}

/** Every row of an effect says what the vendor's journal says. */
function checkRows({ facts, model }: Parts, run: RunFacts): void {
  const names = new Map(run.tickets.map((id) => [references.ticketRef(id), id]));
  for (const row of facts.effects()) {
    const sent = model.sentFor(`${row.ticket_ref} ${row.message_ref} ${row.kind}`);
    const ticketId = names.get(row.ticket_ref) ?? '';
    const mayBeNone =
      row.state === 'unconfirmed' ||
      row.state === 'sending' ||
      // A close is confirmed by the ticket being closed, whoever closed it.
      (row.kind === 'close' && run.closedByPeople.has(ticketId));
    const mayBeOne =
      row.state === 'unconfirmed' || row.state === 'sending' || row.state === 'confirmed';
    const isTrue =
      (sent === 0 && (mayBeNone || row.state !== 'confirmed')) || (sent === 1 && mayBeOne);
    if (!isTrue)
      model.fail(
        'ROW_DISAGREES',
        `${ticketId} ${row.kind}: the row is ${row.state}, the vendor did it ${sent} times`,
      );
    if (row.state === 'sending' && !isSeenByPeople(row.ticket_ref, facts))
      model.fail('ROW_ABANDONED', `${ticketId} ${row.kind}`);
  }
}

/** A dead letter or a block tells a person of the ticket; nothing else does but a unconfirmed row. */
function isSeenByPeople(ticketRef: string, facts: Facts): boolean {
  return (
    facts.blocked().has(ticketRef) || facts.dead().some((letter) => letter.group_ref === ticketRef)
  );
}

/** Nothing that was accepted is lost and nothing is counted twice. */
function checkDeliveries({ facts, model }: Parts, run: RunFacts): void {
  const settled = facts.settledJobs();
  const dead = new Set(facts.dead().map((letter) => letter.job_id));
  for (const { jobId, ticketId } of run.accepted) {
    if (settled.has(jobId) || dead.has(jobId)) continue;
    model.fail('DELIVERY_LOST', `${ticketId} ${jobId}`);
  }
  // Time that passed between a decision and its request says nothing against trying again.
  const early = facts
    .dead()
    .find((letter) => letter.code.startsWith('PERMIT_') && letter.attempts < MAX_ATTEMPTS);
  if (early) model.fail('DIED_EARLY', `${early.job_id} ${early.code}`);
  // A job may be settled and die all the same, when its last lease ends before it is completed: a false alarm.
  const unsettled = facts.dead().filter((letter) => !settled.has(letter.job_id));
  const ended = facts.handled() + unsettled.reduce((sum, letter) => sum + letter.deliveries, 0);
  const counts = `sent ${run.sent}, accepted ${run.accepted.length}, ended ${ended}`;
  if (ended < run.accepted.length) model.fail('DELIVERY_LOST', counts);
  if (ended > run.sent) model.fail('COUNTED_TWICE', counts);
}

/** Every ticket that was announced ends in a way that says why. */
function checkTickets(parts: Parts, run: RunFacts): void {
  const { facts, model } = parts;
  const items = facts.items();
  const deadGroups = new Set(facts.dead().map((letter) => letter.group_ref));
  const blocked = facts.blocked();
  for (const ticketId of new Set(run.accepted.map((delivery) => delivery.ticketId))) {
    const ticketRef = references.ticketRef(ticketId);
    const own = items.filter((item) => item.ticket_ref === ticketRef);
    if (own.length === 0 && !deadGroups.has(ticketRef)) model.fail('TICKET_WITHOUT_END', ticketId);
    const isSilent = own.find((item) => REASONED.has(item.outcome) && item.codes === '[]');
    if (isSilent) model.fail('NO_REASON', `${ticketId} ${isSilent.outcome}`);
    const isWrong =
      run.alwaysOurs.has(ticketId) &&
      (blocked.has(ticketRef) || own.some((item) => /SCOPE/.test(item.codes)));
    if (isWrong) model.fail('WRONGLY_BLOCKED', ticketId);
    checkReplied(ticketId, own, parts);
    checkCaps(ticketId, parts, run);
    if (!run.readsAreFresh) continue;
    checkRouted(ticketId, own, parts, run);
    if (!deadGroups.has(ticketRef) && !blocked.has(ticketRef))
      checkNewest(ticketId, own, parts, run);
  }
}

function talksOn(ticketId: string, vendor: SimulatedVendor): readonly JournalEntry[] {
  return vendor.journal(ticketId).filter(({ kind }) => kind === 'message' || kind === 'comment');
}

/** A seed is shorter than the day for which answers to a customer count. */
function checkCustomers({ model, vendor }: Parts, run: RunFacts): void {
  const answers = new Map<string, number>();
  for (const ticketId of run.tickets) {
    const email = vendor.ticket(ticketId)?.customer.email ?? '';
    answers.set(email, (answers.get(email) ?? 0) + talksOn(ticketId, vendor).length);
  }
  for (const [email, count] of answers) {
    if (email !== '' && count > run.repliesCustomer24h)
      model.fail('CAP_EXCEEDED', `a customer got ${count} answers`);
  }
}

/** Not more answers than the caps allow; the time on the wire counts for us, so the gap may look shorter. */
function checkCaps(ticketId: string, { model, vendor }: Parts, run: RunFacts): void {
  const talks = talksOn(ticketId, vendor);
  const tooSoon = talks.find(
    (talk, index) => talk.atMs - (talks[index - 1]?.atMs ?? -Infinity) < run.talkGapMs,
  );
  if (tooSoon && run.clockIsTrue) model.fail('CAP_EXCEEDED', ticketId);
}

/** What is called routed is some team's; and so is everything of ours, unless a flag kept us from it. */
function checkRouted(
  ticketId: string,
  own: readonly Item[],
  { model, vendor }: Parts,
  run: RunFacts,
): void {
  const last = own.toSorted((a, b) => a.settled_at_ms - b.settled_at_ms).at(-1);
  if (last === undefined || last.outcome === 'ignored') return;
  if (last.outcome !== 'routed' && run.wasKilled) return;
  const hasTeam = vendor.ticket(ticketId)?.tags.some((tag) => tag.startsWith('route-')) === true;
  if (!hasTeam) model.fail('ROUTED_NOWHERE', `${ticketId} ${last.outcome}`);
}

type Item = ReturnType<Facts['items']>[number];

function checkReplied(ticketId: string, own: readonly Item[], { facts, model }: Parts): void {
  for (const item of own) {
    const row = facts.effect(item.ticket_ref, item.message_ref, 'talk');
    if ((item.outcome === 'replied') === (row?.state === 'confirmed')) continue;
    const state = row?.state ?? 'missing';
    model.fail('OUTCOME_DISAGREES', `${ticketId} ${item.outcome}: the row is ${state}`);
  }
}

/** A delivery that was sent after the newest message leads to that message. */
function checkNewest(
  ticketId: string,
  own: readonly Item[],
  { model, vendor }: Parts,
  run: RunFacts,
): void {
  const ticket = vendor.ticket(ticketId);
  const newest = ticket === null ? undefined : customerMessages(ticket).at(-1);
  if (newest === undefined) return;
  const writtenAtStep = run.newestMessageAtStep.get(ticketId) ?? 0;
  const wasAnnounced = run.accepted.some(
    (delivery) => delivery.ticketId === ticketId && delivery.sentAtStep >= writtenAtStep,
  );
  const messageRef = references.messageRef(ticketId, newest.id);
  const isSettled = own.some(
    (item) => item.message_ref === messageRef || item.message_ref === 'none',
  );
  if (wasAnnounced && !isSettled) model.fail('MESSAGE_MISSED', ticketId);
}

/** What must hold when everything has run dry. */
export function checkEnd(parts: Parts, run: RunFacts): void {
  checkRows(parts, run);
  checkDeliveries(parts, run);
  checkTickets(parts, run);
  checkCustomers(parts, run);
  if (parts.vendor.stub.stats().unknownCalls > 0)
    parts.model.fail('UNKNOWN_CALL', 'the stub does not know a call');
}
