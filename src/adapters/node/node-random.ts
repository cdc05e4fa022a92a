import { randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../../core/runtime/random.ts';

const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789', 'latin1');
const ID_LENGTH = 26;
/** Bytes from here on are thrown away, or the first letters of the alphabet would be likelier. */
const FAIR_LIMIT = 256 - (256 % ALPHABET.length);
const POOL_BYTES = 4096;
const INT_LIMIT = 2 ** 47;

/** Chance from the platform's cryptographic source: ids carry 134 bits that cannot be guessed. */
export function createNodeRandom(): Random {
  const nextByte = createBytePool();
  const letters = Buffer.alloc(ID_LENGTH);

  function nextLetter(): number {
    let byte = nextByte();
    while (byte >= FAIR_LIMIT) byte = nextByte();
    return ALPHABET[byte % ALPHABET.length] ?? 0;
  }

  return {
    next: () => randomInt(INT_LIMIT) / INT_LIMIT,
    id: () => {
      for (let i = 0; i < ID_LENGTH; i += 1) letters[i] = nextLetter();
      // In one piece: a string grown letter by letter stays a chain of them, and a queue keeps many ids.
      return letters.toString('latin1');
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
