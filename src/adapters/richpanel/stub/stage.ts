import type { CallCounter } from './api.ts';
import type { StubWorld } from './call-context.ts';
import type { StubCall } from './calls.ts';
import { chooseSeededOddities } from './oddities.ts';
import { authorIdOf, toStubTicket } from './ticket-building.ts';
import { appendComment } from './ticket-update.ts';
import type { StubChange, StubInspection, StubTicket, StubTicketInput } from './world.ts';

/** `none`: the plain shape unless a ticket asks for more. `seeded`: also the harmless ones, chosen by the seed. */
export type OddityMode = 'none' | 'seeded';

export interface StubStats {
  /** Calls answered with 501. A run with any has failed: the stub and the client speak of different vendors. */
  readonly unknownCalls: number;
  /** Since this process started, by name, refused ones of a known call included. */
  readonly calls: Readonly<Partial<Record<StubCall, number>>>;
  /** Messages that went out to customers, over the whole life of the world. */
  readonly messagesSent: number;
  readonly commentsAdded: number;
  readonly ticketsClosed: number;
}

export interface AddedTickets {
  readonly added: number;
  /** Ids that the world had already: those tickets stay as they are. */
  readonly existing: number;
}

/** Puts all of the tickets into the world, or none. */
export function addTickets(
  world: StubWorld,
  mode: OddityMode,
  inputs: readonly StubTicketInput[],
): AddedTickets {
  return world.state.transaction(() => {
    let added = 0;
    for (const input of inputs) {
      if (world.state.findTicket(input.id)) continue;
      world.state.insertTicket(buildTicket(world, mode, input));
      added += 1;
    }
    return { added, existing: inputs.length - added };
  });
}

function buildTicket(world: StubWorld, mode: OddityMode, input: StubTicketInput): StubTicket {
  const seeded = mode === 'seeded' ? chooseSeededOddities(world.seed, input.id) : [];
  return toStubTicket(
    { ...input, oddities: input.oddities ?? [...seeded] },
    {
      id: input.id,
      conversationNo: world.state.nextConversationNo(),
      nowMs: world.clock.now(),
      botAgentId: world.botAgentId,
    },
  );
}

/** Lets something happen to a ticket that no call of ours did. It is not in the journal. False: no such ticket. */
export function changeFromOutside(world: StubWorld, ticketId: string, change: StubChange): boolean {
  return world.state.transaction(() => {
    const ticket = world.state.findTicket(ticketId);
    if (!ticket) return false;
    const changed = {
      ...ticket,
      ...(change.tags === undefined ? {} : { tags: [...new Set(change.tags)] }),
      ...(change.isOpen === undefined ? {} : { isOpen: change.isOpen }),
    };
    world.state.saveTicket(withComment(world, changed, change.comment), world.clock.now(), []);
    return true;
  });
}

function withComment(
  world: StubWorld,
  ticket: StubTicket,
  comment: StubChange['comment'],
): StubTicket {
  if (!comment) return ticket;
  const authorId = authorIdOf(comment.author, { id: ticket.id, botAgentId: world.botAgentId });
  const isOperator = comment.author !== 'customer';
  return appendComment(ticket, { authorId, isOperator, text: comment.text }, world.clock.now());
}

export function inspect(world: StubWorld, ticketId: string): StubInspection | null {
  const ticket = world.state.findTicket(ticketId);
  return ticket && { ticket, journal: world.state.journalOf(ticket.id) };
}

export function readStats(world: StubWorld, counter: CallCounter): StubStats {
  const facts = new Map(Object.entries(world.state.countFacts()));
  return {
    unknownCalls: counter.unknownCalls,
    calls: Object.fromEntries(counter.calls),
    messagesSent: facts.get('message') ?? 0,
    commentsAdded: facts.get('comment') ?? 0,
    ticketsClosed: facts.get('close') ?? 0,
  };
}
