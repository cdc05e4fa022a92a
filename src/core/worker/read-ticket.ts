import type { ReadProposal } from '../gate/proposal.ts';
import { toMiddlewareError } from '../runtime/errors.ts';
import type { TicketSnapshot } from '../tickets/snapshot.ts';
import type { TicketRead } from '../vendors/helpdesk.ts';
import type { WorkerDeps } from './deps.ts';
import { Deferred, ScopeLost } from './interruption.ts';
import { authorizeNow, egressOf, gatherContext, recordAttempt } from './ticket-run.ts';

/** How long a job waits when the gate will not even let us read; nothing is lost meanwhile. */
const REFUSED_READ_DELAY_MS = 30_000;
/** Three 404 must span a minute before a ticket counts as unknown. */
export const UNKNOWN_DELAY_MS = 31_000;

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
    throw new Deferred(
      authorization.decision.findings[0]?.code ?? 'READ_REFUSED',
      REFUSED_READ_DELAY_MS,
    );
  }
  try {
    const read = await deps.helpdesk.readTicket(request, authorization.permit, deps.scope);
    await recordAttempt({ effect: 'ticket.read', ticketRef, outcome: 'accepted' }, deps);
    return read;
  } catch (thrown) {
    const { code } = toMiddlewareError(thrown);
    await recordAttempt(
      { effect: 'ticket.read', ticketRef, outcome: 'unknown', codes: [code] },
      deps,
    );
    throw thrown;
  }
}

/**
 * Reads a ticket that was there and in scope a moment ago.
 * @throws {ScopeLost} when it is out of scope now
 * @throws {Deferred} when the vendor says 404: one of them proves nothing, so the next attempt begins at the first read
 */
export async function rereadTicket(ticketId: string, deps: WorkerDeps): Promise<TicketSnapshot> {
  const read = await readTicket(ticketId, deps);
  if (read.outcome === 'out-of-scope') throw new ScopeLost();
  if (read.outcome === 'not-found') throw new Deferred('TICKET_UNKNOWN', UNKNOWN_DELAY_MS);
  return read.ticket;
}
