import { Command } from 'commander';
import { type Explanation, explainTicket } from '../../core/operate/explain.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { CHANNELS, type Channel } from '../../core/tickets/ticket.ts';
import { parseTicketFile, type TicketLine } from '../../core/tickets/ticket-file.ts';
import { type SendCounts, sendTickets } from '../demo/own-endpoint.ts';
import { readTickets } from '../demo/ticket-input.ts';
import {
  type EnvironmentOptions,
  localOptionsOf,
  wholeNumber,
  withEnvironment,
} from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import { closing, withStores } from '../stores.ts';
import type { Surface } from '../surface.ts';

interface SendOptions extends EnvironmentOptions {
  readonly url?: string;
  readonly rate?: number;
}

async function send(file: string, options: SendOptions, surface: Surface): Promise<number> {
  const { console, clock } = surface;
  const local = localOptionsOf(options, surface);
  if (local.environment !== 'dev')
    throw new ConfigurationError('DEV_ONLY', 'Tickets are sent in dev alone.', 'Use --env dev.');
  const tickets = readTickets(file, console, surface.random);
  const counts: SendCounts = { received: 0, accepted: 0 };
  await closing(await surface.openEndpoint({ ...local, url: options.url }), (endpoint) =>
    sendTickets(tickets, endpoint, {
      ...{ clock, counts, ratePerSecond: options.rate },
      onSending: () => undefined,
      onRefused: (ticket, status) => console.err(`${ticket.name}: refused with status ${status}\n`),
    }),
  );
  if (options.json === true) printJson(console, { schemaVersion: 1, ...counts });
  else console.out(`${counts.accepted} of ${counts.received} webhooks were accepted\n`);
  return counts.accepted === counts.received ? 0 : 1;
}

interface ExplainOptions extends EnvironmentOptions {
  readonly text?: string;
  readonly channel: Channel;
  readonly tickets?: string;
  readonly id?: string;
}

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

function printExplanation({ plan, effects }: Explanation, isJson: boolean, surface: Surface): void {
  const { primary: intent, secondary, confidence } = plan.understanding;
  const { tier, destination, templateId: template, tags } = plan;
  if (isJson) {
    const understood = { intent, secondary, confidence, tier, destination, template, tags };
    return printJson(surface.console, { schemaVersion: 1, ...understood, effects });
  }
  const rows = [
    ['intent', [intent, ...secondary].join(', ')],
    ['confidence', confidence.toFixed(2)],
    ['destination', destination],
    ['template', template ?? 'none'],
    ...tags.map((tag, index) => [index === 0 ? 'tags' : '', tag]),
    ...effects.map((line) => [line.effect, `${line.outcome} ${line.codes.join(' ')}`]),
  ];
  surface.console.out(formatTable(rows));
}

async function explain(options: ExplainOptions, surface: Surface): Promise<void> {
  const { classifier, clock } = surface;
  const local = localOptionsOf(options, surface);
  const config = local.config.configuration();
  const line = lineOf(options, surface);
  await withStores(surface, local, async ({ flags, operatorContext }) => {
    const deps = { classifier, config, flags, clock, operatorContext };
    printExplanation(await explainTicket(line, deps), options.json === true, surface);
  });
}

/** `tickets send|explain`: sends synthetic tickets to a running service, or shows what would be done with one. */
export function registerTickets(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const noun = new Command('tickets').description('synthetic tickets');
  withEnvironment(
    noun.command('send <file>').description('send a file of tickets to the running service (dev)'),
  )
    .option('--url <url>', 'address of the service (default: the one of the data folder)')
    .option('--rate <n>', 'webhooks per second', wholeNumber(1, 100_000))
    .action(async (file: string, options: SendOptions) => exit(await send(file, options, surface)));
  withEnvironment(
    noun.command('explain').description('show how one ticket would be understood and judged'),
  )
    .option('--text <text>', 'the message')
    .option('--channel <name>', `one of ${CHANNELS.join(', ')}`, 'email')
    .option('--tickets <file>', 'a file of tickets')
    .option('--id <id>', 'which one of the file (default: the first)')
    .action((options: ExplainOptions) => explain(options, surface));
  program.addCommand(noun);
}
