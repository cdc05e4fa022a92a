import type { TicketLine } from './ticket-file.ts';

/** What a line of a ticket file says about its conversation, without building a ticket of it. */
export interface TicketLineFacts {
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
