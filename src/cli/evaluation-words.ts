import { HARD_GATES } from '../core/evaluation/gates.ts';
import type { MetricName } from '../core/evaluation/metrics.ts';
import type { GateResult } from '../core/evaluation/verdict.ts';

/** What people call the figures. */
export const METRIC_LABELS: Readonly<Record<MetricName, string>> = {
  accuracy: 'accuracy',
  macroF1: 'macro-F1',
  weightedF1: 'weighted-F1',
  secondaryRecall: 'secondary recall',
  tierZeroMisses: 'Tier 0 misses',
  tierZeroFalseAlarms: 'Tier 0 false alarms',
  tierTwoViolations: 'Tier 2 violations',
  tierTwoOtherIntent: 'Tier 2 for another intent',
  tierTwoReached: 'Tier 2 reached',
  outOfScopeRecall: 'out-of-scope recall',
  outOfScopeAnswered: 'out of scope answered',
  coverage: 'coverage',
  coveredAccuracy: 'accuracy where covered',
  abstention: 'abstention',
  falseAbstention: 'false abstention',
  calibrationError: 'calibration error (ECE)',
  invalidOutput: 'invalid output',
};

const ACCEPT = 'npx rpmw eval accept --reason "…"';
const MEND = 'Look at the messages in the report, and mend what made them.';
const REMEDIES: Readonly<Record<NonNullable<GateResult['code']>, string>> = {
  GATE_FAILED:
    'Look at the messages in the report; mend the router, or accept the loss with a reason.',
  GATE_NOT_MEASURED:
    'Add labelled messages of that kind: a gate that cannot be judged protects nothing.',
  BASELINE_MISSING: `Write one: ${ACCEPT}.`,
  BASELINE_OTHER_SET: `The messages changed: look at the figures, then ${ACCEPT}.`,
  LOCK_STALE: `Evaluate afresh: ${ACCEPT}, then commit baseline.json and lock.json.`,
};

/** What to do about a gate that stopped a run; empty for one that did not. */
export function remedyOf({ code, gate }: GateResult): string {
  if (code === 'GATE_FAILED' && HARD_GATES.has(gate)) return MEND;
  return code === null ? '' : REMEDIES[code];
}
