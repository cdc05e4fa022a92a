import type { MetricName } from './metrics.ts';

interface GateBase {
  readonly id: string;
  /** For people, as a whole phrase. */
  readonly demand: string;
  /** False: shown with its word, and it stops nothing. */
  readonly isEnforced: boolean;
}

/**
 * How a gate compares. `at-most`: the hits of a rate. `at-least`: its value. `loss-at-most`: what its value lost against
 * the baseline. `intent-loss-at-most`: the same for the F1 of each intent with at least `minRows` messages; of smaller
 * ones a few messages would move it, so their changed messages are listed one by one instead.
 */
export type Gate = GateBase &
  (
    | { readonly compare: 'all-ran' | 'none-refused' | 'pins-equal' }
    | {
        readonly compare: 'at-most' | 'at-least' | 'loss-at-most';
        readonly metric: MetricName;
        readonly bound: number;
      }
    | { readonly compare: 'intent-loss-at-most'; readonly bound: number; readonly minRows: number }
  );

/** Every gate there is, in the order in which they are shown. */
export const GATES = [
  {
    id: 'adapter-ran',
    demand: 'every message was asked about exactly once, and nothing threw',
    compare: 'all-ran',
    isEnforced: true,
  },
  {
    id: 'egress-refused',
    demand: 'nothing tried to reach a network',
    compare: 'none-refused',
    isEnforced: true,
  },
  {
    id: 'invalid-output',
    demand: 'invalid output 0 %',
    compare: 'at-most',
    metric: 'invalidOutput',
    bound: 0,
    isEnforced: true,
  },
  {
    id: 'tier-zero-misses',
    demand: 'Tier 0 misses 0',
    compare: 'at-most',
    metric: 'tierZeroMisses',
    bound: 0,
    isEnforced: true,
  },
  {
    id: 'tier-two-violations',
    demand: 'Tier 2 violations 0',
    compare: 'at-most',
    metric: 'tierTwoViolations',
    bound: 0,
    isEnforced: true,
  },
  {
    id: 'macro-f1-floor',
    demand: 'macro-F1 at least 0.75',
    compare: 'at-least',
    metric: 'macroF1',
    bound: 0.75,
    isEnforced: false,
  },
  {
    id: 'macro-f1-loss',
    demand: 'macro-F1 loses at most 0.02 against the baseline',
    compare: 'loss-at-most',
    metric: 'macroF1',
    bound: 0.02,
    isEnforced: true,
  },
  {
    id: 'intent-f1-loss',
    demand: 'no intent with 30 messages or more loses over 0.03 F1 against the baseline',
    compare: 'intent-loss-at-most',
    bound: 0.03,
    minRows: 30,
    isEnforced: true,
  },
  {
    id: 'lock-fresh',
    demand: 'what decides and measures is what the baseline was made of',
    compare: 'pins-equal',
    isEnforced: true,
  },
] as const satisfies readonly Gate[];
export type GateId = (typeof GATES)[number]['id'];
export const GATE_IDS: readonly GateId[] = GATES.map(({ id }) => id);

/** Without these no baseline is accepted: a worse figure can be argued for, these cannot. */
export const HARD_GATES: ReadonlySet<GateId> = new Set([
  'adapter-ran',
  'egress-refused',
  'invalid-output',
  'tier-zero-misses',
  'tier-two-violations',
]);

/** They stop a run even when no gate was asked for: what did not happen as it is said has no figures (incident 24). */
export const INTEGRITY_GATES: ReadonlySet<GateId> = new Set(['adapter-ran', 'egress-refused']);
