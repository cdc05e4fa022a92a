import type { OutsideEffectName, PreparedRequest } from '../../core/gate/effects.ts';
import { encodeId } from './parse-ticket.ts';

type Prepared<E extends OutsideEffectName> = PreparedRequest<E>;

/** The agent that signs, and the scheme, host and port that every request goes to. */
export interface RequestOptions {
  readonly origin: string;
  readonly botAgentId: string;
}

/**
 * The exact request of each call. One body shape per call, the one that is known to work: trying shapes one after
 * the other outlived the function that did it (incident 14). Pure; throws `InvalidIdError` only.
 */
export function createRequests({ origin, botAgentId }: RequestOptions) {
  const ticketPath = (id: string, call = '') => `/v1/tickets/${encodeId(id)}${call}`;
  const read = <E extends OutsideEffectName>(effect: E, path: string): Prepared<E> => ({
    effect,
    method: 'GET',
    origin,
    path,
    body: null,
  });
  const write = <E extends OutsideEffectName>(
    effect: E,
    path: string,
    body: object,
  ): Prepared<E> => ({
    effect,
    method: 'PUT',
    origin,
    path,
    body: JSON.stringify(body),
  });
  return {
    readTicket: (id: string) => read('ticket.read', ticketPath(id)),
    readLinkedOrder: (id: string) => read('ticket.order.read', `/v1/order/${encodeId(id)}`),
    addTags: (id: string, tags: readonly string[]) =>
      write('tags.add', ticketPath(id, '/add-tags'), { tags: sortedTags(tags) }),
    removeTags: (id: string, tags: readonly string[]) =>
      write('tags.remove', ticketPath(id, '/remove-tags'), { tags: sortedTags(tags) }),
    sendReply: (id: string, body: string) =>
      write('reply.send', ticketPath(id, '/send-message'), { body, author_id: botAgentId }),
    /** `public` shows the comment to the visitor of a chat; this call never sends e-mail. */
    addComment: (id: string, body: string) =>
      write('comment.add', ticketPath(id), {
        ticket: { comment: { body, author_id: botAgentId, public: true } },
      }),
    /** Either field alone leaves some tickets open. */
    closeTicket: (id: string) =>
      write('ticket.close', ticketPath(id), { ticket: { state: 'closed', status: 'CLOSED' } }),
  };
}

/** An array in one order, without duplicates: a set once broke the encoder (incident 3). */
function sortedTags(tags: readonly string[]): string[] {
  return [...new Set(tags)].sort();
}
