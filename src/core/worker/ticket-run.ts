import { type FlagName, REQUIRED_FLAGS, templateFlag } from '../flags/names.ts';
import { parseFlags } from '../flags/snapshot.ts';
import type {
  CapFacts,
  GateContext,
  Limits,
  TicketFacts,
  UnderstandingFacts,
} from '../gate/context.ts';
import type { EffectName, OutsideEffectName } from '../gate/effects.ts';
import { ledgerEntry } from '../gate/entries.ts';
import { type Authorization, authorize } from '../gate/permit.ts';
import type { Proposal } from '../gate/proposal.ts';
import type { PreparedRequest } from '../gate/request.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { isOwnTag } from '../intents/tag-catalogue.ts';
import type { WriteOutcome } from '../vendors/helpdesk.ts';
import type { CallClass } from '../vendors/rate-limiter.ts';
import type { WorkerDeps } from './deps.ts';
import { BUDGET_SPENT, Deferred } from './interruption.ts';
import type { Plan } from './plan.ts';

/** What is known, beside a fresh read, when an effect is judged. */
export interface JudgedFacts {
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
export async function gatherContext(facts: JudgedFacts, deps: WorkerDeps): Promise<GateContext> {
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

/** Decides at this very moment, writes the ledger, and gives the Permit when it is allowed. */
export function authorizeNow<E extends OutsideEffectName>(
  proposal: Proposal & { readonly name: E },
  request: PreparedRequest<E>,
  context: GateContext,
  deps: WorkerDeps,
): Promise<Authorization<E>> {
  const now = { ...context, nowMs: deps.clock.now() };
  return authorize(proposal, request, now, {
    ledger: deps.ledger,
    digest: deps.digest,
    now: deps.clock.now,
  });
}

/** Writes down what came of a request that was sent. */
export async function recordAttempt(
  attempt: {
    readonly effect: EffectName;
    readonly ticketRef: string;
    readonly outcome: WriteOutcome['outcome'] | 'confirmed';
    readonly codes?: readonly string[];
  },
  deps: WorkerDeps,
): Promise<void> {
  const facts = { kind: 'attempt', requestHash: null, codes: [], ...attempt } as const;
  await deps.ledger.append(ledgerEntry(facts, deps.process, deps.clock.now()));
}

/** Takes tokens for the calls to come or gives the job back; never waits (D9). */
export function takeTokens(count: number, callClass: CallClass, deps: WorkerDeps): void {
  const grant = deps.limiter.take(count, callClass);
  if (grant.outcome === 'denied') throw new Deferred(BUDGET_SPENT, grant.retryAfterMs);
}
