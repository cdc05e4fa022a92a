import { type Effect, perform } from '../effects/perform.ts';
import { parseFlags } from '../flags/flags.ts';
import { type FlagName, REQUIRED_FLAGS, templateFlag } from '../flags/names.ts';
import type {
  CapFacts,
  GateContext,
  Limits,
  TicketFacts,
  UnderstandingFacts,
} from '../gate/context.ts';
import { codesOf } from '../gate/decide.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { AUTO_REPLIED_TAG, isOwnTag, templateOfTag } from '../intents/tag-catalogue.ts';
import type { References } from '../runtime/references.ts';
import type { Comment, Ticket } from '../tickets/ticket.ts';
import type { TicketRead } from '../vendors/helpdesk.ts';
import type { ConversationState } from './conversation-store.ts';
import { Deferred, ScopeLost, type WorkerDeps } from './deps.ts';
import type { Plan } from './plan.ts';

/** The newest message of the customer, or null when the customer has not written. */
export function newestCustomerMessage(ticket: Ticket): Comment | null {
  return ticket.comments.findLast((comment) => comment.author === 'customer') ?? null;
}

/** Reference of the newest customer message, or null when the customer has not written. */
export function newestMessageRef(ticket: Ticket, references: References): string | null {
  const message = newestCustomerMessage(ticket);
  return message === null ? null : references.messageRef(ticket.id, message.id);
}

/** The address a customer is known by: the e-mail, else the phone, normalised; null when there is neither. */
export function customerRefOf(ticket: Ticket, references: References): string | null {
  const email = ticket.requester.email?.reveal().trim().toLowerCase() ?? '';
  if (email !== '') return references.customerRef(email);
  const phone = ticket.requester.phone?.reveal().replace(/[^\d+]/g, '') ?? '';
  return phone === '' ? null : references.customerRef(phone);
}

/** True when the bot wrote a comment that is not in the baseline: ours, by author and id, never by text or clock. */
export function hasNewBotComment(
  ticket: Ticket,
  baselineRefs: readonly string[],
  references: References,
): boolean {
  return ticket.comments.some(
    (comment) =>
      comment.author === 'bot' &&
      !baselineRefs.includes(references.commentRef(ticket.id, comment.id)),
  );
}

function hasBotSpokenBefore(ticket: Ticket, message: Comment | null): boolean {
  const index = message === null ? ticket.comments.length : ticket.comments.indexOf(message);
  return ticket.comments.slice(0, index).some((comment) => comment.author === 'bot');
}

function sentTemplates(ticket: Ticket, others: ConversationState['replies']): string[] {
  const fromTags = ticket.tags.flatMap((tag) => templateOfTag(tag) ?? []);
  return [...new Set([...others.map((reply) => reply.templateId), ...fromTags])];
}

/**
 * What the gate may know of a ticket. What we sent in answer to this very message is no earlier reply: `isOwnReplyOut`
 * says that it is out already, and then the loop tags on the ticket are its own.
 */
export function ticketFacts(
  ticket: Ticket,
  conversation: ConversationState | null,
  references: References,
  isOwnReplyOut: boolean,
): TicketFacts {
  const message = newestCustomerMessage(ticket);
  const messageRef = newestMessageRef(ticket, references);
  const earlier = (conversation?.replies ?? []).filter((reply) => reply.messageRef !== messageRef);
  const hasLoopTag = ticket.tags.includes(AUTO_REPLIED_TAG) && !isOwnReplyOut;
  return {
    ticketRef: references.ticketRef(ticket.id),
    requesterRef: customerRefOf(ticket, references),
    isInScope: true,
    isOpen: ticket.isOpen,
    newestCommentBy: ticket.comments.at(-1)?.author ?? 'none',
    newestCustomerMessageRef: messageRef,
    newestCustomerMessageAtMs: message?.createdAtMs ?? null,
    sentTemplateIds: isOwnReplyOut
      ? earlier.map((reply) => reply.templateId)
      : sentTemplates(ticket, earlier),
    wasAutoReplied: earlier.length > 0 || hasLoopTag || hasBotSpokenBefore(ticket, message),
  };
}

/** What the gate may know of a ticket that is not ours to touch: that it is not. */
export function outOfScopeFacts(ticketRef: string): TicketFacts {
  return {
    ticketRef,
    requesterRef: null,
    isInScope: false,
    isOpen: false,
    newestCommentBy: 'none',
    newestCustomerMessageRef: null,
    newestCustomerMessageAtMs: null,
    sentTemplateIds: [],
    wasAutoReplied: false,
  };
}

/** What is known, beside a fresh read, when an effect is judged. */
export interface KnownFacts {
  readonly ticket: TicketFacts | null;
  readonly understood: Pick<Plan, 'understanding' | 'verifierAgrees'> | null;
  readonly templateId: string | null;
}

const MINUTE_MS = 60_000;

/** The limits of the gate, from configuration. */
export function limitsOf(routing: RoutingConfig): Limits {
  return {
    ...routing.caps,
    tier1ReplyConfidence: routing.thresholds.tier1Reply,
    tier2ReplyConfidence: routing.thresholds.tier2Reply,
    emailWindowMs: routing.replyWindowMinutes.email * MINUTE_MS,
    liveChatWindowMs: routing.replyWindowMinutes.livechat * MINUTE_MS,
    closeTemplateIds: routing.closeTemplates,
    isOwnTag: (tag) => isOwnTag(tag, routing),
  };
}

function flagNames(templateId: string | null): FlagName[] {
  const always: FlagName[] = [...REQUIRED_FLAGS, 'automation_channels'];
  return templateId === null ? always : [...always, templateFlag(templateId)];
}

async function readCaps(facts: TicketFacts, deps: WorkerDeps): Promise<CapFacts> {
  const messageRef = facts.newestCustomerMessageRef ?? '';
  const { ticketRef, requesterRef } = facts;
  const [writesThisEvent, counts] = await Promise.all([
    deps.effects.readWrites(ticketRef, messageRef),
    deps.effects.countReplies({
      ticketRef,
      customerRef: requesterRef,
      except: { ticketRef, messageRef, kind: 'talk' },
      nowMs: deps.clock.now(),
    }),
  ]);
  return {
    writesThisEvent,
    repliesTicket10Min: counts.repliesTicket10Min,
    repliesTicket24h: counts.repliesTicket24h,
    repliesCustomer24h: requesterRef === null ? null : counts.repliesCustomer24h,
  };
}

/** What the gate may know of an understanding. */
export function understandingFacts({
  understanding,
  verifierAgrees,
}: Pick<Plan, 'understanding' | 'verifierAgrees'>): UnderstandingFacts {
  const { confidence, isTierZero, hasHigherIntent } = understanding;
  return { confidence, isTierZero, hasHigherIntent, verifierAgrees };
}

/** Gathers everything the gate looks at, flags read this moment. */
export async function gatherContext(facts: KnownFacts, deps: WorkerDeps): Promise<GateContext> {
  const [flags, caps, isReleaseApproved] = await Promise.all([
    deps.flags.read(flagNames(facts.templateId)),
    facts.ticket === null ? null : readCaps(facts.ticket, deps),
    deps.approvals.isReleaseApproved(deps.process.releaseDigest),
  ]);
  const { understood } = facts;
  return {
    process: deps.process,
    nowMs: deps.clock.now(),
    flags: parseFlags(flags),
    ticket: facts.ticket,
    caps,
    understanding: understood === null ? null : understandingFacts(understood),
    match: null,
    isReleaseApproved,
    limits: limitsOf(deps.routing),
  };
}

/** Where a prepared request would go, judged by the egress list. */
export function egressOf(
  request: { readonly origin: string; readonly path: string },
  deps: WorkerDeps,
) {
  return { isListed: deps.isListed(request.origin, request.path) };
}

/** How long a job waits when the gate does not even let us read; nothing is lost meanwhile. */
const REFUSED_READ_DELAY_MS = 30_000;
/** Three 404 must span a minute before a ticket counts as unknown. */
export const UNKNOWN_DELAY_MS = 31_000;

/** Reads a ticket, like everything else through the gate. The caller has taken the token. @throws {Deferred} */
export async function readTicket(ticketId: string, deps: WorkerDeps): Promise<TicketRead> {
  const { helpdesk, scope } = deps;
  const ticketRef = deps.references.ticketRef(ticketId);
  const request = helpdesk.prepareReadTicket(ticketId);
  const proposal = { name: 'ticket.read', ticketRef, egress: egressOf(request, deps) } as const;
  const context = await gatherContext({ ticket: null, understood: null, templateId: null }, deps);
  const effect: Effect<'ticket.read', TicketRead> = {
    ...{ proposal, request },
    send: (exact, permit) => helpdesk.readTicket(exact, permit, scope),
  };
  const read = await perform(effect, context, deps);
  if (read.outcome === 'sent') return read.answer;
  throw new Deferred(codesOf(read.decision)[0] ?? 'READ_REFUSED', REFUSED_READ_DELAY_MS);
}

/**
 * Reads a ticket that was there and in scope a moment ago.
 * @throws {ScopeLost} when it is out of scope now
 * @throws {Deferred} when the vendor says 404: one of them proves nothing, so the next attempt begins at the first read
 */
export async function rereadTicket(ticketId: string, deps: WorkerDeps): Promise<Ticket> {
  const read = await readTicket(ticketId, deps);
  if (read.outcome === 'out-of-scope') throw new ScopeLost();
  if (read.outcome === 'not-found') throw new Deferred('TICKET_UNKNOWN', UNKNOWN_DELAY_MS);
  return read.ticket;
}
