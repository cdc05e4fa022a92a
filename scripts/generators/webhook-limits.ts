import { TICKET_ID_MAX_LENGTH } from '../../src/core/tickets/ticket.ts';
import { MAX_BODY_BYTES } from '../../src/http/message.ts';
import { SERVER_LIMITS } from '../../src/http/server-limits.ts';
import { INTAKE_LIMITS } from '../../src/http/webhooks/intake.ts';
import { count, section, table } from './safety-matrix-markdown.ts';

const seconds = (ms: number): string => `${ms / 1000} s`;

/** Every bound, with its number from the source. */
export function renderLimits(): string {
  const { deliveriesPerTicketPerMinute, countedTickets } = INTAKE_LIMITS;
  const rows = [
    [
      'body',
      `${count(MAX_BODY_BYTES)} bytes`,
      '413; at most 1 MB more is thrown away for at most 1 s',
    ],
    [
      'target, names and values of headers',
      `under ${count(SERVER_LIMITS.maxHeaderBytes)} bytes`,
      '431',
    ],
    ['ticket id', `${count(TICKET_ID_MAX_LENGTH)} UTF-16 code units`, '400'],
    ['deliveries of one ticket', `${deliveriesPerTicketPerMinute} a minute`, '429'],
    [
      'tickets that are counted for this',
      count(countedTickets),
      'those quiet for longest are forgotten',
    ],
    ['connections', count(SERVER_LIMITS.maxConnections), 'closed without an answer, and counted'],
    ['time for the headers', seconds(SERVER_LIMITS.headersTimeoutMs), '408'],
    ['time for the whole request', seconds(SERVER_LIMITS.requestTimeoutMs), '408'],
    [
      'a connection between two requests',
      seconds(SERVER_LIMITS.keepAliveTimeoutMs),
      'closed without an answer; node adds a second of its own',
    ],
    [
      'a connection on which nothing moves, a client that never reads included',
      seconds(SERVER_LIMITS.inactivityTimeoutMs),
      'closed without an answer',
    ],
  ];
  return section('The limits', table(['of', 'limit', 'beyond it'], rows));
}
