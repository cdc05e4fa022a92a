import type { Command } from 'commander';
import { REQUIRED_FLAGS, templateFlag } from '../../core/flags/names.ts';
import { parseFlags } from '../../core/flags/snapshot.ts';
import type { GateContext } from '../../core/gate/context.ts';
import { codesOf, decide } from '../../core/gate/decide.ts';
import type { Proposal } from '../../core/gate/proposal.ts';
import type { Configuration } from '../../core/operate/configuration.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { CHANNELS, type Channel, channelClassOf } from '../../core/tickets/ticket.ts';
import { newestEntryOf, parseTicketFile, type TicketLine } from '../../core/tickets/ticket-file.ts';
import { limitsOf, understandingFacts } from '../../core/worker/facts.ts';
import { type Plan, plan, understandTicket } from '../../core/worker/plan.ts';
import { type EnvironmentOptions, localOptionsOf, withEnvironment } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { OperatorStores, Surface } from '../surface.ts';
import { readTickets } from '../ticket-input.ts';
import { withStores } from '../with-stores.ts';

interface ExplainOptions extends EnvironmentOptions {
  readonly text?: string;
  readonly channel: Channel;
  readonly tickets?: string;
  readonly id?: string;
}

const NO_TICKET = { ticketRef: 'explained', messageRef: 'explained' } as const;

function lineOf(options: ExplainOptions, surface: Surface): TicketLine {
  if (options.text !== undefined) {
    const line = JSON.stringify({ channel: options.channel, text: options.text });
    const [parsed] = parseTicketFile(line).tickets;
    if (parsed !== undefined) return parsed.ticket;
  }
  if (options.tickets !== undefined) {
    const tickets = readTickets(options.tickets, surface.console, surface.random);
    const found = tickets.find((ticket) => options.id === undefined || ticket.name === options.id);
    if (found !== undefined) return found.line;
  }
  throw new ConfigurationError(
    'NOTHING_TO_EXPLAIN',
    'There is no ticket to explain.',
    'Give --text "…" --channel email, or --tickets FILE --id ID.',
    2,
  );
}

async function contextFor(
  line: TicketLine,
  planned: Plan,
  stores: OperatorStores,
  surface: Surface,
  limits: GateContext['limits'],
): Promise<GateContext> {
  const facts = newestEntryOf(line);
  const names = [...REQUIRED_FLAGS, 'automation_channels'] as const;
  const template = planned.templateId === null ? [] : [templateFlag(planned.templateId)];
  const flags = parseFlags(await stores.flags.read([...names, ...template]));
  return {
    ...stores.operatorContext(),
    nowMs: surface.clock.now(),
    flags,
    ticket: {
      ticketRef: NO_TICKET.ticketRef,
      requesterRef: null,
      isInScope: true,
      isOpen: line.status !== 'closed',
      newestCommentBy: facts.newestBy,
      newestCustomerMessageRef: NO_TICKET.messageRef,
      newestCustomerMessageAtMs: surface.clock.now() - facts.customerAgeMs,
      sentTemplateIds: [],
      wasAutoReplied: facts.wasAutoReplied,
    },
    caps: { writesThisEvent: 0, repliesTicket10Min: 0, repliesTicket24h: 0, repliesCustomer24h: 0 },
    understanding: understandingFacts(planned),
    limits,
  };
}

function proposals(line: TicketLine, planned: Plan): Proposal[] {
  const base = { ticketRef: NO_TICKET.ticketRef, egress: { isListed: true } } as const;
  const tags: Proposal = { ...base, name: 'tags.add', tags: planned.tags };
  if (planned.reply === null) return [tags];
  const { effect, templateId, tier } = planned.reply;
  const channelClass = channelClassOf(line.channel);
  return [
    {
      ...base,
      name: effect,
      templateId,
      tier,
      channelClass,
      messageRef: NO_TICKET.messageRef,
      destinationRef: null,
    },
    tags,
  ];
}

/** Steps 3 to 5 for one line, with the configuration as it is. */
function planLine(line: TicketLine, config: Configuration, surface: Surface): Plan {
  const facts = newestEntryOf(line);
  const { routing, templates } = config;
  const written = { subject: line.subject ?? null, text: facts.customerText };
  const understood = understandTicket(written, line.channel, {
    classifier: surface.classifier,
    routing,
  });
  return plan({
    understood,
    channel: line.channel,
    requesterName: null,
    isFollowUp: facts.wasAutoReplied,
    routing,
    templates,
  });
}

type JudgedEffects = readonly {
  readonly effect: string;
  readonly outcome: string;
  readonly codes: readonly string[];
}[];

function printExplanation(
  planned: Plan,
  effects: JudgedEffects,
  isJson: boolean,
  surface: Surface,
): void {
  const { primary, secondary, confidence } = planned.understanding;
  const { tier, destination, templateId: template, tags } = planned;
  if (isJson) {
    const understood = { intent: primary, secondary, confidence, tier };
    return printJson(surface.console, {
      schemaVersion: 1,
      ...understood,
      destination,
      template,
      tags,
      effects,
    });
  }
  const rows = [
    ['intent', [primary, ...secondary].join(', ')],
    ['confidence', confidence.toFixed(2)],
    ['destination', destination],
    ['template', template ?? 'none'],
    ...tags.map((tag, index) => [index === 0 ? 'tags' : '', tag]),
    ...effects.map((line) => [line.effect, `${line.outcome} ${line.codes.join(' ')}`]),
  ];
  surface.console.out(formatTable(rows));
}

/** `tickets explain`: steps 3 to 6 for one ticket, with the flags as they stand; nothing is called or written. */
export function registerTicketsExplain(noun: Command, surface: Surface): void {
  withEnvironment(
    noun.command('explain').description('show how one ticket would be understood and judged'),
  )
    .option('--text <text>', 'the message')
    .option('--channel <name>', `one of ${CHANNELS.join(', ')}`, 'email')
    .option('--tickets <file>', 'a file of tickets')
    .option('--id <id>', 'which one of the file (default: the first)')
    .action(async (options: ExplainOptions) => {
      const local = localOptionsOf(options, surface);
      const config = surface.loadConfig(local.configDir);
      const line = lineOf(options, surface);
      const planned = planLine(line, config, surface);
      await withStores(surface, local, async (stores) => {
        const context = await contextFor(line, planned, stores, surface, limitsOf(config.routing));
        const effects = proposals(line, planned).map((proposal) => {
          const decision = decide(proposal, context);
          return { effect: proposal.name, outcome: decision.outcome, codes: codesOf(decision) };
        });
        printExplanation(planned, effects, options.json === true, surface);
      });
    });
}
