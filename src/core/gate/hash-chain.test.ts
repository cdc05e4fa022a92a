import { describe, expect, it } from 'vitest';
import { digest, newEntry } from '../../../test/support/ledger-model.ts';
import { HASHED_FIELDS, hashEntry, headOf, headsDigest, linkEntry, NO_HASH } from './hash-chain.ts';
import { ledgerEntrySchema } from './ledger.ts';

describe('hash chain', () => {
  it('puts every field of an entry but the hash itself under the hash', () => {
    const fields = Object.keys(ledgerEntrySchema.shape).filter((field) => field !== 'hash');

    expect([...HASHED_FIELDS].sort()).toEqual(fields.sort());
  });

  it('starts a chain at 1 behind 64 zeros', () => {
    const first = linkEntry(newEntry(), null, digest);

    expect(first).toMatchObject({ seq: 1, previousHash: NO_HASH });
    expect(ledgerEntrySchema.safeParse(first).success).toBe(true);
  });

  it('links an entry to the head', () => {
    const first = linkEntry(newEntry(), null, digest);
    const second = linkEntry(newEntry(), headOf(first), digest);

    expect(second).toMatchObject({ seq: 2, previousHash: first.hash });
    expect(second.hash).not.toBe(first.hash);
  });

  it('hashes every part of the detail', () => {
    const hashWith = (detail: object) =>
      hashEntry({ ...linkEntry(newEntry({ detail }), null, digest) }, digest);
    const details = [
      {},
      { actor: 'x' },
      { reason: 'x' },
      { flag: 'x' },
      { before: 'x' },
      { after: 'x' },
      { heads: 1 },
    ];

    expect(new Set([...details, { headsDigest: 'd'.repeat(64) }].map(hashWith)).size).toBe(8);
    expect(hashWith({ actor: undefined })).toBe(hashWith({}));
  });

  it('does not depend on the order in which an object got its fields', () => {
    const entry = linkEntry(newEntry({ detail: { actor: 'a', reason: 'r' } }), null, digest);
    const turned = Object.fromEntries(Object.entries(entry).reverse());

    expect(hashEntry(ledgerEntrySchema.parse(turned), digest)).toBe(entry.hash);
  });

  it('counts and digests heads', () => {
    const heads = ['t_1', 't_2'].map((chain) =>
      headOf(linkEntry(newEntry({ chain }), null, digest)),
    );
    const [one, two] = [headsDigest(heads.slice(0, 1), digest), headsDigest(heads, digest)];

    expect([one.heads, two.heads]).toEqual([1, 2]);
    expect(one.headsDigest).not.toBe(two.headsDigest);
    expect(headsDigest([], digest)).toEqual({ heads: 0, headsDigest: NO_HASH });
  });
});
