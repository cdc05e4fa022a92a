import { hash } from 'node:crypto';

/**
 * What the real system does besides the plain shape, by name:
 * - `status-or-state`: only one of `status` and `state` is shown (which one depends on the seed); plainly both are
 * - `is-operator-case`: `isOperator` in place of `is_operator`
 * - `nested-or-flat`: the ticket is the answer itself and not its `ticket`
 * - `tags-missing`: no `tags` key while the ticket has none
 * - `tags-unordered`: tags neither in alphabetical order nor in the order of adding
 * - `tracking-string`, `-number`, `-object`, `-empty-list`: `tracking` is that in place of a list of objects
 * - `tracking-shapes`: an order with one fulfilment of each of these four shapes and a plain one
 * - `latest-fulfilment-not-first`: the newest fulfilment comes last; plainly first
 * - `follow-up-close`: the first close is answered with 200 and does nothing; a second one closes
 * - `merged-ticket`: reads of the id give another ticket, with another id, that names it in `merged_ticket_ids`
 * - `forbidden-ticket`: every call about the ticket answers 403
 *
 * An order oddity on a ticket without order gives it one.
 */
export const STUB_ODDITIES = [
  'status-or-state',
  'is-operator-case',
  'nested-or-flat',
  'tags-missing',
  'tags-unordered',
  'tracking-string',
  'tracking-number',
  'tracking-object',
  'tracking-empty-list',
  'tracking-shapes',
  'latest-fulfilment-not-first',
  'follow-up-close',
  'merged-ticket',
  'forbidden-ticket',
] as const;
export type StubOddity = (typeof STUB_ODDITIES)[number];

/** Those that change how a ticket looks and not what happens. */
const HARMLESS_ODDITIES: readonly StubOddity[] = [
  'status-or-state',
  'is-operator-case',
  'nested-or-flat',
  'tags-missing',
  'tags-unordered',
];

const ORDER_ODDITIES: ReadonlySet<StubOddity> = new Set([
  'tracking-string',
  'tracking-number',
  'tracking-object',
  'tracking-empty-list',
  'tracking-shapes',
  'latest-fulfilment-not-first',
]);

export function isOrderOddity(oddity: StubOddity): boolean {
  return ORDER_ODDITIES.has(oddity);
}

/** Tosses a coin that falls the same way for the same seed, purpose and id, on every machine. */
export function seededCoin(seed: string, purpose: string, id: string): boolean {
  return Number.parseInt(seededHex(seed, purpose, id).slice(0, 2), 16) % 2 === 0;
}

/** 64 hexadecimal digits that depend on seed, purpose and id alone. */
export function seededHex(seed: string, purpose: string, id: string): string {
  return hash('sha256', JSON.stringify([seed, purpose, id]), 'hex');
}

/** The harmless oddities that this seed gives this ticket. */
export function chooseSeededOddities(seed: string, ticketId: string): readonly StubOddity[] {
  return HARMLESS_ODDITIES.filter((oddity) => seededCoin(seed, oddity, ticketId));
}
