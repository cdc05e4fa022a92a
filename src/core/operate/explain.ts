import type { FlagSource } from '../flags/flag-source.ts';
import { parseFlags } from '../flags/flags.ts';
import { REQUIRED_FLAGS, templateFlag } from '../flags/names.ts';
import type { GateContext } from '../gate/context.ts';
import { codesOf, decide } from '../gate/decide.ts';
import type { EffectName, Proposal } from '../gate/effects.ts';
import type { Classifier } from '../intents/classifier.ts';
import { channelClassOf } from '../tickets/ticket.ts';
import { newestEntryOf, type TicketLine } from '../tickets/ticket-file.ts';
import { limitsOf, understandingFacts } from '../worker/facts.ts';
import { type Plan, plan, understandTicket } from '../worker/plan.ts';
import type { Configuration } from './configuration.ts';

/** What would be done with one ticket: how it is understood, what is proposed, and what the gate says to each effect. */
export interface Explanation {
  readonly plan: Plan;
  readonly effects: readonly {
    readonly effect: EffectName;
    readonly outcome: 'allow' | 'hold' | 'deny';
    readonly codes: readonly string[];
  }[];
}

interface ExplainDeps {
  readonly classifier: Classifier;
  readonly config: Pick<Configuration, 'routing' | 'templates'>;
  readonly flags: FlagSource;
  readonly clock: { now(): number };
  /** The gate's context of this process, without a ticket. */
  readonly operatorContext: () => GateContext;
}

const NO_TICKET = { ticketRef: 'explained', messageRef: 'explained' } as const;

/** Cleans, screens, redacts, classifies and plans, with the configuration as it is. */
function planLine(line: TicketLine, { classifier, config }: ExplainDeps): Plan {
  const { routing, templates } = config;
  const facts = newestEntryOf(line);
  const written = { subject: line.subject ?? null, text: facts.customerText };
  return plan({
    understood: understandTicket(written, line.channel, { classifier, routing }),
    channel: line.channel,
    requesterName: null,
    isFollowUp: facts.wasAutoReplied,
    routing,
    templates,
  });
}

/** A ticket on which nothing was done yet, with the flags as they stand. */
async function contextFor(
  line: TicketLine,
  planned: Plan,
  { config, flags, clock, operatorContext }: ExplainDeps,
): Promise<GateContext> {
  const facts = newestEntryOf(line);
  const template = planned.templateId === null ? [] : [templateFlag(planned.templateId)];
  const readings = await flags.read([...REQUIRED_FLAGS, 'automation_channels', ...template]);
  const nowMs = clock.now();
  return {
    ...operatorContext(),
    nowMs,
    flags: parseFlags(readings),
    ticket: {
      ticketRef: NO_TICKET.ticketRef,
      requesterRef: null,
      isInScope: true,
      isOpen: line.status !== 'closed',
      newestCommentBy: facts.newestBy,
      newestCustomerMessageRef: NO_TICKET.messageRef,
      newestCustomerMessageAtMs: nowMs - facts.customerAgeMs,
      sentTemplateIds: [],
      wasAutoReplied: facts.wasAutoReplied,
    },
    caps: { writesThisEvent: 0, repliesTicket10Min: 0, repliesTicket24h: 0, repliesCustomer24h: 0 },
    understanding: understandingFacts(planned),
    limits: limitsOf(config.routing),
  };
}

function proposalsOf(line: TicketLine, planned: Plan): readonly Proposal[] {
  const base = { ticketRef: NO_TICKET.ticketRef, egress: { isListed: true } } as const;
  const tags: Proposal = { ...base, name: 'tags.add', tags: planned.tags };
  if (planned.reply === null) return [tags];
  const { effect: name, templateId, tier } = planned.reply;
  const channelClass = channelClassOf(line.channel);
  const { messageRef } = NO_TICKET;
  return [
    { ...base, name, templateId, tier, channelClass, messageRef, destinationRef: null },
    tags,
  ];
}

/** Explains what would be done with a ticket, with the flags as they stand. Calls no vendor and writes nothing. */
export async function explainTicket(line: TicketLine, deps: ExplainDeps): Promise<Explanation> {
  const planned = planLine(line, deps);
  const context = await contextFor(line, planned, deps);
  const effects = proposalsOf(line, planned).map((proposal) => {
    const decision = decide(proposal, context);
    return { effect: proposal.name, outcome: decision.outcome, codes: codesOf(decision) };
  });
  return { plan: planned, effects };
}
