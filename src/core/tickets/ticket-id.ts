/** The longest id of a ticket that is accepted, in UTF-16 code units. */
export const TICKET_ID_MAX_LENGTH = 512;

/**
 * No control, format (bidi, zero width), unassigned or private characters, no lone surrogates, and of all white space
 * only the plain space, not at an end.
 */
const PRINTABLE = /^(?! )(?:[^\p{C}\p{Z}]| )+(?<! )$/u;

/**
 * True for text that can stand as one percent-encoded path segment and name one ticket: 1–512 printable characters,
 * not `.` or `..`, which survive percent-encoding and would name another path.
 * Everything else is allowed, `<`, `@`, `+`, `/` and `%` included: e-mail tickets are named by message ids.
 */
export function isTicketId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > TICKET_ID_MAX_LENGTH) return false;
  return value !== '.' && value !== '..' && PRINTABLE.test(value);
}
