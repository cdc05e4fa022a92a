import type { CallCounter } from './api.ts';
import type { StubCall, StubWorkspace } from './calls.ts';
import { chooseSeededOddities } from './oddities.ts';
import { authorIdOf, toStubTicket } from './ticket-building.ts';
import { appendComment } from './ticket-update.ts';
import type { StubChange, StubInspection, StubTicket, StubTicketInput } from './workspace.ts';

/** `none`: the plain shape unless a ticket asks for more. `seeded`: also the harmless ones, chosen by the seed. */
export type OddityMode = 'none' | 'seeded';

export interface StubStats {
  /** Calls answered with 501. A run with any has failed: the stub and the client speak of different vendors. */
  readonly unknownCalls: number;
  /** Since this process started, by name, refused ones of a known call included. */
  readonly calls: Readonly<Partial<Record<StubCall, number>>>;
  /** Messages that went out to customers, over the whole life of the workspace. */
  readonly messagesSent: number;
  readonly commentsAdded: number;
  readonly ticketsClosed: number;
}

export interface AddedTickets {
  readonly added: number;
  /** Ids that the workspace had already: those tickets stay as they are. */
  readonly existing: number;
}

/** Puts all of the tickets into the workspace, or none. */
export function addTickets(
  workspace: StubWorkspace,
  mode: OddityMode,
  inputs: readonly StubTicketInput[],
): AddedTickets {
  return workspace.state.transaction(() => {
    let added = 0;
    for (const input of inputs) {
      if (workspace.state.findTicket(input.id)) continue;
      workspace.state.insertTicket(buildTicket(workspace, mode, input));
      added += 1;
    }
    return { added, existing: inputs.length - added };
  });
}

function buildTicket(
  workspace: StubWorkspace,
  mode: OddityMode,
  input: StubTicketInput,
): StubTicket {
  const seeded = mode === 'seeded' ? chooseSeededOddities(workspace.seed, input.id) : [];
  return toStubTicket(
    { ...input, oddities: input.oddities ?? [...seeded] },
    {
      id: input.id,
      conversationNo: workspace.state.nextConversationNo(),
      nowMs: workspace.clock.now(),
      botAgentId: workspace.botAgentId,
    },
  );
}

/** Lets something happen to a ticket that no call of ours did. It is not in the journal. False: no such ticket. */
export function changeFromOutside(
  workspace: StubWorkspace,
  ticketId: string,
  change: StubChange,
): boolean {
  return workspace.state.transaction(() => {
    const ticket = workspace.state.findTicket(ticketId);
    if (!ticket) return false;
    const changed = {
      ...ticket,
      ...(change.tags === undefined ? {} : { tags: [...new Set(change.tags)] }),
      ...(change.isOpen === undefined ? {} : { isOpen: change.isOpen }),
    };
    workspace.state.saveTicket(
      withComment(workspace, changed, change.comment),
      workspace.clock.now(),
      [],
    );
    return true;
  });
}

function withComment(
  workspace: StubWorkspace,
  ticket: StubTicket,
  comment: StubChange['comment'],
): StubTicket {
  if (!comment) return ticket;
  const authorId = authorIdOf(comment.author, { id: ticket.id, botAgentId: workspace.botAgentId });
  const isOperator = comment.author !== 'customer';
  return appendComment(ticket, { authorId, isOperator, text: comment.text }, workspace.clock.now());
}

export function inspect(workspace: StubWorkspace, ticketId: string): StubInspection | null {
  const ticket = workspace.state.findTicket(ticketId);
  return ticket && { ticket, journal: workspace.state.journalOf(ticket.id) };
}

export function readStats(workspace: StubWorkspace, counter: CallCounter): StubStats {
  const facts = new Map(Object.entries(workspace.state.countFacts()));
  return {
    unknownCalls: counter.unknownCalls,
    calls: Object.fromEntries(counter.calls),
    messagesSent: facts.get('message') ?? 0,
    commentsAdded: facts.get('comment') ?? 0,
    ticketsClosed: facts.get('close') ?? 0,
  };
}
