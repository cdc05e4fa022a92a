import { z } from 'zod';
import { assertNever } from '../runtime/errors.ts';
import type { Baseline, LockChange } from './baseline.ts';
import { GATE_IDS, GATES, type Gate, type GateId } from './gates.ts';
import type { Metrics } from './metrics.ts';
import type { RanAdapter } from './prediction.ts';

/**
 * `not-measured` fails like `fail`: a gate that could not be checked protects nothing. `not-compared` stops nothing and is
 * no pass: other messages were measured than the baseline has, or too few of them to compare.
 */
const GATE_STATUSES = ['pass', 'fail', 'not-measured', 'not-compared'] as const;

export const gateResultSchema = z.strictObject({
  gate: z.enum(GATE_IDS),
  demand: z.string(),
  isEnforced: z.boolean(),
  status: z.enum(GATE_STATUSES),
  code: z
    .enum([
      'GATE_FAILED',
      'GATE_NOT_MEASURED',
      'BASELINE_MISSING',
      'BASELINE_OTHER_SET',
      'LOCK_STALE',
    ])
    .nullable(),
  /** What was found, as words and numbers, without any text of a message. */
  found: z.string(),
});
export type GateResult = z.infer<typeof gateResultSchema>;
type Verdict = Pick<GateResult, 'status' | 'code' | 'found'>;

/** What the gates check. */
export interface GateInput {
  readonly metrics: Metrics;
  readonly dataset: { readonly digest: string; readonly messages: number };
  readonly ran: RanAdapter;
  /** True when a file of predictions stood in for the router: then no adapter is called. */
  readonly isFromFile: boolean;
  /** Messages that were not predicted exactly once. */
  readonly unasked: number;
  readonly refusals: number;
  readonly baseline: Baseline | null;
  /** True when the messages are the committed ones, which the baseline must cover. */
  readonly isGolden: boolean;
  readonly lockChanges: readonly LockChange[];
}

/** Above the noise of adding up fractions, far below anything that counts. */
const EPSILON = 1e-9;
const passed = (found: string): Verdict => ({ status: 'pass', code: null, found });
const failed = (found: string): Verdict => ({ status: 'fail', code: 'GATE_FAILED', found });
const unmeasured = (found: string): Verdict => ({
  status: 'not-measured',
  code: 'GATE_NOT_MEASURED',
  found,
});
const notCompared = (found: string): Verdict => ({ status: 'not-compared', code: null, found });
const passIf = (isMet: boolean, found: string) => (isMet ? passed(found) : failed(found));

function checkRan({ ran, dataset, isFromFile, unasked }: GateInput): Verdict {
  if (dataset.messages === 0) return unmeasured('no message');
  if (isFromFile)
    return passIf(unasked === 0, `${ran.name}, 0 calls; ${unasked} messages not predicted once`);
  const found = `${ran.name}: ${ran.calls} calls, ${ran.errors} errors`;
  return passIf(ran.calls === dataset.messages && ran.errors === 0, found);
}

function checkRate(gate: Extract<Gate, { metric: unknown }>, input: GateInput): Verdict {
  const rate = input.metrics.rates[gate.metric];
  const { hits, of, value, ofWhat } = rate;
  if (value === null) return unmeasured(`there are no ${ofWhat}`);
  switch (gate.compare) {
    case 'at-most':
      return passIf(hits <= gate.bound, `${hits} of ${of} ${ofWhat}`);
    case 'at-least':
      return passIf(value >= gate.bound - EPSILON, `${value.toFixed(3)} over ${of} ${ofWhat}`);
    case 'loss-at-most':
      return againstBaseline(input, (baseline) => {
        const before = baseline.rates[gate.metric].value;
        if (before === null) return unmeasured('the baseline has no value');
        const found = `${before.toFixed(3)} before, ${value.toFixed(3)} now`;
        return passIf(before - value <= gate.bound + EPSILON, found);
      });
    default:
      return assertNever(gate.compare);
  }
}

function againstBaseline(input: GateInput, check: (baseline: Baseline) => Verdict): Verdict {
  const { baseline, dataset, isGolden } = input;
  if (baseline !== null && baseline.dataset.digest === dataset.digest) return check(baseline);
  if (!isGolden) return notCompared('other messages than the baseline has');
  if (baseline === null)
    return { status: 'not-measured', code: 'BASELINE_MISSING', found: 'there is no baseline' };
  const found = 'the baseline was measured on other messages';
  return { status: 'not-measured', code: 'BASELINE_OTHER_SET', found };
}

function checkIntents(
  gate: Extract<Gate, { compare: 'intent-loss-at-most' }>,
  input: GateInput,
): Verdict {
  return againstBaseline(input, ({ intents }) => {
    // Of equal labels the predicted one counts, so a worse router can take messages from an intent: it is large if it was.
    const large = input.metrics.intents.filter(
      ({ intent, support }) => Math.max(support, intents[intent].support) >= gate.minRows,
    );
    if (large.length === 0) return notCompared(`no intent has ${gate.minRows} messages or more`);
    const lost = large.filter(
      ({ intent, f1 }) => intents[intent].f1 - (f1.value ?? 0) > gate.bound + EPSILON,
    );
    const among = `${large.length} intents with ${gate.minRows} messages or more`;
    const names = lost.map(({ intent }) => intent).join(', ');
    return passIf(lost.length === 0, `${lost.length} of ${among}${names && `: ${names}`}`);
  });
}

function checkLock({ lockChanges, isFromFile }: GateInput): Verdict {
  if (lockChanges.length === 0)
    return isFromFile
      ? notCompared('no lock pins what decided: a file of predictions')
      : passed('nothing changed');
  const found = lockChanges.map(({ pin, change }) => `${pin} ${change}`).join(', ');
  return { status: 'fail', code: 'LOCK_STALE', found };
}

function checkGate(gate: Gate, input: GateInput): Verdict {
  switch (gate.compare) {
    case 'all-ran':
      return checkRan(input);
    case 'none-refused':
      return passIf(input.refusals === 0, `${input.refusals} attempts, all refused`);
    case 'pins-equal':
      return checkLock(input);
    case 'intent-loss-at-most':
      return checkIntents(gate, input);
    case 'at-most':
    case 'at-least':
    case 'loss-at-most':
      return checkRate(gate, input);
    default:
      return assertNever(gate);
  }
}

/** Checks every gate, enforced or not. Pure. */
export function checkGates(input: GateInput): readonly GateResult[] {
  return GATES.map((gate) => {
    const { id, demand, isEnforced } = gate;
    return { gate: id, demand, isEnforced, ...checkGate(gate, input) };
  });
}

/** The gates that stop a run: enforced, and failed or not measured. */
export function stoppingGates(results: readonly GateResult[]): readonly GateId[] {
  return results
    .filter(
      ({ status, isEnforced }) => isEnforced && (status === 'fail' || status === 'not-measured'),
    )
    .map(({ gate }) => gate);
}
