import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse } from './message.ts';

/** How long, and how much, we go on discarding what a client still sends after it was told to stop. */
const LINGER_MS = 1000;
const LINGER_BYTES = 1024 * 1024;

function headersOf(response: HttpResponse, isLast: boolean): Record<string, string | number> {
  const headers = { ...response.headers, 'content-length': response.body.length };
  return isLast ? { ...headers, connection: 'close' } : headers;
}

/** Writes the answer. With `isLast` the connection ends after it. */
export function writeResponse(
  target: ServerResponse,
  response: HttpResponse,
  isLast: boolean,
): void {
  target.writeHead(response.status, headersOf(response, isLast)).end(response.body, 'latin1');
}

/**
 * Writes the answer to a request whose body was not read to its end, then closes. Closing at once would make the
 * client's machine discard the answer, because unread bytes turn the close into a reset; so what still arrives is
 * thrown away for a moment first.
 */
export function writeAndLinger(
  target: ServerResponse,
  response: HttpResponse,
  request: IncomingMessage,
): void {
  target.writeHead(response.status, headersOf(response, true)).write(response.body, 'latin1');
  let discardedBytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    target.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.on('end', end).on('close', end);
  // The client closed its half in the middle of the body: nothing more comes.
  request.socket.once('end', end);
  request.on('data', (chunk: Uint8Array) => {
    discardedBytes += chunk.byteLength;
    if (discardedBytes > LINGER_BYTES) end();
  });
  request.resume();
}
