import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVendorTime } from './parse-ticket.ts';

const MS = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('parseVendorTime', () => {
  it.each([
    ['2026-11-23T12:00:00Z', MS],
    ['2026-11-23T12:00:00.250Z', MS + 250],
    ['2026-11-23T12:00Z', MS],
    ['2026-11-23T13:00:00+01:00', MS],
    ['2026-11-23T13:00:00+0100', MS],
    ['2026-11-23T12:00:00', MS],
    ['2026-11-23 12:00:00', MS],
    [' 2026-11-23t12:00:00z ', MS],
    [MS, MS],
    [MS / 1_000, MS],
    [MS / 1_000 + 0.25, MS + 250],
    [String(MS), MS],
    [String(MS / 1_000), MS],
  ])('reads %s', (value, expected) => {
    expect(parseVendorTime(value)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-11-23',
    '23.11.2026 12:00',
    '2026-13-01T00:00:00Z',
    '12',
    0,
    -5,
    Number.NaN,
  ])('does not guess at %s', (value) => {
    expect(parseVendorTime(value)).toBeNull();
  });

  it('reads what the platform writes, whatever the instant', () => {
    const instant = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, (date) => {
        expect(parseVendorTime(date.toISOString())).toBe(date.getTime());
        expect(parseVendorTime(date.getTime())).toBe(date.getTime());
      }),
    );
  });
});
