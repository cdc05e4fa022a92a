import type { Sensitive } from '../redaction/sensitive.ts';
import type { Channel } from './channels.ts';

export type CommentAuthor = 'customer' | 'operator' | 'bot';

/** One comment of a ticket, newest last in `TicketSnapshot.comments`. */
export interface TicketComment {
  readonly id: string;
  readonly author: CommentAuthor;
  /** Plain text; empty when the comment holds attachments only. */
  readonly text: Sensitive<string>;
  readonly createdAtMs: number;
}

/** One read of one ticket, parsed from any shape that the helpdesk uses into one model. */
export interface TicketSnapshot {
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
  readonly comments: readonly TicketComment[];
  readonly readAtMs: number;
}
