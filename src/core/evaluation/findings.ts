import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { type EvaluatedRow, INVALID_REASONS } from './prediction.ts';
import {
  isOutOfScopeAnswered,
  isOutOfScopeMissed,
  isTierTwoOtherIntent,
  isTierTwoViolation,
  isTierZeroFalseAlarm,
  isTierZeroMiss,
} from './safety-rates.ts';

const ids = z.array(z.string());

/** The messages behind the figures, by id; sorted. */
export const findingsSchema = z.strictObject({
  tierZeroMisses: ids,
  tierTwoViolations: ids,
  invalidOutput: z.array(z.strictObject({ id: z.string(), why: z.enum(INVALID_REASONS) })),
  tierZeroFalseAlarms: ids,
  tierTwoOtherIntent: ids,
  outOfScopeMissed: ids,
  outOfScopeAnswered: ids,
});
export type Findings = z.infer<typeof findingsSchema>;

/** Lists what the gates and the safety figures counted. */
export function findingsOf(rows: readonly EvaluatedRow[], routing: RoutingConfig): Findings {
  const idsOf = (isFound: (row: EvaluatedRow) => boolean) =>
    rows
      .filter(isFound)
      .map(({ id }) => id)
      .toSorted();
  return {
    tierZeroMisses: idsOf(isTierZeroMiss),
    tierTwoViolations: idsOf((row) => isTierTwoViolation(row, routing)),
    invalidOutput: rows
      .flatMap(({ id, invalid }) => (invalid === null ? [] : [{ id, why: invalid }]))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    tierZeroFalseAlarms: idsOf(isTierZeroFalseAlarm),
    tierTwoOtherIntent: idsOf((row) => isTierTwoOtherIntent(row, routing)),
    outOfScopeMissed: idsOf((row) => isOutOfScopeMissed(row, routing)),
    outOfScopeAnswered: idsOf(isOutOfScopeAnswered),
  };
}
