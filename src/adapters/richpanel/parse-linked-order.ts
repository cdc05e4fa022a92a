import { VendorAnswerInvalidError } from '../../core/runtime/errors.ts';
import { isTicketId } from '../../core/tickets/ticket-id.ts';
import type { LinkedOrderRead } from '../../core/vendors/helpdesk.ts';
import { linkedOrderSchema } from './schemas.ts';

/**
 * Reads `{}` or `{orderId, appClientId}`. Half a reference is none: it cannot be looked up, and no match is safe.
 * @throws {VendorAnswerInvalidError} for anything else, and for ids that cannot be path segments
 */
export function parseLinkedOrder(answer: unknown): LinkedOrderRead {
  const parsed = linkedOrderSchema.safeParse(answer);
  if (!parsed.success) throw new VendorAnswerInvalidError('richpanel', 'linked order');
  const { orderId, appClientId } = parsed.data;
  if (orderId === null || appClientId === null) return { outcome: 'none' };
  if (isTicketId(orderId) && isTicketId(appClientId))
    return { outcome: 'found', orderId, appClientId };
  throw new VendorAnswerInvalidError('richpanel', 'ids of the linked order');
}
