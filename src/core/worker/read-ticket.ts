import type { ReadProposal } from '../gate/proposal.ts';
import type { TicketRead } from '../ports/helpdesk.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { WorkerDeps } from './deps.ts';
import { GiveBack, ScopeLost } from './interruption.ts';
import { authorizeNow, egressOf, gatherContext, recordAttempt } from './ticket-run.ts';

/** How long a job waits when the gate will not even let us read; nothing is lost meanwhile. */
const REFUSED_READ_DELAY_MS = 30_000;

/** Steps 1 and 2: reads a ticket through the gate. The tokens were taken by the caller. */
export async function readTicket(ticketId: string, deps: WorkerDeps): Promise<TicketRead> {
  const ticketRef = deps.references.ticketRef(ticketId);
  const request = deps.helpdesk.prepareReadTicket(ticketId);
  const proposal = {
    name: 'ticket.read',
    ticketRef,
    egress: egressOf(request, deps),
  } satisfies ReadProposal;
  const context = await gatherContext({ ticket: null, understood: null, templateId: null }, deps);
  const authorization = await authorizeNow(proposal, request, context, deps);
  if (authorization.outcome !== 'allow') {
    throw new GiveBack(
      authorization.decision.findings[0]?.code ?? 'READ_REFUSED',
      REFUSED_READ_DELAY_MS,
    );
  }
  const read = await deps.helpdesk.readTicket(request, authorization.permit, deps.scope);
  await recordAttempt({ effect: 'ticket.read', ticketRef, outcome: 'accepted' }, deps);
  return read;
}

/**
 * Reads a ticket that was in scope a moment ago.
 * @throws {ScopeLost} when it is not any more, or is gone
 */
export async function rereadTicket(ticketId: string, deps: WorkerDeps): Promise<TicketSnapshot> {
  const read = await readTicket(ticketId, deps);
  if (read.outcome !== 'found') throw new ScopeLost();
  return read.ticket;
}
