import { MiddlewareError } from '../../core/runtime/errors.ts';
import { isTicketId } from '../../core/tickets/ticket-id.ts';

/** The id cannot be sent to the vendor. The id itself is no part of the error. */
export class InvalidIdError extends MiddlewareError {
  constructor() {
    super('TICKET_ID_INVALID', 'fail', 'the id of the ticket cannot be a path segment');
  }
}

const LEFT_PLAIN_BY_THE_PLATFORM = /[!'()*]/g;

/**
 * Encodes an id as one path segment: everything but letters, digits, `-`, `.`, `_` and `~`. E-mail tickets are named
 * by message ids with `<`, `@` and `+`; a write to an unencoded one answers 200 and changes nothing (incident 1).
 * @throws {InvalidIdError}
 */
export function encodeId(id: string): string {
  if (!isTicketId(id)) throw new InvalidIdError();
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(id).replace(LEFT_PLAIN_BY_THE_PLATFORM, hex);
}

/** The id that the last segment of a path made by `encodeId` stands for. */
export function decodeLastSegment(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}
