import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './vendor-send.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('D9: parseRetryAfter', () => {
  it.each([
    ['20', 20_000],
    [' 7 ', 7_000],
    ['0', 1_000],
    ['121', 120_000],
    ['999999999', 120_000],
    ['Mon, 23 Nov 2026 12:00:45 GMT', 45_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 1_000],
    ['Tue, 24 Nov 2026 12:00:00 GMT', 120_000],
    [undefined, 30_000],
    ['', 30_000],
    ['soon', 30_000],
    ['-5', 30_000],
    ['1.5', 30_000],
    ['1e9', 30_000],
  ])('%s is %d ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW_MS)).toBe(expected);
  });
});
