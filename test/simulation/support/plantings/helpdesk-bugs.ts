import type { WriteOutcome } from '../../../../src/core/effects/perform.ts';
import type { Comment, Ticket } from '../../../../src/core/tickets/ticket.ts';
import type { Helpdesk, TicketRead } from '../../../../src/core/vendors/helpdesk.ts';

/** The same helpdesk, whose tickets look otherwise. */
function seenAs(helpdesk: Helpdesk, see: (ticket: Ticket) => Ticket): Helpdesk {
  return {
    ...helpdesk,
    readTicket: async (request, permit, scope) => {
      const read = await helpdesk.readTicket(request, permit, scope);
      return read.outcome === 'found' ? { ...read, ticket: see(read.ticket) } : read;
    },
  };
}

function eachComment(ticket: Ticket, change: (comment: Comment) => Comment): Ticket {
  return { ...ticket, comments: ticket.comments.map(change) };
}

/** Takes every failure of a write for proof that nothing was sent. */
export function believeFailures(helpdesk: Helpdesk): Helpdesk {
  const believe = (write: WriteOutcome): WriteOutcome =>
    write.outcome === 'unknown' ? { outcome: 'unsent', code: write.code } : write;
  return {
    ...helpdesk,
    sendReply: async (request, permit) => believe(await helpdesk.sendReply(request, permit)),
    addComment: async (request, permit) => believe(await helpdesk.addComment(request, permit)),
  };
}

/** Reads tickets as if every one were ours (R6.2). */
export function ignoreScope(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    readTicket: (request, permit, scope) =>
      helpdesk.readTicket(request, permit, { ...scope, scope: 'all' }),
  };
}

/** Knows our comment by its text, whoever wrote it. */
export function matchByText(helpdesk: Helpdesk): Helpdesk {
  const said = new Set<string>();
  const say = (body: string) => said.add(body.trim());
  return {
    ...seenAs(helpdesk, (ticket) =>
      eachComment(ticket, (comment) =>
        said.has(comment.text.reveal().trim()) ? { ...comment, author: 'bot' } : comment,
      ),
    ),
    prepareSendReply: (ticketId, body) => {
      say(body);
      return helpdesk.prepareSendReply(ticketId, body);
    },
    prepareAddComment: (ticketId, body) => {
      say(body);
      return helpdesk.prepareAddComment(ticketId, body);
    },
  };
}

/** Reads a ticket once and goes on with what it was. */
export function rememberReads(helpdesk: Helpdesk): Helpdesk {
  const known = new Map<string, TicketRead>();
  return {
    ...helpdesk,
    readTicket: async (request, permit, scope) => {
      const read = known.get(request.path) ?? (await helpdesk.readTicket(request, permit, scope));
      known.set(request.path, read);
      return read;
    },
  };
}

/** Does not look at whether a ticket is open. */
export function ignoreClosed(helpdesk: Helpdesk): Helpdesk {
  return seenAs(helpdesk, (ticket) => ({ ...ticket, isOpen: true }));
}

/** Does not look at who wrote last: the operators' comments are dropped. */
export function ignoreOperators(helpdesk: Helpdesk): Helpdesk {
  return seenAs(helpdesk, (ticket) => ({
    ...ticket,
    comments: ticket.comments.filter(({ author }) => author !== 'operator'),
  }));
}

/** Sees nothing of what we said before the newest message, neither comment nor tag (incidents 4, 21). */
export function forgetOurWords(helpdesk: Helpdesk): Helpdesk {
  return seenAs(helpdesk, (ticket) => {
    const newest = ticket.comments.findLastIndex(({ author }) => author === 'customer');
    return {
      ...ticket,
      tags: ticket.tags.filter((tag) => !/^mw-(auto|reply|template)/.test(tag)),
      comments: ticket.comments.filter(({ author }, index) => author !== 'bot' || index > newest),
    };
  });
}

/** Keeps the id of the ticket in one place for all that a worker does. */
export function shareTicketId(helpdesk: Helpdesk): Helpdesk {
  let current: string | null = null;
  return {
    ...helpdesk,
    prepareSendReply: (ticketId, body) => {
      current ??= ticketId;
      return helpdesk.prepareSendReply(current, body);
    },
  };
}

/** Writes a ticket's tags back as a whole. */
export function writeWholeTags(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    prepareAddTags: (ticketId, tags) => helpdesk.prepareAddTags(ticketId, ['mw-test', ...tags]),
  };
}

/** Sets the tags of a reply with the first routing, before there is one (incident 13). */
export function tagTooEarly(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    prepareAddTags: (ticketId, tags) =>
      helpdesk.prepareAddTags(ticketId, ['mw-auto-replied', ...tags]),
  };
}

/** Takes one 404 for a ticket that is not ours. */
export function blockOn404(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    readTicket: async (request, permit, scope) => {
      const read = await helpdesk.readTicket(request, permit, scope);
      if (read.outcome !== 'not-found') return read;
      return { outcome: 'out-of-scope', projection: { id: '', tags: [], channelId: null } };
    },
  };
}

/** Takes a call for done, whatever the answer, and does not look (incident 1, D12). */
export function believeTags(helpdesk: Helpdesk): Helpdesk {
  const written = new Map<string, readonly string[]>();
  return {
    ...seenAs(helpdesk, (ticket) => ({
      ...ticket,
      tags: [...new Set([...ticket.tags, ...(written.get(ticket.id) ?? [])])],
    })),
    prepareAddTags: (ticketId, tags) => {
      written.set(ticketId, tags);
      return helpdesk.prepareAddTags(ticketId, tags);
    },
    addTags: async (request, permit) => {
      await helpdesk.addTags(request, permit);
      return { outcome: 'accepted' };
    },
  };
}

/** Takes the angle brackets of an id for decoration (incident 1). */
export function stripIds(helpdesk: Helpdesk): Helpdesk {
  return {
    ...helpdesk,
    prepareAddTags: (ticketId, tags) =>
      helpdesk.prepareAddTags(ticketId.replace(/^<|>$/g, ''), tags),
  };
}
