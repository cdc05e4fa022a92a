import { describe, expect, it } from 'vitest';
import { createDeliveryLimit } from './checks.ts';

const make = (perWindow = 2, maxTickets = 100) =>
  createDeliveryLimit({ perWindow, windowMs: 1000, maxTickets });

describe('the limit of deliveries per ticket', () => {
  it('lets the limit pass and says how long the rest must wait', () => {
    const limit = make();

    expect([limit.take('a', 0), limit.take('a', 100), limit.take('a', 400)]).toEqual([0, 0, 600]);
  });

  it('counts each ticket alone', () => {
    const limit = make(1);
    limit.take('a', 0);

    expect(limit.take('b', 0)).toBe(0);
  });

  it('starts a new window when the old one is over', () => {
    const limit = make(1);
    limit.take('a', 0);

    expect(limit.take('a', 999)).toBe(1);
    expect(limit.take('a', 1000)).toBe(0);
  });

  it('does not lock a ticket out when the clock jumps back', () => {
    const limit = make(1);
    limit.take('a', 1_000_000);

    expect(limit.take('a', 5)).toBe(0);
  });

  it('keeps its memory bounded under a flood of ids', () => {
    const limit = make(1, 10);

    for (let i = 0; i < 1000; i += 1) {
      limit.take(`t${i}`, i % 500);
      expect(limit.size()).toBeLessThanOrEqual(10);
    }
  });

  it('forgets what was quiet for longest, not what goes on', () => {
    const limit = make(1, 10);
    limit.take('busy', 0);
    limit.take('quiet', 0);

    for (let i = 0; i < 100; i += 1) {
      expect(limit.take('busy', 1)).toBeGreaterThan(0);
      limit.take(`t${i}`, 1);
    }

    expect(limit.take('busy', 1)).toBeGreaterThan(0);
    expect(limit.take('quiet', 1)).toBe(0);
  });
});
