import { describe, expect, it } from 'vitest';
import { ROUTING } from '../../../test/support/preflight-fixture.ts';
import { checkRate, checkRouting } from './account-checks.ts';

const is = (status: string, code: string | null) => ({ status, code });

describe('incident 16 the limits', () => {
  it('are the documented ones, and nothing but the vendor allows another rate', () => {
    const rate = { capacity: 50, windowMs: 30_000 };

    expect(checkRate(rate, false)).toMatchObject(is('pass', null));
    expect(checkRate({ ...rate, capacity: 51 }, false).code).toBe('LIMIT_DIFFERS');
    expect(checkRate({ ...rate, windowMs: 29_999 }, false).code).toBe('LIMIT_DIFFERS');
    expect(checkRate({ capacity: 5_000, windowMs: 30_000 }, true)).toMatchObject(is('pass', null));
  });

  it('of config/routing.json are the documented ones; a changed one is named', () => {
    const { caps, replyWindowMinutes, thresholds } = ROUTING;
    const changed = [
      { ...ROUTING, caps: { ...caps, writesPerEvent: 5 } },
      { ...ROUTING, caps: { ...caps, repliesTicket10Min: 2 } },
      { ...ROUTING, caps: { ...caps, repliesTicket24h: 4 } },
      { ...ROUTING, caps: { ...caps, repliesCustomer24h: 6 } },
      { ...ROUTING, replyWindowMinutes: { ...replyWindowMinutes, email: 1_441 } },
      { ...ROUTING, replyWindowMinutes: { ...replyWindowMinutes, livechat: 31 } },
      { ...ROUTING, thresholds: { ...thresholds, tier1Reply: 0.1 } },
      { ...ROUTING, thresholds: { ...thresholds, tier2Reply: 0.1 } },
    ];

    expect(checkRouting(ROUTING)).toMatchObject(is('pass', null));
    for (const routing of changed) {
      expect(checkRouting(routing)).toMatchObject(is('fail', 'LIMIT_DIFFERS'));
      expect(checkRouting(routing).detail).toMatch(/^\w+ is [\d.]+, not [\d.]+$/);
    }
  });
});
