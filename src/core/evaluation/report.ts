import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { type Baseline, decisionsOf, type LockChange } from './baseline.ts';
import type { LineFault } from './dataset.ts';
import {
  changeSchema,
  changesBetween,
  decisionOfRow,
  decisionSchema,
  distributionsOf,
  distributionsSchema,
  sortById,
} from './decisions.ts';
import { GATE_IDS, INTEGRITY_GATES } from './gates.ts';
import { measure, metricsSchema } from './metrics.ts';
import type { EvaluatedRow, RanAdapter } from './prediction.ts';
import { findingsOf, findingsSchema } from './safety-rates.ts';
import type { Rate } from './scores.ts';
import { checkGates, type GateInput, gateResultSchema, stoppingGates } from './verdict.ts';

const baselineComparisonSchema = z.strictObject({
  reason: z.string().describe('Why the baseline was accepted.'),
  macroF1Before: z.number().nullable(),
  changes: z.array(changeSchema),
});

/** What `eval run` found: report.json. Ids, figures and our own words; never the text of a message. */
export const evaluationReportSchema = z.strictObject({
  kind: z.literal('evaluation-report'),
  schemaVersion: z.literal(1),
  /** `reported` when no gate was asked for. */
  verdict: z.enum(['pass', 'fail', 'reported']),
  stoppedBy: z.array(z.enum(GATE_IDS)),
  adapter: z.strictObject({
    name: z.string(),
    calls: z.int(),
    errors: z.int(),
    isFromFile: z.boolean(),
    refusedConnections: z.int(),
  }),
  dataset: z.strictObject({
    files: z.array(z.string()),
    digest: z.string(),
    messages: z.int(),
    labelled: z.int(),
    outOfScope: z.int(),
    severalIntents: z.int(),
  }),
  gates: z.array(gateResultSchema),
  metrics: metricsSchema,
  findings: findingsSchema,
  distributions: distributionsSchema,
  faults: z.array(z.strictObject({ file: z.string(), lineNumber: z.int(), cause: z.string() })),
  baseline: baselineComparisonSchema.nullable(),
  decisions: z.array(decisionSchema),
});

export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

export interface ReportFacts {
  readonly rows: readonly EvaluatedRow[];
  readonly files: readonly string[];
  readonly datasetDigest: string;
  readonly routing: RoutingConfig;
  readonly ran: RanAdapter;
  readonly isFromFile: boolean;
  readonly isGolden: boolean;
  readonly faults: readonly LineFault[];
  readonly refusals: number;
  readonly baseline: Baseline | null;
  readonly lockChanges: readonly LockChange[];
  /** Without it the gates are checked and shown, and stop nothing. */
  readonly isGated: boolean;
}

function describeDataset(facts: ReportFacts): EvaluationReport['dataset'] {
  const { rows, files, datasetDigest } = facts;
  return {
    files: [...files],
    digest: datasetDigest,
    messages: rows.length,
    labelled: rows.filter(({ labels }) => labels !== null).length,
    outOfScope: rows.filter(({ labels }) => labels?.isOutOfScope === true).length,
    severalIntents: rows.filter(({ labels }) => (labels?.intents.length ?? 0) > 1).length,
  };
}

function compareWithBaseline(
  decisions: EvaluationReport['decisions'],
  { baseline, datasetDigest }: ReportFacts,
): EvaluationReport['baseline'] {
  if (baseline === null || baseline.dataset.digest !== datasetDigest) return null;
  const changes = changesBetween(decisionsOf(baseline), decisions);
  const macroF1Before = baseline.rates.macroF1.value;
  return { reason: baseline.reason, macroF1Before, changes: [...changes] };
}

function countUnasked(rows: readonly EvaluatedRow[]): number {
  return rows.filter(
    ({ invalid }) => invalid === 'never-predicted' || invalid === 'predicted-twice',
  ).length;
}

/** Measures, checks the gates and compares; pure, and the order of the rows changes nothing. */
export function createReport(facts: ReportFacts): EvaluationReport {
  const { rows, routing, ran, isFromFile, refusals } = facts;
  const dataset = describeDataset(facts);
  const metrics = measure(rows, routing);
  const input: GateInput = { ...facts, metrics, dataset, unasked: countUnasked(rows) };
  const gates = checkGates(input);
  const stoppedBy = stoppingGates(gates).filter(
    (gate) => facts.isGated || INTEGRITY_GATES.has(gate),
  );
  const decisions = sortById(rows.map((row) => decisionOfRow(row, routing)));
  const verdict = facts.isGated ? 'pass' : 'reported';
  return {
    kind: 'evaluation-report',
    schemaVersion: 1,
    verdict: stoppedBy.length === 0 ? verdict : 'fail',
    stoppedBy: [...stoppedBy],
    adapter: { ...ran, isFromFile, refusedConnections: refusals },
    dataset,
    gates: [...gates],
    metrics,
    findings: findingsOf(rows, routing),
    distributions: distributionsOf(decisions),
    faults: [...facts.faults],
    baseline: compareWithBaseline(decisions, facts),
    decisions,
  };
}

const NOT_MEASURED = 'not measured';

/** A rate with its denominator: `3/140`. */
export function fraction({ hits, of, value }: Rate): string {
  // A mean adds up fractions; a share counts whole messages.
  const shown = Number.isInteger(hits) ? String(hits) : hits.toFixed(2);
  return value === null ? NOT_MEASURED : `${shown}/${of}`;
}

export function decimal(value: number | null, places = 3): string {
  return value === null ? NOT_MEASURED : value.toFixed(places);
}

function baselinePart({ baseline, metrics, gates }: EvaluationReport): string {
  const now = metrics.rates.macroF1.value;
  if (baseline === null) {
    const loss = gates.find(({ gate }) => gate === 'macro-f1-loss');
    return `baseline not compared (${loss?.found ?? 'no baseline'})`;
  }
  const { macroF1Before, changes } = baseline;
  const difference = macroF1Before === null || now === null ? null : now - macroF1Before;
  const sign = difference === null || difference < 0 ? '' : '+';
  return `baseline ${sign}${decimal(difference)} macro-F1, ${changes.length} decisions changed`;
}

function verdictPart({ verdict, stoppedBy, gates }: EvaluationReport): string {
  if (stoppedBy.length > 0) return `FAIL (${stoppedBy.join(', ')})`;
  if (verdict !== 'reported') return verdict;
  const would = stoppingGates(gates);
  return would.length === 0
    ? 'reported, every gate would pass'
    : `reported, --gate would fail (${would.join(', ')})`;
}

/** The whole result on one line, for the end of a build's output. */
export function summaryLine(report: EvaluationReport): string {
  const { adapter, dataset } = report;
  const { rates } = report.metrics;
  const ran = adapter.isFromFile
    ? `${adapter.name}, 0 calls`
    : `${adapter.name} ${adapter.calls} calls, ${adapter.errors} errors`;
  return [
    `eval: ${verdictPart(report)}`,
    `${dataset.messages} messages, ${dataset.labelled} labelled`,
    ran,
    `accuracy ${fraction(rates.accuracy)}`,
    `macro-F1 ${decimal(rates.macroF1.value)} over ${rates.macroF1.of} intents`,
    `tier-0 misses ${fraction(rates.tierZeroMisses)}`,
    `tier-2 violations ${fraction(rates.tierTwoViolations)}`,
    `out-of-scope recall ${fraction(rates.outOfScopeRecall)}`,
    `invalid ${fraction(rates.invalidOutput)}`,
    baselinePart(report),
    `${adapter.refusedConnections} connections tried`,
  ].join(' · ');
}
