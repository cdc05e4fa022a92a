import type { Command } from 'commander';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import {
  type EnvironmentOptions,
  localOptionsOf,
  wholeNumber,
  withEnvironment,
} from '../options.ts';
import { printJson } from '../print.ts';
import { type SendCounts, sendTickets } from '../send-tickets.ts';
import type { Surface } from '../surface.ts';
import { readTickets } from '../ticket-input.ts';

interface SendOptions extends EnvironmentOptions {
  readonly url?: string;
  readonly rate?: number;
}

/** `tickets send`: puts the tickets of a file into the running service's stub and posts their webhooks. Dev only. */
export function registerTicketsSend(
  noun: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  withEnvironment(
    noun.command('send <file>').description('send a file of tickets to the running service (dev)'),
  )
    .option('--url <url>', 'address of the service (default: the one of the data folder)')
    .option('--rate <n>', 'webhooks per second', wholeNumber(1, 100_000))
    .action(async (file: string, options: SendOptions) => {
      const local = localOptionsOf(options, surface);
      if (local.environment !== 'dev') {
        throw new ConfigurationError(
          'DEV_ONLY',
          'Tickets are sent in dev alone.',
          'Use --env dev.',
        );
      }
      const tickets = readTickets(file, surface.console, surface.random);
      const door = await surface.openDoor({ ...local, url: options.url });
      const counts: SendCounts = { received: 0, accepted: 0 };
      try {
        await sendTickets(tickets, door, {
          clock: surface.clock,
          ratePerSecond: options.rate,
          counts,
          onSending: () => undefined,
          onRefused: (ticket, status) =>
            surface.console.err(`${ticket.name}: refused with status ${status}\n`),
        });
      } finally {
        await door.close();
      }
      if (options.json === true) printJson(surface.console, { schemaVersion: 1, ...counts });
      else surface.console.out(`${counts.accepted} of ${counts.received} webhooks were accepted\n`);
      exit(counts.accepted === counts.received ? 0 : 1);
    });
}
