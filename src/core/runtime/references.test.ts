import { describe, expect, it } from 'vitest';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import { createReferences } from './references.ts';

const digest = createNodeDigest();
const references = createReferences(new Uint8Array(32).fill(7), digest);

function allOf(id: string): string[] {
  return [
    references.ticketRef(id),
    references.messageRef(id, id),
    references.commentRef(id, id),
    references.customerRef(id),
    references.orderRef(id),
  ];
}

describe('references', () => {
  it('gives equal references for equal inputs', () => {
    expect(allOf('4711')).toEqual(allOf('4711'));
  });

  it('keeps the kinds apart, beyond the prefix', () => {
    const tails = allOf('4711').map((reference) => reference.slice(2));

    expect(new Set(tails).size).toBe(5);
  });

  it('keeps the parts of a reference apart', () => {
    expect(references.messageRef('a', 'bc')).not.toBe(references.messageRef('ab', 'c'));
    expect(references.messageRef('a","b', 'c')).not.toBe(references.messageRef('a', 'b","c'));
  });

  it('fits the chain of a ledger entry', () => {
    for (const reference of allOf('mäx@example.com 😀')) {
      expect(reference).toMatch(/^[tmcpo]_[0-9a-f]{32}$/);
    }
  });

  it('gives other references under another key', () => {
    const others = createReferences(new Uint8Array(32).fill(8), digest);

    expect(others.ticketRef('4711')).not.toBe(references.ticketRef('4711'));
  });

  it('refuses a key of another length', () => {
    expect(() => createReferences(new Uint8Array(31), digest)).toThrow(
      expect.objectContaining({ code: 'REFERENCE_KEY_INVALID' }),
    );
  });
});
