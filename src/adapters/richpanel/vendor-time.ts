/** Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 100_000_000_000;
const DIGITS = /^\d{9,14}(?:\.\d+)?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  return Math.round(value < SECONDS_BELOW ? value * 1_000 : value);
}

function fromIso(text: string): number | null {
  const [, date, time, offset = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  const zone =
    offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase();
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Reads an instant as the vendor writes it: ISO 8601 (UTC when it names no zone), or seconds or milliseconds since
 * 1970 as a number or as digits.
 * @returns epoch milliseconds, or null for anything else
 */
export function parseVendorTime(value: string | number): number | null {
  if (typeof value === 'number') return fromNumber(value);
  const text = value.trim();
  return DIGITS.test(text) ? fromNumber(Number(text)) : fromIso(text);
}
