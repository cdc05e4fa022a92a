import type { Sensitive } from '../redaction/sensitive.ts';

/** The longest id of a ticket that is accepted, in UTF-16 code units. */
export const TICKET_ID_MAX_LENGTH = 512;

/**
 * No control, format (bidi, zero width), unassigned or private characters, no lone surrogates, and of all white space
 * only the plain space, not at an end.
 */
const PRINTABLE = /^(?! )(?:[^\p{C}\p{Z}]| )+(?<! )$/u;

/**
 * True for text that can stand as one percent-encoded path segment and name one ticket: 1–512 printable characters,
 * not `.` or `..`, which survive percent-encoding and would name another path.
 * Everything else is allowed, `<`, `@`, `+`, `/` and `%` included: e-mail tickets are named by message ids.
 */
export function isTicketId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > TICKET_ID_MAX_LENGTH) return false;
  return value !== '.' && value !== '..' && PRINTABLE.test(value);
}

/** The channels a ticket can come from, as the helpdesk names them. */
export const CHANNELS = [
  'email',
  'email_from_widget',
  'livechat',
  'tiktok',
  'facebook',
  'instagram',
  'phone',
  'other',
] as const;

export type Channel = (typeof CHANNELS)[number];

const CHANNEL_CLASSES = ['email', 'livechat', 'social', 'phone', 'other'] as const;

export type ChannelClass = (typeof CHANNEL_CLASSES)[number];

/** The classes that automation can be switched on for. */
export const AUTOMATION_CHANNELS = ['email', 'livechat'] as const;

export type AutomationChannel = (typeof AUTOMATION_CHANNELS)[number];

const CLASS_OF: Readonly<Record<Channel, ChannelClass>> = {
  email: 'email',
  email_from_widget: 'email',
  livechat: 'livechat',
  tiktok: 'social',
  facebook: 'social',
  instagram: 'social',
  phone: 'phone',
  other: 'other',
};

export function channelClassOf(channel: Channel): ChannelClass {
  return CLASS_OF[channel];
}

/** Reads a vendor's channel name; one that we do not know is `other`, for which nothing is automated. */
export function parseChannel(name: string | null | undefined): Channel {
  const known = (CHANNELS as readonly string[]).includes(name ?? '');
  return known ? (name as Channel) : 'other';
}

export type CommentAuthor = 'customer' | 'operator' | 'bot';

/** One comment of a ticket, newest last in `Ticket.comments`. */
export interface Comment {
  readonly id: string;
  readonly author: CommentAuthor;
  /** Plain text; empty when the comment holds attachments only. */
  readonly text: Sensitive<string>;
  readonly createdAtMs: number;
}

/** One read of one ticket, parsed from any shape that the helpdesk uses into one model. */
export interface Ticket {
  readonly id: string;
  readonly conversationNumber: string | null;
  readonly isOpen: boolean;
  readonly channel: Channel;
  readonly channelId: string | null;
  /** What the customer put above an e-mail; people threaten there, too. */
  readonly subject: Sensitive<string> | null;
  /** Sorted, without duplicates (incident 3). */
  readonly tags: readonly string[];
  readonly requester: {
    readonly email: Sensitive<string> | null;
    readonly phone: Sensitive<string> | null;
    readonly name: Sensitive<string> | null;
  };
  readonly comments: readonly Comment[];
  readonly readAtMs: number;
}
