import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { EffectKey, ReplyCounts, ReplyLimits } from '../../core/worker/effect-store.ts';
import { fromStored } from './stored-values.ts';

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

/** Reserved, under way, done, or perhaps done: everything that was not provably unsent. */
const COUNTED = `kind = 'talk' AND state IN ('intended', 'sending', 'confirmed', 'unconfirmed')`;
const NOT_THIS_ONE = 'NOT (ticket_ref = ? AND message_ref = ? AND kind = ?)';

const ticketCountsSchema = z.object({ repliesTicket10Min: z.int(), repliesTicket24h: z.int() });
const customerCountSchema = z.object({ repliesCustomer24h: z.int() });

export interface ReplyQuery {
  readonly ticketRef: string;
  readonly customerRef: string | null;
  readonly except: EffectKey;
  readonly nowMs: number;
}

/**
 * Makes the function that counts replies. A reply counts from its reservation, and again from its send, for ten
 * minutes and a day; one of the future counts as well, for a clock that was put back must not open the caps.
 */
export function prepareReplyCounts(sqlite: DatabaseSync): (query: ReplyQuery) => ReplyCounts {
  const countTicket = sqlite.prepare(
    `SELECT count(*) FILTER (WHERE counted_at_ms > ?) AS repliesTicket10Min, count(*) AS repliesTicket24h
     FROM effects WHERE ticket_ref = ? AND ${COUNTED} AND counted_at_ms > ? AND ${NOT_THIS_ONE}`,
  );
  const countCustomer = sqlite.prepare(
    `SELECT count(*) AS repliesCustomer24h
     FROM effects WHERE customer_ref = ? AND ${COUNTED} AND counted_at_ms > ? AND ${NOT_THIS_ONE}`,
  );
  return ({ ticketRef, customerRef, except, nowMs }) => {
    const notThis = [except.ticketRef, except.messageRef, except.kind] as const;
    const tenMinutesAgo = nowMs - TEN_MINUTES_MS;
    const dayAgo = nowMs - DAY_MS;
    const byTicket = countTicket.get(tenMinutesAgo, ticketRef, dayAgo, ...notThis);
    const byCustomer =
      customerRef === null
        ? { repliesCustomer24h: 0 }
        : countCustomer.get(customerRef, dayAgo, ...notThis);
    return {
      ...fromStored(ticketCountsSchema, byTicket),
      ...fromStored(customerCountSchema, byCustomer),
    };
  };
}

/** The cap that the next reply would break, or null. */
export function findBrokenCap(
  counts: ReplyCounts,
  limits: ReplyLimits,
): 'CAP_TICKET' | 'CAP_CUSTOMER' | null {
  const isTicketFull =
    counts.repliesTicket10Min >= limits.repliesTicket10Min ||
    counts.repliesTicket24h >= limits.repliesTicket24h;
  if (isTicketFull) return 'CAP_TICKET';
  return counts.repliesCustomer24h >= limits.repliesCustomer24h ? 'CAP_CUSTOMER' : null;
}
