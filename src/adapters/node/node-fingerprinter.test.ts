import { describe, expect, it } from 'vitest';
import { fingerprintSchema, setFingerprintSchema } from '../../core/environment/fingerprints.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { createNodeFingerprinter } from './node-fingerprinter.ts';

const SECRET = new Sensitive('canary-secret-value');

describe('createNodeFingerprinter', () => {
  const fingerprinter = createNodeFingerprinter();

  it('gives the scrypt of RFC 7914, section 12, for its third vector', async () => {
    const salt = Buffer.from('SodiumChloride').toString('hex');
    const hash = '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2';

    expect(await fingerprinter.matches(new Sensitive('pleaseletmein'), { salt, hash })).toBe(true);
  });

  it('matches the value it was made of, and no other', async () => {
    const made = await fingerprinter.make(SECRET);

    expect(fingerprintSchema.parse(made)).toEqual(made);
    expect(await fingerprinter.matches(SECRET, made)).toBe(true);
    expect(await fingerprinter.matches(new Sensitive('canary-secret-valuE'), made)).toBe(false);
  });

  it('never gives the same fingerprint twice, so equal secrets cannot be seen to be equal', async () => {
    const [first, second] = await Promise.all([
      fingerprinter.make(SECRET),
      fingerprinter.make(SECRET),
    ]);

    expect(first.salt).not.toBe(second.salt);
    expect(first.hash).not.toBe(second.hash);
    expect(await fingerprinter.matches(SECRET, second)).toBe(true);
  });

  it('finds nothing in a fingerprint that was cut', async () => {
    const made = await fingerprinter.make(SECRET);

    expect(await fingerprinter.matches(SECRET, { ...made, hash: made.hash.slice(2) })).toBe(false);
    expect(await fingerprinter.matches(SECRET, { ...made, hash: '' })).toBe(false);
  });

  it('R6.1 counts the ids that two sets share, whatever their order, and keeps no id', async () => {
    const known = await fingerprinter.makeSet(['agent-1', 'agent-2', 'agent-2', 'agent-3']);

    expect(setFingerprintSchema.parse(known)).toEqual(known);
    expect(known.hashes).toHaveLength(3);
    expect(known.hashes).toEqual(known.hashes.toSorted());
    expect(JSON.stringify(known)).not.toContain('agent');
    expect(await fingerprinter.countShared(['agent-3', 'agent-1', 'agent-1'], known)).toBe(2);
    expect(await fingerprinter.countShared(['agent-4'], known)).toBe(0);
    expect(await fingerprinter.countShared([], known)).toBe(0);
    expect((await fingerprinter.makeSet(['agent-1'])).salt).not.toBe(known.salt);
  });
});
