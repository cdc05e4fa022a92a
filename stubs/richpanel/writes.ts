import { z } from 'zod';
import { channelClassOf } from '../../src/core/tickets/ticket.ts';
import { answerError, answerJson, type StubAnswer } from '../http/request.ts';
import type { CallBend, StubCall, StubWorkspace } from './calls.ts';
import { FORBIDDEN, isForbidden, NOT_FOUND } from './reads.ts';
import { isUser } from './ticket-building.ts';
import { appendComment, type TicketUpdate, updateSchema, updateTicket } from './ticket-update.ts';
import type { StubFact, StubTicket } from './workspace.ts';

/** What every accepted write answers. It says nothing of what was done: only reading again does. */
export const ACCEPTED: StubAnswer = answerJson(200, { success: true });

const tagsSchema = z.object({ tags: z.array(z.string().min(1)).min(1) });
const messageSchema = z.object({ body: z.string().min(1), author_id: z.string() });

interface Changed {
  readonly ticket: StubTicket;
  readonly facts: readonly StubFact[];
}

/** A ticket and what was done to it, or the answer that refuses. */
type Outcome = Changed | StubAnswer;

/** Carries out a write and commits it before it returns; `json` is the parsed body, undefined if it was not JSON. */
export function performWrite(
  workspace: StubWorkspace,
  call: StubCall,
  ticketId: string,
  json: unknown,
  bend: CallBend,
): StubAnswer {
  return workspace.state.transaction(() => {
    const ticket = workspace.state.findTicket(ticketId);
    if (!ticket) return NOT_FOUND;
    if (isForbidden(ticket)) return FORBIDDEN;
    const outcome = changeTicket(workspace, call, ticket, json, bend);
    if ('status' in outcome) return outcome;
    workspace.state.saveTicket(outcome.ticket, workspace.clock.now(), outcome.facts);
    return ACCEPTED;
  });
}

function changeTicket(
  workspace: StubWorkspace,
  call: StubCall,
  ticket: StubTicket,
  json: unknown,
  bend: CallBend,
): Outcome {
  switch (call) {
    case 'tags.add':
      return changeTags(workspace, json, (tags) => addTags(ticket, tags, bend));
    case 'tags.remove':
      return changeTags(workspace, json, (tags) => removeTags(ticket, tags));
    case 'reply.send':
      return sendMessage(workspace, ticket, json);
    default:
      return update(workspace, ticket, json);
  }
}

function changeTags(
  workspace: StubWorkspace,
  json: unknown,
  change: (tags: readonly string[]) => Changed,
): Outcome {
  const parsed = tagsSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'tags must be a list of names');
  return change(parsed.data.tags.map((tag) => workspace.state.resolveTag(tag)));
}

function addTags(ticket: StubTicket, tags: readonly string[], bend: CallBend): Changed {
  const kept = tags.filter((tag) => !bend.isTagDropped(tag));
  return {
    ticket: { ...ticket, tags: [...new Set([...ticket.tags, ...kept])] },
    facts: kept.length === 0 ? [] : [{ kind: 'tags-added', tags: kept }],
  };
}

function removeTags(ticket: StubTicket, tags: readonly string[]): Changed {
  return {
    ticket: { ...ticket, tags: ticket.tags.filter((tag) => !tags.includes(tag)) },
    facts: [{ kind: 'tags-removed', tags: [...tags] }],
  };
}

/** The only call that reaches the customer by e-mail. It is not idempotent: sent twice, it arrives twice. */
function sendMessage(workspace: StubWorkspace, ticket: StubTicket, json: unknown): Outcome {
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'body and author_id are required');
  const { body, author_id: authorId } = parsed.data;
  if (!isUser(workspace.botAgentId, authorId)) return answerError(400, 'author_id is not an agent');
  const emailed = channelClassOf(ticket.channel) === 'email';
  return {
    ticket: appendComment(
      ticket,
      { authorId, isOperator: true, text: body },
      workspace.clock.now(),
    ),
    facts: [{ kind: 'message', authorId, body, emailed }],
  };
}

function update(workspace: StubWorkspace, ticket: StubTicket, json: unknown): Outcome {
  const parsed = updateSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'the ticket is not valid');
  const wish: TicketUpdate = parsed.data.ticket ?? {};
  const authorId = wish.comment?.author_id ?? workspace.botAgentId;
  if (!isUser(workspace.botAgentId, authorId)) return answerError(400, 'author_id is not an agent');
  return updateTicket(ticket, wish, authorId, workspace);
}
