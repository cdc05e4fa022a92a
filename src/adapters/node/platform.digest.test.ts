import { describe, expect, it } from 'vitest';
import { createNodeDigest } from './platform.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('createNodeDigest', () => {
  const digest = createNodeDigest();

  it('gives the SHA-256 of FIPS 180-4, also of text beyond ASCII', () => {
    expect(digest.sha256('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(digest.sha256('ü')).toBe(
      '607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f',
    );
  });

  it('gives the HMAC-SHA-256 of RFC 4231, case 2', () => {
    expect(digest.hmacSha256(utf8('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
