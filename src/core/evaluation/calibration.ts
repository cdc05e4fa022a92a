import { z } from 'zod';
import { type Rate, rateOf, rounded } from './rate.ts';

const BINS = 10;

/** One tenth of the scale of confidence. The last one includes 1. */
export const calibrationBinSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  count: z.int(),
  /** Null in an empty bin. */
  meanConfidence: z.number().nullable(),
  accuracy: z.number().nullable(),
});
export type CalibrationBin = z.infer<typeof calibrationBinSchema>;

/** One prediction: how sure, and whether the primary intent was right. */
export interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

function binOf({ confidence }: Judged): number {
  // 0.3 × 10 is 3 and not 2.999…: confidences have four places.
  return Math.min(BINS - 1, Math.floor(rounded(confidence * BINS)));
}

/** Ten bins of equal width, with how many predictions fell into each. */
export function calibrationBins(judged: readonly Judged[]): readonly CalibrationBin[] {
  return Array.from({ length: BINS }, (_, index) => {
    const inside = judged.filter((one) => binOf(one) === index);
    const count = inside.length;
    const confidence = inside.reduce((total, one) => total + one.confidence, 0);
    const right = inside.filter(({ isRight }) => isRight).length;
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      count,
      meanConfidence: count === 0 ? null : rounded(confidence / count),
      accuracy: count === 0 ? null : rounded(right / count),
    };
  });
}

/** Expected calibration error: how far confidence and accuracy lie apart, bin by bin, weighted by the counts. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): Rate {
  const count = bins.reduce((total, bin) => total + bin.count, 0);
  const apart = bins.reduce(
    (total, bin) => total + bin.count * Math.abs((bin.accuracy ?? 0) - (bin.meanConfidence ?? 0)),
    0,
  );
  return rateOf(apart, count, 'labelled messages in scope with valid output, by 10 bins');
}
