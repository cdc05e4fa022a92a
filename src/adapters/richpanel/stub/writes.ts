import { z } from 'zod';
import { channelClassOf } from '../../../core/tickets/channels.ts';
import { answerError, answerJson, type StubAnswer } from '../../outbound/stub/request.ts';
import type { CallBend, StubWorld } from './call-context.ts';
import type { StubCall } from './calls.ts';
import { isUser } from './directory.ts';
import { FORBIDDEN, isForbidden, NOT_FOUND } from './reads.ts';
import { appendComment, type TicketUpdate, updateSchema, updateTicket } from './ticket-update.ts';
import type { StubFact, StubTicket } from './world.ts';

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
  world: StubWorld,
  call: StubCall,
  ticketId: string,
  json: unknown,
  bend: CallBend,
): StubAnswer {
  return world.state.transaction(() => {
    const ticket = world.state.findTicket(ticketId);
    if (!ticket) return NOT_FOUND;
    if (isForbidden(ticket)) return FORBIDDEN;
    const outcome = changeTicket(world, call, ticket, json, bend);
    if ('status' in outcome) return outcome;
    world.state.saveTicket(outcome.ticket, world.clock.now(), outcome.facts);
    return ACCEPTED;
  });
}

function changeTicket(
  world: StubWorld,
  call: StubCall,
  ticket: StubTicket,
  json: unknown,
  bend: CallBend,
): Outcome {
  switch (call) {
    case 'tags.add':
      return changeTags(world, json, (tags) => addTags(ticket, tags, bend));
    case 'tags.remove':
      return changeTags(world, json, (tags) => removeTags(ticket, tags));
    case 'reply.send':
      return sendMessage(world, ticket, json);
    default:
      return update(world, ticket, json);
  }
}

function changeTags(
  world: StubWorld,
  json: unknown,
  change: (tags: readonly string[]) => Changed,
): Outcome {
  const parsed = tagsSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'tags must be a list of names');
  return change(parsed.data.tags.map((tag) => world.state.resolveTag(tag)));
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
function sendMessage(world: StubWorld, ticket: StubTicket, json: unknown): Outcome {
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'body and author_id are required');
  const { body, author_id: authorId } = parsed.data;
  if (!isUser(world.botAgentId, authorId)) return answerError(400, 'author_id is not an agent');
  const emailed = channelClassOf(ticket.channel) === 'email';
  return {
    ticket: appendComment(ticket, { authorId, isOperator: true, text: body }, world.clock.now()),
    facts: [{ kind: 'message', authorId, body, emailed }],
  };
}

function update(world: StubWorld, ticket: StubTicket, json: unknown): Outcome {
  const parsed = updateSchema.safeParse(json);
  if (!parsed.success) return answerError(400, 'the ticket is not valid');
  const wish: TicketUpdate = parsed.data.ticket ?? {};
  const authorId = wish.comment?.author_id ?? world.botAgentId;
  if (!isUser(world.botAgentId, authorId)) return answerError(400, 'author_id is not an agent');
  return updateTicket(ticket, wish, authorId, world);
}
