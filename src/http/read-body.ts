import type { IncomingMessage } from 'node:http';

/** What came of reading a body: its bytes, more than the limit, or a connection that ended before its end. */
export type BodyReading = Uint8Array | 'too-large' | 'aborted';

const NO_BYTES = new Uint8Array(0);

function hasNoBody(request: IncomingMessage): boolean {
  const { headers } = request;
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}

/**
 * Puts chunks together without keeping them. A body may come one byte to a chunk, and a kept chunk costs two hundred
 * times its byte: a thousand connections that do not end would take all memory, before anybody showed a token.
 */
function createGathering(capacityBytes: number) {
  let only: Uint8Array = NO_BYTES;
  let gathered: Uint8Array | null = null;
  let sizeBytes = 0;
  return {
    /** @returns false when there is no room for it; then it is not taken */
    add(chunk: Uint8Array): boolean {
      const endBytes = sizeBytes + chunk.byteLength;
      if (endBytes > capacityBytes) return false;
      if (sizeBytes === 0) {
        only = chunk;
      } else {
        if (gathered === null) {
          gathered = new Uint8Array(capacityBytes);
          gathered.set(only);
        }
        gathered.set(chunk, sizeBytes);
      }
      sizeBytes = endBytes;
      return true;
    },
    bytes: (): Uint8Array => gathered?.subarray(0, sizeBytes) ?? only,
  };
}

/**
 * Reads a body of at most `maxBytes`, inclusive. It stops at the first byte more, or at once when the client announced
 * more; what still arrives is then for the caller to discard. Never rejects.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyReading> {
  if (hasNoBody(request)) return Promise.resolve(NO_BYTES);
  const announcedBytes = Number(request.headers['content-length'] ?? maxBytes);
  if (announcedBytes > maxBytes) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const gathering = createGathering(announcedBytes);
    const onData = (chunk: Uint8Array): void => {
      if (gathering.add(chunk)) return;
      request.off('data', onData).pause();
      resolve('too-large');
    };
    request.on('data', onData);
    request.on('end', () => resolve(gathering.bytes()));
    // Comes after `end` too, when the promise is settled and this does nothing.
    request.on('close', () => resolve('aborted'));
  });
}
