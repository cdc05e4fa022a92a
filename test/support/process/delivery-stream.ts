import type { Chance } from '../../simulation/support/seeded-chance.ts';
import type { Delivery } from './service-process.ts';

/** How often a new ticket comes, rather than one that came before. */
const NEW_SHARE = 0.35;

interface StreamCounts {
  accepted: number;
  refused: number;
  unanswered: number;
}

/** Webhooks without an end: new tickets, and repeats of tickets that came before. */
export interface DeliveryStream {
  readonly counts: Readonly<StreamCounts>;
  /** Delivery id → ticket id of everything that was answered with 202. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Lets the stream take new tickets until this share of them was accepted. */
  allow(share: number): void;
  next(): string;
  note(ticketId: string, delivery: Delivery): void;
  /** True when every ticket was accepted at least once. */
  isComplete(): boolean;
}

/** Whatever is not accepted is sent again: the helpdesk itself never would. */
export function createDeliveryStream(ticketIds: readonly string[], chance: Chance): DeliveryStream {
  const waiting = [...ticketIds];
  const known = new Set<string>();
  const accepted = new Map<string, string>();
  const counts: StreamCounts = { accepted: 0, refused: 0, unanswered: 0 };
  let allowed = 0;

  const isNewDue = (): boolean =>
    waiting.length > 0 &&
    ticketIds.length - waiting.length < allowed &&
    (known.size === 0 || chance.happens(NEW_SHARE));

  return {
    counts,
    accepted,
    allow: (share) => {
      allowed = Math.ceil(ticketIds.length * share);
    },
    next: () => {
      const fresh = isNewDue() ? waiting.shift() : undefined;
      return fresh ?? chance.pick(known.size > 0 ? [...known] : ticketIds.slice(0, 1));
    },
    note: (ticketId, delivery) => {
      counts[delivery.outcome] += 1;
      if (delivery.outcome === 'accepted') {
        accepted.set(delivery.deliveryId, ticketId);
        known.add(ticketId);
      } else if (!known.has(ticketId) && !waiting.includes(ticketId)) waiting.unshift(ticketId);
    },
    isComplete: () => known.size === ticketIds.length,
  };
}
