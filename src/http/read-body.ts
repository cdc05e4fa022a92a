import type { IncomingMessage } from 'node:http';

/** What came of reading a body: its bytes, more than the limit, or a connection that ended before its end. */
export type BodyReading = Uint8Array | 'too-large' | 'aborted';

const NO_BYTES = new Uint8Array(0);

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  return chunks.length === 0 ? NO_BYTES : Buffer.concat(chunks);
}

function hasNoBody(request: IncomingMessage): boolean {
  const { headers } = request;
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}

/**
 * Reads a body of at most `maxBytes`, inclusive. It stops at the first byte more, or at once when the client announced
 * more; what still arrives is then for the caller to discard. Never rejects.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyReading> {
  if (hasNoBody(request)) return Promise.resolve(NO_BYTES);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.resolve('too-large');
  }
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    const onData = (chunk: Uint8Array): void => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData).pause();
      resolve('too-large');
    };
    request.on('data', onData);
    request.on('end', () => resolve(joined(chunks)));
    // Comes after `end` too, when the promise is settled and this does nothing.
    request.on('close', () => resolve('aborted'));
  });
}
