import type { Duplex } from 'node:stream';
import type { HttpResponse } from './message.ts';
import { type ProblemCode, problem } from './problems.ts';

const BY_NODE_CODE: ReadonlyMap<string, ProblemCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
  ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
]);

const REASON_OF_STATUS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [404, 'Not Found'],
  [408, 'Request Timeout'],
  [431, 'Request Header Fields Too Large'],
]);

/** Names the fault behind an error of node's HTTP parser; what is not known otherwise is a malformed request. */
export function clientErrorCode(error: unknown): ProblemCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return BY_NODE_CODE.get(String(code)) ?? 'REQUEST_MALFORMED';
}

function rawAnswer(response: HttpResponse): string {
  const lines = [
    `HTTP/1.1 ${response.status} ${REASON_OF_STATUS.get(response.status) ?? ''}`,
    ...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${response.body.length}`,
    'connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${response.body}`;
}

/** Answers a client that node could not make a request of, on the bare connection, and closes it. */
export function answerClientError(socket: Duplex, code: ProblemCode): void {
  if (socket.writable) socket.end(rawAnswer(problem(code)), 'latin1', () => socket.destroy());
  else socket.destroy();
}
