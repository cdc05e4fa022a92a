import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Fingerprinter } from '../../core/environment/fingerprints.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const ID_HASH_BYTES = 16;
/** N and r take 128 × N × r = 16 MiB; node refuses what does not stay clearly below `maxmem`. */
const FOR_SECRETS: ScryptOptions = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const FOR_IDS: ScryptOptions = { ...FOR_SECRETS, N: 2 ** 11 };

function derive(
  text: string,
  salt: Buffer,
  lengthBytes: number,
  options: ScryptOptions,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(text, salt, lengthBytes, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}

/** Each id once, sorted by hash, so that the order of the ids is not kept either. */
async function hashIds(ids: readonly string[], salt: Buffer): Promise<string[]> {
  const unique = [...new Set(ids)];
  const hashes = await Promise.all(unique.map((id) => derive(id, salt, ID_HASH_BYTES, FOR_IDS)));
  return hashes.map((hash) => hash.toString('hex')).sort();
}

/** scrypt of the platform, off the event loop's thread. A fingerprint of another shape matches nothing. */
export function createNodeFingerprinter(): Fingerprinter {
  return {
    async make(value) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(value.reveal(), salt, HASH_BYTES, FOR_SECRETS);
      return { salt: salt.toString('hex'), hash: hash.toString('hex') };
    },
    async matches(value, fingerprint) {
      const wanted = Buffer.from(fingerprint.hash, 'hex');
      if (wanted.length !== HASH_BYTES) return false;
      const salt = Buffer.from(fingerprint.salt, 'hex');
      return timingSafeEqual(await derive(value.reveal(), salt, HASH_BYTES, FOR_SECRETS), wanted);
    },
    async makeSet(ids) {
      const salt = randomBytes(SALT_BYTES);
      return { salt: salt.toString('hex'), hashes: await hashIds(ids, salt) };
    },
    async countShared(ids, { salt, hashes }) {
      const known = new Set(hashes);
      const own = await hashIds(ids, Buffer.from(salt, 'hex'));
      return own.filter((hash) => known.has(hash)).length;
    },
  };
}
