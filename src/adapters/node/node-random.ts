import { randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../../core/ports/random.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 26;
/** Bytes from here on are thrown away, or the first letters of the alphabet would be likelier. */
const FAIR_LIMIT = 256 - (256 % ALPHABET.length);
const POOL_BYTES = 4096;
const INT_LIMIT = 2 ** 47;

/** Chance from the platform's cryptographic source: ids carry 134 bits that cannot be guessed. */
export function createNodeRandom(): Random {
  const nextByte = createBytePool();

  function nextLetter(): string {
    let byte = nextByte();
    while (byte >= FAIR_LIMIT) byte = nextByte();
    return ALPHABET.charAt(byte % ALPHABET.length);
  }

  return {
    next: () => randomInt(INT_LIMIT) / INT_LIMIT,
    id: () => {
      let id = '';
      while (id.length < ID_LENGTH) id += nextLetter();
      return id;
    },
  };
}

/** Fetches many bytes at once: asking the source for each would cost a microsecond a letter. */
function createBytePool(): () => number {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    pool[used] = 0;
    used += 1;
    return byte;
  };
}
