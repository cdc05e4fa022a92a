import { z } from 'zod';
import { runCli } from '../run-cli.ts';
import type { DeliveryStream } from './delivery-stream.ts';
import { type FolderFacts, readFolderFacts } from './folder-facts.ts';
import { placeOf } from './service-process.ts';

const verifySchema = z.object({ verified: z.boolean() });
const UNCONFIRMED_TAG = 'mw-reply-unconfirmed';
/** States in which nothing may be while the queue is dry. */
const OPEN_STATES: ReadonlySet<string> = new Set(['intended', 'sending', 'unsent']);

export interface CrashFigures {
  readonly replies: number;
  readonly unconfirmed: number;
  readonly deadLetters: number;
  readonly ledgerVerified: boolean;
}

interface Audit {
  readonly facts: FolderFacts;
  readonly fail: (code: string, what: string) => void;
}

/** Every delivery that was answered with 202 became a settled job, joined one, or is a dead letter (D7). */
function checkDeliveries({ facts, fail }: Audit, stream: DeliveryStream): void {
  if (facts.live.size > 0) fail('QUEUE_NOT_DRY', `${facts.live.size} jobs`);
  const handled = new Set(facts.workItems.map(({ ticketRef }) => ticketRef));
  for (const [deliveryId, ticketId] of stream.accepted) {
    const ref = facts.ticketRefOf(ticketId);
    const isDone = facts.spent.has(deliveryId) || facts.dead.has(deliveryId);
    // One that joined a job has no row of its own; that the ticket was worked on is what it was for.
    const isWorkedOn = handled.has(ref) || facts.deadGroups.has(ref);
    if (!isDone || !isWorkedOn) fail('DELIVERY_LOST', ref);
  }
  const { accepted, unanswered } = stream.counts;
  const isConserved = facts.deliveries >= accepted && facts.deliveries <= accepted + unanswered;
  if (!isConserved)
    fail('COUNT_WRONG', `${facts.deliveries} of ${accepted} accepted, ${unanswered} unanswered`);
}

/** Nothing was said to a customer twice, or without a line of the ledger (I9). */
function checkReplies({ facts, fail }: Audit, ticketIds: readonly string[]): void {
  for (const ticketId of ticketIds) {
    const count = facts.replies.get(ticketId) ?? 0;
    const ref = facts.ticketRefOf(ticketId);
    if (count > 1) fail('REPLIED_TWICE', `${ref}: ${count} replies`);
    if (count > (facts.allowed.get(ref) ?? 0)) fail('REPLY_NOT_ON_LEDGER', ref);
    if (count > 0 && !facts.effects.some((row) => row.ticketRef === ref && row.kind === 'talk'))
      fail('REPLY_WITHOUT_ROW', ref);
  }
}

function isTrue(state: string, replies: number): boolean {
  if (state === 'confirmed') return replies === 1;
  return state === 'unconfirmed' ? replies <= 1 : replies === 0;
}

/** Every row of a reply says what the vendor's journal says, and who must look is told by a tag. */
function checkRows({ facts, fail }: Audit, ticketIds: readonly string[]): void {
  const ids = new Map(ticketIds.map((id) => [facts.ticketRefOf(id), id]));
  for (const { ticketRef, kind, state } of facts.effects) {
    const id = ids.get(ticketRef) ?? '';
    const replies = facts.replies.get(id) ?? 0;
    if (OPEN_STATES.has(state) && !facts.deadGroups.has(ticketRef))
      fail('ROW_LEFT_OPEN', `${ticketRef} ${state}`);
    if (kind === 'talk' && !OPEN_STATES.has(state) && !isTrue(state, replies))
      fail('ROW_DISAGREES', `${ticketRef} ${state}, ${replies} replies`);
    const isTagged = facts.tags.get(id)?.includes(UNCONFIRMED_TAG) === true;
    if (kind === 'talk' && isTagged !== (state === 'unconfirmed'))
      fail('UNCONFIRMED_TAG_WRONG', `${ticketRef} ${state}`);
  }
}

/** Looks, in a folder without a service, whether everything is as it must be. */
export async function auditDataFolder(
  dataDir: string,
  ticketIds: readonly string[],
  stream: DeliveryStream,
): Promise<{ readonly figures: CrashFigures; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const verify = await runCli('rpmw', ['ledger', 'verify', ...placeOf(dataDir), '--json']);
  const ledgerVerified =
    verify.code === 0 && verifySchema.parse(JSON.parse(verify.stdout)).verified;
  const facts = readFolderFacts(dataDir);
  const audit: Audit = { facts, fail: (code, what) => problems.push(`${code} ${what}`) };
  if (!ledgerVerified) audit.fail('LEDGER_NOT_VERIFIED', `exit code ${verify.code}`);
  checkDeliveries(audit, stream);
  checkReplies(audit, ticketIds);
  checkRows(audit, ticketIds);
  const figures = {
    replies: [...facts.replies.values()].reduce((sum, count) => sum + count, 0),
    unconfirmed: facts.effects.filter(({ state }) => state === 'unconfirmed').length,
    deadLetters: facts.dead.size,
    ledgerVerified,
  };
  return { figures, problems };
}
