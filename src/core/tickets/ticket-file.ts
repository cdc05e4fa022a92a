import { z } from 'zod';
import { CHANNELS, type Channel, channelClassOf } from './ticket.ts';

/** Longer than any message a customer types; a bound, so that one line cannot fill the memory. */
const MAX_TEXT_CHARS = 20_000;
const MAX_LINE_CHARS = 5_000_000;
const MAX_COMMENTS = 200;
const MAX_TAGS = 100;
/** Ten years. */
const MAX_MINUTES_AGO = 5_256_000;

const printableSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{C}+$/u);

const ticketLineCommentSchema = z
  .object({
    author: z.enum(['customer', 'operator', 'bot']).describe('Who wrote the comment.'),
    text: z.string().max(MAX_TEXT_CHARS).describe('Plain text; empty for attachments only.'),
    minutesAgo: z
      .number()
      .min(0)
      .max(MAX_MINUTES_AGO)
      .optional()
      .describe(
        'Age in minutes when the ticket is created. Without it the comments of the list lie one minute apart before `text`, the last one a minute before it. With 0 the comment comes after `text`.',
      ),
  })
  .describe('One older or newer entry of the conversation.');

/** One line of a `--tickets` file. Unknown keys are allowed and ignored. */
export const ticketLineSchema = z
  .object({
    id: printableSchema
      .optional()
      .describe('Comes back as `id` of the decision; `line-<n>` when it is missing.'),
    channel: z.enum(CHANNELS).describe('The channel the ticket came from.'),
    text: z
      .string()
      .max(MAX_TEXT_CHARS)
      .describe(
        'What the customer wrote at age 0: the newest message, unless a comment has age 0 too (then the comment is the newest). Empty for attachments only.',
      ),
    email: z.string().min(1).max(320).optional().describe("The customer's address."),
    phone: z.string().min(1).max(64).optional().describe("The customer's telephone number."),
    tags: z
      .array(printableSchema)
      .max(MAX_TAGS)
      .optional()
      .describe('Tags the ticket already has.'),
    subject: z.string().max(998).optional().describe('The subject of an e-mail.'),
    status: z.enum(['open', 'closed']).optional().describe('Open when it is missing.'),
    comments: z
      .array(ticketLineCommentSchema)
      .max(MAX_COMMENTS)
      .optional()
      .describe(
        'The rest of the conversation. The newest entry by time wins; of equal age, `text` comes first and comments follow in the order of the list.',
      ),
  })
  .describe('One ticket: a line of the file, one JSON object.');

export type TicketLine = z.infer<typeof ticketLineSchema>;

export type TicketLineResult =
  | { readonly ok: true; readonly ticket: TicketLine }
  | {
      readonly ok: false;
      readonly lineNumber: number;
      readonly code: 'TICKET_LINE_INVALID';
      /** For people. Names the field and the fault, never what the line holds. */
      readonly message: string;
    };

/**
 * Reads one line of a `--tickets` file. A bad line is a value, not an error, so that the rest of a file is still used.
 *
 * @param lineNumber - as an editor counts, from 1
 */
export function parseTicketLine(line: string, lineNumber: number): TicketLineResult {
  const refuse = (fault: string): TicketLineResult => ({
    ok: false,
    lineNumber,
    code: 'TICKET_LINE_INVALID',
    message: `line ${lineNumber} is skipped: ${fault}`,
  });
  if (line.length > MAX_LINE_CHARS) return refuse('it is too long');
  const json = parseJson(line);
  if (json === undefined) return refuse('it is not JSON');
  const parsed = ticketLineSchema.safeParse(json);
  if (parsed.success) return { ok: true, ticket: parsed.data };
  return refuse(describeFaults(parsed.error.issues));
}

interface TicketFile {
  /** In the order of the file. */
  readonly tickets: readonly { readonly lineNumber: number; readonly ticket: TicketLine }[];
  readonly problems: readonly Extract<TicketLineResult, { ok: false }>[];
}

/** Reads a whole `--tickets` file. Empty lines and a byte order mark are no problem; line ends may be CR LF. */
export function parseTicketFile(content: string): TicketFile {
  const tickets: { lineNumber: number; ticket: TicketLine }[] = [];
  const problems: Extract<TicketLineResult, { ok: false }>[] = [];
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const result = parseTicketLine(line, index + 1);
    if (result.ok) tickets.push({ lineNumber: index + 1, ticket: result.ticket });
    else problems.push(result);
  }
  return { tickets, problems };
}

/**
 * The id that the `n`-th ticket of a run gets in the stub. Tickets of e-mail channels get one like an RFC message-id,
 * so that every run exercises the encoding of path segments (incident 1). Distinct as long as (run, n) is.
 */
export function stubTicketId(runId: string, n: number, channel: Channel): string {
  return channelClassOf(channel) === 'email' ? `<${runId}.${n}@stub.invalid>` : `${runId}-${n}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message quotes the input, so it must go no further.
    return undefined;
  }
}

const FAULT_OF_ISSUE: ReadonlyMap<string, string> = new Map([
  ['invalid_type', 'is missing or of the wrong type'],
  ['invalid_value', 'is not one of the allowed values'],
  ['too_big', 'is too long or too large'],
  ['too_small', 'is empty or too small'],
  ['invalid_format', 'holds characters that cannot be printed'],
]);

/** Built from paths and codes alone. Paths are safe: only keys of the schema can appear in them. */
function describeFaults(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .slice(0, 3)
    .map((issue) => {
      const field = issue.path.length === 0 ? 'the line' : `"${issue.path.map(String).join('.')}"`;
      return `${field} ${FAULT_OF_ISSUE.get(issue.code) ?? 'is not valid'}`;
    })
    .join('; ');
}

/** What a line of a ticket file says about its conversation, without building a ticket of it. */
interface TicketLineFacts {
  readonly newestBy: 'customer' | 'operator' | 'bot';
  /** The newest text of the customer. */
  readonly customerText: string;
  readonly customerAgeMs: number;
  /** True when the bot spoke before the customer's newest message. */
  readonly wasAutoReplied: boolean;
}

interface Entry {
  readonly author: 'customer' | 'operator' | 'bot';
  readonly text: string;
  readonly minutesAgo: number;
}

const MINUTE_MS = 60_000;

/** The entries oldest first, aged as `ticketLineSchema` documents it. */
function entriesOf(line: TicketLine): readonly Entry[] {
  const comments = line.comments ?? [];
  const aged = comments.map((comment, index) => ({
    ...comment,
    minutesAgo: comment.minutesAgo ?? comments.length - index,
  }));
  const text: Entry = { author: 'customer', text: line.text, minutesAgo: 0 };
  return [text, ...aged].toSorted((a, b) => b.minutesAgo - a.minutesAgo);
}

/** Reads the conversation of a line. */
export function newestEntryOf(line: TicketLine): TicketLineFacts {
  const entries = entriesOf(line);
  const index = entries.findLastIndex((entry) => entry.author === 'customer');
  const customer = entries[index];
  return {
    newestBy: entries.at(-1)?.author ?? 'customer',
    customerText: customer?.text ?? '',
    customerAgeMs: (customer?.minutesAgo ?? 0) * MINUTE_MS,
    wasAutoReplied: entries.slice(0, index).some((entry) => entry.author === 'bot'),
  };
}
