import { TOKEN } from '../../support/intake-fixture.ts';

/** Stands in every request that can carry it; no piece of it may be found anywhere afterwards. */
export const PLANT = 'planted-canary-of-24-chr';

const GOOD_BODY = `{"ticket_id":"T-1","note":"${PLANT}"}`;
const END = '\r\n\r\n';

/** Parts of a good request that a row replaces, or leaves out with null. */
export interface RequestParts {
  readonly line?: string;
  readonly host?: string | null;
  readonly token?: string | null;
  readonly type?: string | null;
  /** The value of Content-Length, true or not. */
  readonly length?: string | null;
  /** Header lines behind those of a good request; each code unit is one byte. */
  readonly headers?: readonly string[];
  /** Text goes out as UTF-8. */
  readonly body?: string | Uint8Array;
}

function headerLine(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [`${name}: ${value}`];
}

/** A good request with parts replaced. */
export function request(parts: RequestParts = {}): Buffer {
  const body = Buffer.from(parts.body ?? GOOD_BODY);
  const {
    line = 'POST /webhooks/richpanel HTTP/1.1',
    host = 'helpdesk.example',
    token = TOKEN,
    type = 'application/json',
    length = String(body.byteLength),
    headers = [],
  } = parts;
  const lines = [
    line,
    ...headerLine('host', host),
    ...headerLine('x-richpanel-webhook-token', token),
    ...headerLine('content-type', type),
    ...headerLine('content-length', length),
    ...headers,
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n') + END, 'latin1'), body]);
}

/** A good request with another body. */
export const withBody = (body: string | Uint8Array): Buffer => request({ body });

/** A good request with header lines more. */
export const withHeaders = (...headers: readonly string[]): Buffer => request({ headers });

/** A good request that names this ticket, and holds a canary beside it. */
export const withId = (ticketId: unknown): Buffer =>
  withBody(JSON.stringify({ ticket_id: ticketId, note: PLANT }));

/** The same, with the id as it stands in the JSON text. */
export const withRawId = (text: string): Buffer =>
  withBody(`{"ticket_id":${text},"note":"${PLANT}"}`);

/** A body in chunks, after whatever stands for Transfer-Encoding. */
export const chunked = (body: string, coding = 'transfer-encoding: chunked'): Buffer =>
  request({ length: null, headers: [coding], body });

/** One chunk and the last one. */
export const inOneChunk = (text: string = GOOD_BODY): string =>
  `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0${END}`;

/** The good body, for rows that frame it themselves. */
export const goodBody = GOOD_BODY;

/** A whole good request for a ticket that must never be seen, to be hidden behind or inside another one. */
export const HIDDEN: string = withId('HIDDEN').toString('latin1');

/** Bytes one after the other; code units of text are bytes. */
export const joined = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
