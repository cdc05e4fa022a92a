import { z } from 'zod';

/**
 * A share that says what it is a share of (incident 25). `value` is `hits / of`, and null where there was nothing to
 * count: an empty denominator is "not measured", never 0 and never 1.
 */
export const rateSchema = z.strictObject({
  hits: z.number(),
  of: z.number(),
  value: z.number().nullable(),
  ofWhat: z.string().describe('What `of` counts, in words.'),
});
export type Rate = z.infer<typeof rateSchema>;

/** Six places: sums of the same numbers in another order then give the same bytes. */
export function rounded(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}

export function rateOf(hits: number, of: number, ofWhat: string): Rate {
  return { hits: rounded(hits), of, value: of === 0 ? null : rounded(hits / of), ofWhat };
}

/** How many of the items there are, of all of them. */
export function shareOf<T>(items: readonly T[], isHit: (item: T) => boolean, ofWhat: string): Rate {
  return rateOf(items.filter(isHit).length, items.length, ofWhat);
}
