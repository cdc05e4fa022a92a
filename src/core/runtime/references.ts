import { InvariantViolationError } from './errors.ts';
import type { Digest } from './platform.ts';

/** Length of the key that references are made with. */
export const REFERENCE_KEY_BYTES = 32;
/** 128 bits of the HMAC: no two things of one environment meet by chance. */
const HEX_DIGITS = 32;

/**
 * Turns what is guessable or personal into references: equal inputs give equal references, and nobody without the
 * key learns the input. Each kind has a domain of its own, so a ticket and an order of the same name differ. Every
 * reference matches `/^[a-z]_[0-9a-f]{32}$/`. They hold within one environment only.
 */
export interface References {
  ticketRef(ticketId: string): string;
  /** A customer's message on a ticket. */
  messageRef(ticketId: string, messageId: string): string;
  /** Any comment on a ticket, seen by its vendor id; never equal to a `messageRef`. */
  commentRef(ticketId: string, commentId: string): string;
  /** A person. The caller normalises the address: two spellings give two references. */
  customerRef(normalisedAddress: string): string;
  orderRef(orderName: string): string;
}

/**
 * Makes the references of one environment. Pure.
 *
 * @throws {InvariantViolationError} `REFERENCE_KEY_INVALID` when the key is not 32 bytes long
 */
export function createReferences(key: Uint8Array, digest: Digest): References {
  if (key.length !== REFERENCE_KEY_BYTES) {
    throw new InvariantViolationError(
      'REFERENCE_KEY_INVALID',
      'the reference key has a wrong length',
    );
  }
  // JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not meet.
  const refer = (prefix: string, domain: string, ...parts: readonly string[]): string => {
    const hex = digest.hmacSha256(key, JSON.stringify([domain, ...parts])).slice(0, HEX_DIGITS);
    // `join` makes one string; a template would keep its pieces, the whole HMAC among them, for as long as a group lives.
    return [prefix, hex].join('_');
  };
  return {
    ticketRef: (ticketId) => refer('t', 'ticket', ticketId),
    messageRef: (ticketId, messageId) => refer('m', 'message', ticketId, messageId),
    commentRef: (ticketId, commentId) => refer('c', 'comment', ticketId, commentId),
    customerRef: (normalisedAddress) => refer('p', 'customer', normalisedAddress),
    orderRef: (orderName) => refer('o', 'order', orderName),
  };
}
