import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Random } from '../../core/runtime/platform.ts';
import { parseTicketFile, stubTicketId, type TicketLine } from '../../core/tickets/ticket-file.ts';
import type { Console, StubTicket } from '../surface.ts';

export interface TicketInput extends StubTicket {
  /** The `id` of the line, else `line-<n>`. */
  readonly name: string;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new ConfigurationError(
      'TICKETS_UNREADABLE',
      'The file of tickets cannot be read.',
      'Check the path after --tickets.',
      1,
      { cause: thrown },
    );
  }
}

function nameOf(line: TicketLine, lineNumber: number): string {
  return line.id ?? `line-${lineNumber}`;
}

/**
 * Reads a `--tickets` file. A bad line is reported with its number and skipped. Every ticket gets an id of its own run,
 * so that a second run of one file is new work.
 * @throws {ConfigurationError} `TICKETS_UNREADABLE`, or `TICKETS_EMPTY` when no line could be used
 */
export function readTickets(
  path: string,
  console: Console,
  random: Random,
): readonly TicketInput[] {
  const runId = random.id();
  const { tickets, problems } = parseTicketFile(readFile(path));
  for (const problem of problems) console.err(`${problem.code}: ${problem.message}\n`);
  if (tickets.length === 0) {
    throw new ConfigurationError(
      'TICKETS_EMPTY',
      'The file holds no usable ticket.',
      'Write one JSON object a line; see config/schemas/ticket-line.schema.json.',
    );
  }
  return tickets.map(({ lineNumber, ticket }, index) => ({
    name: nameOf(ticket, lineNumber),
    id: stubTicketId(runId, index + 1, ticket.channel),
    line: ticket,
  }));
}
