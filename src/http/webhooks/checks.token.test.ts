import { describe, expect, it } from 'vitest';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import type { Digest } from '../../core/runtime/platform.ts';
import { createTokenCheck } from './checks.ts';

const digest = createNodeDigest();
const NEW = 'new-token-0123456789';
const OLD = 'old-token-0123456789';

const live = (...tokens: string[]) => tokens.map((token) => new Sensitive(token));
const checkWith = (...tokens: string[]) => {
  const list = live(...tokens);
  return createTokenCheck(() => list, digest);
};

describe('D11: the webhook token', () => {
  it.each([
    ['the own header', { 'x-richpanel-webhook-token': NEW }],
    ['a bearer', { authorization: `Bearer ${NEW}` }],
    ['a bearer in lower case', { authorization: `bearer ${NEW}` }],
    ['both, the same', { 'x-richpanel-webhook-token': NEW, authorization: `Bearer ${NEW}` }],
    ['the older of two live tokens', { 'x-richpanel-webhook-token': OLD }],
    ['a basic login beside it', { 'x-richpanel-webhook-token': NEW, authorization: 'Basic eDp5' }],
  ])('passes in %s', (_, headers) => {
    expect(checkWith(NEW, OLD)(headers)).toBe('ok');
  });

  it.each([
    ['no header', {}, 'TOKEN_MISSING'],
    ['an empty header', { 'x-richpanel-webhook-token': '' }, 'TOKEN_MISSING'],
    ['a bearer without token', { authorization: 'Bearer ' }, 'TOKEN_MISSING'],
    ['another scheme', { authorization: `Basic ${NEW}` }, 'TOKEN_MISSING'],
    ['a wrong token', { 'x-richpanel-webhook-token': 'guess' }, 'TOKEN_WRONG'],
    ['the token in upper case', { 'x-richpanel-webhook-token': NEW.toUpperCase() }, 'TOKEN_WRONG'],
    ['the beginning of it', { 'x-richpanel-webhook-token': NEW.slice(0, -1) }, 'TOKEN_WRONG'],
    ['its digest', { 'x-richpanel-webhook-token': digest.sha256(NEW) }, 'TOKEN_WRONG'],
    ['both tokens in one header', { 'x-richpanel-webhook-token': `${NEW}, ${OLD}` }, 'TOKEN_WRONG'],
    ['two headers', { 'x-richpanel-webhook-token': [NEW, NEW] }, 'TOKEN_CONFLICT'],
    [
      'two live tokens that differ',
      { 'x-richpanel-webhook-token': NEW, authorization: `Bearer ${OLD}` },
      'TOKEN_CONFLICT',
    ],
  ])('does not pass with %s', (_, headers, verdict) => {
    expect(checkWith(NEW, OLD)(headers)).toBe(verdict);
  });

  it.each([
    ['no token', [], 'WEBHOOK_TOKEN_EMPTY'],
    ['an empty token', [''], 'WEBHOOK_TOKEN_EMPTY'],
    ['a blank token', ['  '], 'WEBHOOK_TOKEN_EMPTY'],
    ['an empty second token', [NEW, ''], 'WEBHOOK_TOKEN_EMPTY'],
    ['a token that no header can carry', ['tökèn'], 'WEBHOOK_TOKEN_INVALID'],
    ['a token with a line feed', [`${NEW}\n`], 'WEBHOOK_TOKEN_INVALID'],
    ['three tokens', [NEW, OLD, 'third'], 'WEBHOOK_TOKENS_TOO_MANY'],
  ])('refuses to start with %s', (_, tokens, code) => {
    expect(() => checkWith(...tokens)).toThrow(expect.objectContaining({ code }));
  });

  it('takes a rotated list without a restart and forgets the token that left it', () => {
    let tokens = live(OLD);
    const check = createTokenCheck(() => tokens, digest);

    tokens = live(NEW);

    expect(check({ 'x-richpanel-webhook-token': NEW })).toBe('ok');
    expect(check({ 'x-richpanel-webhook-token': OLD })).toBe('TOKEN_WRONG');
  });

  it('lets nobody in when a rotation left the list empty or unreadable', () => {
    let tokens: () => Sensitive<string>[] = () => live(OLD);
    const check = createTokenCheck(() => tokens(), digest);
    const presented = { 'x-richpanel-webhook-token': OLD };

    tokens = () => [];
    expect(check(presented)).toBe('TOKENS_UNAVAILABLE');
    tokens = () => {
      throw new Error('unreadable');
    };
    expect(check(presented)).toBe('TOKENS_UNAVAILABLE');
  });

  it('hashes what is presented and reads every character of both digests, however early they differ', () => {
    const reads: string[] = [];
    const spy: Digest = {
      ...digest,
      // A digest whose characters tell when they are looked at.
      sha256: (text) => spyOn(digest.sha256(text), text, reads),
    };
    const tokens = live(NEW, OLD);
    const check = createTokenCheck(() => tokens, spy);

    for (const presented of [NEW, OLD, 'guess', 'x']) {
      reads.length = 0;
      check({ 'x-richpanel-webhook-token': presented });

      expect(reads.filter((name) => name === NEW)).toHaveLength(presented === NEW ? 192 : 64);
      expect(reads.filter((name) => name === OLD)).toHaveLength(presented === OLD ? 192 : 64);
    }
  });
});

/** A string-like object that notes each `charCodeAt`. */
function spyOn(text: string, name: string, reads: string[]): string {
  const note = (index: number): number => {
    reads.push(name);
    return text.charCodeAt(index);
  };
  const watched: unknown = Object.assign(new String(text), { charCodeAt: note });
  return watched as string;
}
