import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { TICKET_ID_MAX_LENGTH } from '../../src/core/tickets/ticket.ts';
import { MAX_BODY_BYTES } from '../../src/http/message.ts';
import { PROBLEM_CODES, type ProblemCode, problem } from '../../src/http/problems.ts';
import { SERVER_LIMITS } from '../../src/http/server-limits.ts';
import { TOKEN_HEADER } from '../../src/http/webhooks/checks.ts';
import { INTAKE_LIMITS } from '../../src/http/webhooks/intake.ts';
import { WEBHOOK_PATHS } from '../../src/http/webhooks/webhook.names.ts';
import { CORPUS } from '../../test/http/corpus/corpus.ts';
import { FIRST_WEBHOOK_COMMAND } from '../../test/http/corpus/first-webhook.ts';
import type { GeneratedFile } from './generated-file.ts';
import { bullets, code, count, inWords, section, table } from './safety-matrix-markdown.ts';

const documentSchema = z.object({ status: z.int(), detail: z.string() });

const ROW = /^\| `([A-Z0-9_]+)` \| (?:\S.*) \| (\S.*) \|$/gm;

/** The fixed order of the checks in words, and what each answers. Whatever comes first is what the client hears. */
const CHECKS: readonly (readonly [check: string, codes: readonly ProblemCode[]])[] = [
  [
    'the bytes are HTTP/1.0 or 1.1, and where the request ends is beyond doubt',
    ['REQUEST_MALFORMED'],
  ],
  ['target and headers fit', ['HEADERS_TOO_LARGE']],
  ['an `Expect` header asks for nothing but `100-continue`', ['EXPECTATION_UNSUPPORTED']],
  ['all of it arrives in time; a body beyond the limit is not waited for', ['REQUEST_TIMEOUT']],
  ['the path', ['PATH_UNKNOWN']],
  ['the method', ['METHOD_NOT_ALLOWED']],
  [
    'the service is neither stopping nor in doubt where it runs',
    ['DRAINING', 'IDENTITY_UNVERIFIED'],
  ],
  [
    'the token; nobody learns anything about a body without one',
    ['TOKEN_CONFLICT', 'TOKEN_MISSING', 'TOKENS_UNAVAILABLE', 'TOKEN_WRONG'],
  ],
  ['content type, then encoding', ['CONTENT_TYPE_UNSUPPORTED', 'CONTENT_ENCODING_UNSUPPORTED']],
  ['the size of the body', ['BODY_TOO_LARGE']],
  ['UTF-8, then JSON, then an object', ['BODY_NOT_UTF8', 'BODY_NOT_JSON', 'BODY_NOT_OBJECT']],
  [
    'the ticket: the first bad id or contradiction counts',
    ['TICKET_ID_MISSING', 'TICKET_ID_INVALID', 'TICKET_ID_CONFLICT'],
  ],
  ['how much one ticket said', ['TICKET_RATE_LIMITED']],
  ['the job is durable', ['QUEUE_UNAVAILABLE']],
];

/** Answers that any check may end in, because the check itself failed. */
const AT_ANY_TIME: readonly ProblemCode[] = ['REQUEST_FAILED'];

/** The answer to a fault, as its document says it. */
function readProblem(name: ProblemCode): z.infer<typeof documentSchema> {
  return documentSchema.parse(JSON.parse(problem(name).body));
}

const statusOf = (name: ProblemCode): string => String(readProblem(name).status);

/** docs/errors.md knows no words of one part. */
const OTHER_REMEDIES = [['DRAINING', 'Deliver again once the service runs.']] as const;

/** What to do about each code, from docs/errors.md, so that it is said in one place. */
function readRemedies(root: string): ReadonlyMap<string, string> {
  const page = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
  const listed = [...page.matchAll(ROW)].map(
    ([, name = '', remedy = '']) => [name, remedy] as const,
  );
  return new Map([...OTHER_REMEDIES, ...listed]);
}

/** @throws {Error} when a code of the intake stands in no check, or in two */
function assertComplete(): void {
  const placed = [...CHECKS.flatMap(([, codes]) => codes), ...AT_ANY_TIME];
  const missing = PROBLEM_CODES.filter((name) => !placed.includes(name));
  if (missing.length > 0 || placed.length !== PROBLEM_CODES.length) {
    throw new Error(`the order of checks does not name each code once: ${missing.join(', ')}`);
  }
}

/** The checks in their order. */
function renderOrder(): string {
  assertComplete();
  const rows = CHECKS.map(([check, codes], at) => [
    String(at + 1),
    check,
    codes.map((name) => `${statusOf(name)} ${code(name)}`).join(', '),
  ]);
  return section(
    'The order of the checks',
    'It is fixed. The first check that fails gives the answer, and nothing behind it is looked at. When the last one has passed the answer is 202.',
    table(['', 'what must be in order', 'else'], rows),
  );
}

/** Every refusal with its cause and its remedy. */
function renderRefusals(root: string): string {
  const remedies = readRemedies(root);
  const rows = PROBLEM_CODES.map((name) => {
    const { status, detail } = readProblem(name);
    return { status, cells: [String(status), code(name), detail, remedies.get(name) ?? ''] };
  });
  return section(
    'The answers',
    '202 means that the job is durable; its body is `{"deliveryId":"…"}`, the id that logs and the ledger know. Every refusal is a problem document (RFC 9457) that repeats nothing of the request; 401 comes with `www-authenticate`, 405 with `allow`, 429 and 503 with `retry-after`.',
    table(
      ['status', 'code', 'cause', 'what to do'],
      rows.toSorted((left, right) => left.status - right.status).map(({ cells }) => cells),
    ),
  );
}

const seconds = (ms: number): string => `${ms / 1000} s`;

/** Every bound, with its number from the source. */
function renderLimits(): string {
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

function renderFirst(): string {
  return section(
    'Send a first webhook',
    'With the service of one machine running (`npm start`) and its token, which it showed once, in `RPMW_WEBHOOK_TOKEN`:',
    ['```sh', FIRST_WEBHOOK_COMMAND, '```'].join('\n'),
    'It answers `{"deliveryId":"…"}` with status 202.',
  );
}

function renderRequest(): string {
  return section(
    'What a request needs',
    bullets([
      `\`POST\` to ${inWords(WEBHOOK_PATHS.map(code), 'or')}, byte by byte: nothing is decoded or resolved. A query is allowed and not looked at.`,
      `The token in ${code(TOKEN_HEADER)}, or as \`Authorization: Bearer …\`. Two tokens may be live while they are rotated. Where both headers hold one they must be the same; a header that came twice holds none that is live.`,
      '`content-type: application/json`, with charset utf-8 if one is named; no `content-encoding` but `identity`.',
      'A JSON object in UTF-8. A byte order mark in front is skipped; of a member that comes twice the last one counts.',
      'The ticket’s id in `ticket_id`, `ticket`, `ticket.id` or `ticket.ticket_id`, or in any of these under `payload`; null counts as nothing. Where several hold something they must agree.',
      'An id is text of printable characters, not `.` or `..`, or a number that is whole and small enough to be exact (up to 9,007,199,254,740,991). JSON rounds digits behind the point before they can be seen: prefer text.',
      'Nothing else of the body is read, logged or kept.',
    ]),
  );
}

function renderConnections(): string {
  return section(
    'Connections',
    'A connection stays open for the next request, except after an answer behind which nobody can know where the next request begins: 408, 413, 417, 431, 400 `REQUEST_MALFORMED`, whatever CONNECT hears, and any other answer to a request whose body is too large. These say `connection: close`, and whatever follows on that connection is not acted on. A whole request that was sent before bytes that are no request still gets its own answer, and the connection ends with it. Behind a body that is too large we listen for a second more, so that a client which is still sending can read its answer.',
  );
}

function renderTried(): string {
  const rows = CORPUS.flatMap(({ rows: ofClass }) => ofClass);
  return section(
    'How it is tested',
    `${count(rows.length)} malformed, odd and good requests in ${CORPUS.length} classes stand as bytes in \`test/http/corpus\`, each with its one answer, request smuggling among them. \`npm run test:deep\` sends each over a connection of its own; no piece of it is found afterwards in answers, log, metrics or store.`,
  );
}

/** docs/webhook.md: what a caller needs to send webhooks. */
export function renderWebhookPage(root: string): string {
  const parts = [
    '# Webhooks',
    'Generated from the code by `npm run generate`; do not edit.',
    renderFirst(),
    renderRequest(),
    renderOrder(),
    renderRefusals(root),
    renderLimits(),
    renderConnections(),
    renderTried(),
  ];
  return `${parts.join('\n\n')}\n`;
}

export async function generateWebhookPage(root: string): Promise<readonly GeneratedFile[]> {
  return [{ path: 'docs/webhook.md', content: renderWebhookPage(root) }];
}
