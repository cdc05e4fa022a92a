import type { Sensitive } from '../redaction/sensitive.ts';
import type { Fingerprint, SetFingerprint } from './fingerprints.ts';

/**
 * Salted, slow hashes (scrypt): equal values can be found to be equal, and nobody learns a value from one, nor that two
 * fingerprints are of one value.
 */
export interface Fingerprinter {
  /** A new fingerprint with a random salt of its own. */
  make(value: Sensitive<string>): Promise<Fingerprint>;
  matches(value: Sensitive<string>, fingerprint: Fingerprint): Promise<boolean>;
  /** Fingerprints of ids under one new salt, in an order that says nothing. Ids are not secret, and there are many. */
  makeSet(ids: readonly string[]): Promise<SetFingerprint>;
  /** How many of these ids, each counted once, are in the set. */
  countShared(ids: readonly string[], known: SetFingerprint): Promise<number>;
}
