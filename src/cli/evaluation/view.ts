import type { Change, Decision } from '../../core/evaluation/decisions.ts';
import { HARD_GATES } from '../../core/evaluation/gates.ts';
import { METRIC_NAMES, type MetricName } from '../../core/evaluation/metrics.ts';
import type { EvaluationReport } from '../../core/evaluation/report.ts';
import { decimal, fraction } from '../../core/evaluation/report.ts';
import type { GateResult } from '../../core/evaluation/verdict.ts';
import { formatTable } from '../print.ts';

const SHOWN_CHANGES = 40;
const SHOWN_IDS = 100;

function gateMark({ status, isEnforced }: GateResult): string {
  if (status === 'pass') return '✓';
  if (status === 'not-compared') return '–';
  return isEnforced ? '✗' : '!';
}

function gateRows(report: EvaluationReport): readonly (readonly string[])[] {
  return report.gates.map((result) => [
    gateMark(result),
    result.gate,
    result.isEnforced ? result.status : `${result.status} (reported only)`,
    result.found,
  ]);
}

function metricRows(report: EvaluationReport): readonly (readonly string[])[] {
  return METRIC_NAMES.map((name) => {
    const rate = report.metrics.rates[name];
    return [METRIC_LABELS[name], decimal(rate.value), fraction(rate), rate.ofWhat];
  });
}

function intentRows(report: EvaluationReport): readonly (readonly string[])[] {
  const measured = report.metrics.intents.filter(({ support }) => support > 0);
  return measured.map(({ intent, support, precision, recall, f1 }) => [
    intent,
    String(support),
    decimal(precision.value, 2),
    decimal(recall.value, 2),
    decimal(f1.value, 2),
  ]);
}

/** A decision in a few words: `cancel_order+refund_request 0.83 tier 1`. */
export function decisionText(decision: Decision | null): string {
  if (decision === null) return '(no such message)';
  const { intent, secondary, confidence, tier, abstained, band } = decision;
  const intents = [intent, secondary].filter(Boolean).join('+');
  const state = abstained === 'yes' ? 'abstained' : band;
  return [intents, confidence?.toFixed(2) ?? '', tier && `tier ${tier}`, state]
    .filter(Boolean)
    .join(' ');
}

/** Changed decisions as lines; with a limit, the rest is counted. */
export function formatChanges(
  changes: readonly Change[],
  limit = Number.POSITIVE_INFINITY,
): string {
  const rows = changes
    .slice(0, limit)
    .map(({ id, before, after, fields }) => [
      id,
      fields.join(','),
      decisionText(before),
      '→',
      decisionText(after),
    ]);
  const more = changes.length - rows.length;
  return formatTable(more > 0 ? [...rows, [`and ${more} more`]] : rows);
}

function formatIds(title: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const rows = ids.slice(0, SHOWN_IDS).map((id) => ['', id]);
  const more = ids.length - rows.length;
  return `\n${title}\n${formatTable(more > 0 ? [...rows, ['', `and ${more} more`]] : rows)}`;
}

/** The report for a terminal: gates, figures with their denominators, intents, and what a person must check. */
export function formatEvaluation(report: EvaluationReport): string {
  const { dataset, findings, baseline, faults } = report;
  const parts = [
    `${dataset.messages} messages of ${dataset.files.length} files, ${dataset.labelled} labelled, ${dataset.outOfScope} of them out of scope\n\n`,
    formatTable([['', 'gate', 'status', 'found'], ...gateRows(report)]),
    `\n${formatTable([['figure', 'value', 'share', 'of'], ...metricRows(report)])}`,
  ];
  const intents = intentRows(report);
  if (intents.length > 0) {
    const head = ['intent', 'messages', 'precision', 'recall', 'F1'];
    parts.push(`\n${formatTable([head, ...intents])}`);
  }
  parts.push(formatIds('Tier 0 misses', findings.tierZeroMisses));
  parts.push(formatIds('Tier 2 violations', findings.tierTwoViolations));
  if (faults.length > 0) {
    const rows = faults
      .slice(0, SHOWN_CHANGES)
      .map(({ file, lineNumber, cause }) => [file, `line ${lineNumber}`, cause]);
    parts.push(
      `\n${faults.length} lines of the predictions that could not be used\n${formatTable(rows)}`,
    );
  }
  if (baseline !== null && baseline.changes.length > 0) {
    const title = `\n${baseline.changes.length} decisions that are not the baseline's\n`;
    parts.push(title, formatChanges(baseline.changes, SHOWN_CHANGES));
  }
  return parts.join('');
}

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
