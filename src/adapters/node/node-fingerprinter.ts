import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Fingerprinter } from '../../core/ports/fingerprinter.ts';
import type { Sensitive } from '../../core/redaction/sensitive.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** N and r take 128 × N × r = 16 MiB; node refuses what does not stay clearly below `maxmem`. */
const OPTIONS: ScryptOptions = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function derive(value: Sensitive<string>, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(value.reveal(), salt, HASH_BYTES, OPTIONS, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}

/** scrypt of the platform, off the event loop's thread. A fingerprint of another shape matches nothing. */
export function createNodeFingerprinter(): Fingerprinter {
  return {
    async make(value) {
      const salt = randomBytes(SALT_BYTES);
      return { salt: salt.toString('hex'), hash: (await derive(value, salt)).toString('hex') };
    },
    async matches(value, fingerprint) {
      const wanted = Buffer.from(fingerprint.hash, 'hex');
      if (wanted.length !== HASH_BYTES) return false;
      return timingSafeEqual(await derive(value, Buffer.from(fingerprint.salt, 'hex')), wanted);
    },
  };
}
