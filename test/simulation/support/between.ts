import type { StubTicket } from '../../../stubs/richpanel/workspace.ts';
import type { FaultCounts } from './faults.ts';
import { BOT_ID, type WireWrite } from './simulated-vendor.ts';

/** Notes what others did to a ticket between the last read of whoever sends and the sending; tags do not count. */
export function noteBetween(
  { request }: WireWrite,
  shown: StubTicket | null,
  now: StubTicket | null,
  { note }: FaultCounts,
): void {
  if (shown === null || now === null || /-tags$/.test(request.url)) return;
  const unseen = now.comments.filter(({ id }) => !shown.comments.some((known) => known.id === id));
  if (unseen.some(({ isOperator }) => !isOperator)) note('customer-wrote-before-send');
  if (unseen.some(({ isOperator, authorId }) => isOperator && authorId !== BOT_ID))
    note('operator-wrote-before-send');
  if (shown.isOpen && !now.isOpen) note('operator-closed-before-send');
}
