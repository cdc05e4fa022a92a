import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PROBLEM_CODES, type ProblemCode, problem } from '../../src/http/problems.ts';
import { code, section, table } from './safety-matrix-markdown.ts';

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

/** @throws {Error} when a code of the door stands in no check, or in two */
function assertComplete(): void {
  const placed = [...CHECKS.flatMap(([, codes]) => codes), ...AT_ANY_TIME];
  const missing = PROBLEM_CODES.filter((name) => !placed.includes(name));
  if (missing.length > 0 || placed.length !== PROBLEM_CODES.length) {
    throw new Error(`the order of checks does not name each code once: ${missing.join(', ')}`);
  }
}

/** The checks in their order. */
export function renderOrder(): string {
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
export function renderRefusals(root: string): string {
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
