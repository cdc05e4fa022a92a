import type { IncomingMessage } from 'node:http';

/** One server is named; node joins a header that came twice with a comma. */
function hasOneHost(host: string | undefined): boolean {
  return host !== undefined && !host.includes(',');
}

/**
 * True for a request of which node's parser makes more than it says, so that its path, its body or its end might be
 * another's: versions other than 1.0 and 1.1, a version 1.1 without its one Host, and a Transfer-Encoding that is not
 * chunked alone (node hands over the bytes of `gzip, chunked` as they are) or that version 1.0 does not have.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.1 and #section-3.2, read 2026-11-26
 */
export function isMalformed({ httpVersion, headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  if (httpVersion === '1.0') return coding !== undefined;
  if (httpVersion !== '1.1' || !hasOneHost(headers.host)) return true;
  return coding !== undefined && coding.toLowerCase() !== 'chunked';
}
