import {
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  randomFillSync,
  randomInt,
} from 'node:crypto';
import type { AbortSignalLike, Clock, Digest, Random } from '../../core/runtime/platform.ts';

/** Hashes by the platform's crypto. Keys are prepared once: raw bytes cost five times the HMAC itself. */
export function createNodeDigest(): Digest {
  const prepared = new WeakMap<Uint8Array, KeyObject>();
  const keyFor = (key: Uint8Array): KeyObject => {
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const made = createSecretKey(key);
    prepared.set(key, made);
    return made;
  };
  return {
    sha256: (text) => hash('sha256', text, 'hex'),
    hmacSha256: (key, text) => createHmac('sha256', keyFor(key)).update(text, 'utf8').digest('hex'),
  };
}

const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789', 'latin1');
const ID_LENGTH = 26;
/** Milliseconds since 1970 in base 36: nine digits until the year 5188. */
const TIME_LENGTH = 9;

/** Bytes from here on are thrown away, or the first letters of the alphabet would be likelier. */
const FAIR_LIMIT = 256 - (256 % ALPHABET.length);
const POOL_BYTES = 4096;
const INT_LIMIT = 2 ** 47;

/**
 * Chance from the platform's cryptographic source. An id begins with the time and ends with 87 bits that cannot be
 * guessed: so an index of ids grows at its end, and a durable commit writes one page of it instead of one for each id.
 */
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
      letters.write(Date.now().toString(36).padStart(TIME_LENGTH, '0'), 'latin1');
      for (let i = TIME_LENGTH; i < ID_LENGTH; i += 1) letters[i] = nextLetter();
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

/** A longer time-out overflows the timer of Node and would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The clock of the machine. A sleep keeps the process alive; it never lasts longer than 24.8 days. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep,
    defer: (task) => {
      setImmediate(task);
    },
  };
}

function sleep(ms: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(Math.max(0, ms), MAX_TIMER_MS));
    signal?.addEventListener('abort', wake, { once: true });
  });
}
