import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Digest } from '../../core/runtime/digest.ts';

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
