import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { SecretReading } from '../../core/environment/account.ts';
import { Sensitive } from '../../core/redaction/sensitive.ts';
import { createSecretsManagerTokens } from './secrets-manager-tokens.ts';

const MAX_AGE_MS = 300_000;
const HALF_MS = MAX_AGE_MS / 2;
const value = (text: string): SecretReading => ({ outcome: 'value', value: new Sensitive(text) });
const FAILED: SecretReading = { outcome: 'failed', failure: 'SERVICE_THROTTLED' };

function setUp(first: SecretReading = value('one')) {
  const time = createVirtualClock(Date.UTC(2026, 10, 23, 12));
  const asked: string[] = [];
  const store = { reading: first };
  const tokens = createSecretsManagerTokens({
    secrets: {
      read: async (name) => {
        asked.push(name);
        return store.reading;
      },
    },
    environment: 'dev',
    clock: time.clock,
    maxAgeMs: MAX_AGE_MS,
  });
  const live = async () => (await tokens.webhookTokens()).map((token) => token.reveal());
  return { tokens, live, store, asked, time };
}

describe('createSecretsManagerTokens', () => {
  it('D11 reads a plain token, and two in a list, of its own environment', async () => {
    const plain = setUp();
    const list = setUp(value('["new","old"]'));

    expect(await plain.live()).toEqual(['one']);
    expect(await list.live()).toEqual(['new', 'old']);
    expect(plain.asked).toEqual(['rp-mw/dev/richpanel/webhook_token']);
  });

  it('asks once for many callers, and not again before half the age', async () => {
    const { live, asked, time } = setUp();
    await Promise.all([live(), live(), live()]);
    await time.advance(HALF_MS);
    await live();

    expect(asked).toHaveLength(1);
    await time.advance(1);
    await live();

    expect(asked).toHaveLength(2);
  });

  it('D11 sees a rotation without a restart, and keeps its list while nothing changes', async () => {
    const { tokens, live, store, time } = setUp();
    const before = await tokens.webhookTokens();
    await time.advance(HALF_MS + 1);

    expect(await tokens.webhookTokens()).toBe(before);
    store.reading = value('["two","one"]');
    await time.advance(HALF_MS + 1);

    expect(await live()).toEqual(['two', 'one']);
  });

  it('lives on what it knows while the account fails, but no longer than the age', async () => {
    const { tokens, live, store, time } = setUp();
    await live();
    store.reading = FAILED;
    await time.advance(MAX_AGE_MS);

    expect(await live()).toEqual(['one']);
    expect(tokens.current().map((token) => token.reveal())).toEqual(['one']);
    await time.advance(1);

    await expect(tokens.webhookTokens()).rejects.toMatchObject({ code: 'SERVICE_THROTTLED' });
    expect(() => tokens.current()).toThrow(expect.objectContaining({ code: 'ENDPOINT_TIMEOUT' }));
    store.reading = value('two');

    expect(await live()).toEqual(['two']);
  });

  it('trusts no age when the clock went back', async () => {
    const { live, store, time } = setUp();
    await live();
    store.reading = FAILED;
    time.jumpTo(Date.UTC(2026, 10, 22));

    await expect(live()).rejects.toMatchObject({ code: 'SERVICE_THROTTLED' });
  });

  it.each<[string, SecretReading]>([
    ['missing', { outcome: 'missing' }],
    ['empty', { outcome: 'empty' }],
    ['about to be deleted', { outcome: 'deletion-scheduled' }],
    ['blank', value('  ')],
    ['a list of three', value('["a","b","c"]')],
    ['a list with an empty token', value('["a",""]')],
    ['a broken list', value('["a"')],
  ])('lets nobody in with a secret that is %s, and shows nothing of it', async (_name, reading) => {
    const { tokens, live } = setUp(reading);

    await expect(live()).rejects.toMatchObject({ code: 'WEBHOOK_TOKEN_INVALID' });
    expect(() => tokens.current()).toThrow();
  });
});
