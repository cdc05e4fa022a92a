import { z } from 'zod';
import type { StubCall, StubWorkspace } from './calls.ts';
import { stubCommentId } from './ticket-building.ts';
import type { StubComment, StubFact, StubTicket } from './workspace.ts';

const commentSchema = z.union([
  z.string().transform((body): { body: string; author_id?: string | undefined } => ({ body })),
  z.object({ body: z.string(), author_id: z.string().optional() }),
]);

/** The body of `PUT /v1/tickets/{id}`. Fields outside `ticket` are accepted and do nothing. */
export const updateSchema = z.object({
  ticket: z
    .object({
      state: z.string().optional(),
      status: z.string().optional(),
      comment: commentSchema.optional(),
      tags: z.array(z.string()).optional(),
      assignee_id: z.string().nullable().optional(),
    })
    .optional(),
});
export type TicketUpdate = NonNullable<z.infer<typeof updateSchema>['ticket']>;

/** The name of what an update does, so that faults can be aimed at a comment or at a close alone. */
export function nameUpdate(json: unknown): StubCall {
  const wish = updateSchema.safeParse(json).data?.ticket;
  if (!wish || wish.tags !== undefined || wish.assignee_id !== undefined) return 'ticket.update';
  const isStateWish = wish.state !== undefined || wish.status !== undefined;
  if (wish.comment !== undefined) return isStateWish ? 'ticket.update' : 'comment.add';
  return isStateWish ? 'ticket.close' : 'ticket.update';
}

/**
 * Applies an update. A comment here is never e-mailed (incident 23). The state changes only when `state` and
 * `status` say the same; one of them alone is accepted and does nothing.
 */
export function updateTicket(
  ticket: StubTicket,
  wish: TicketUpdate,
  authorId: string,
  workspace: Pick<StubWorkspace, 'clock' | 'state'>,
): { readonly ticket: StubTicket; readonly facts: readonly StubFact[] } {
  let changed = ticket;
  const facts: StubFact[] = [];
  if (wish.comment) {
    const { body } = wish.comment;
    changed = appendComment(
      changed,
      { authorId, isOperator: true, text: body },
      workspace.clock.now(),
    );
    facts.push({ kind: 'comment', authorId, body });
  }
  if (wish.tags) {
    const tags = [...new Set(wish.tags.map((tag) => workspace.state.resolveTag(tag)))];
    const removed = changed.tags.filter((tag) => !tags.includes(tag));
    const added = tags.filter((tag) => !changed.tags.includes(tag));
    changed = { ...changed, tags };
    if (removed.length > 0) facts.push({ kind: 'tags-removed', tags: removed });
    if (added.length > 0) facts.push({ kind: 'tags-added', tags: added });
  }
  if (wish.assignee_id !== undefined) {
    changed = { ...changed, assigneeId: wish.assignee_id };
    facts.push({ kind: 'assigned', assigneeId: wish.assignee_id });
  }
  return applyState(changed, wish, facts);
}

function applyState(
  ticket: StubTicket,
  wish: TicketUpdate,
  facts: readonly StubFact[],
): { readonly ticket: StubTicket; readonly facts: readonly StubFact[] } {
  if (wish.state === 'open' && wish.status === 'OPEN' && !ticket.isOpen) {
    return { ticket: { ...ticket, isOpen: true }, facts: [...facts, { kind: 'reopen' }] };
  }
  if (wish.state !== 'closed' || wish.status !== 'CLOSED') return { ticket, facts };
  const closeRequests = ticket.closeRequests + 1;
  const isIgnored = ticket.oddities.includes('follow-up-close') && closeRequests === 1;
  if (isIgnored || !ticket.isOpen) return { ticket: { ...ticket, closeRequests }, facts };
  return {
    ticket: { ...ticket, closeRequests, isOpen: false },
    facts: [...facts, { kind: 'close' }],
  };
}

/** Adds a comment as the newest one, later than every other even if the clock stands still or was set back. */
export function appendComment(
  ticket: StubTicket,
  comment: Pick<StubComment, 'authorId' | 'isOperator' | 'text'>,
  nowMs: number,
): StubTicket {
  const newestMs = ticket.comments.at(-1)?.createdAtMs ?? Number.NEGATIVE_INFINITY;
  const id = stubCommentId(ticket.conversationNo, ticket.comments.length);
  const createdAtMs = Math.max(nowMs, newestMs + 1);
  return { ...ticket, comments: [...ticket.comments, { id, ...comment, createdAtMs }] };
}
