import { z } from 'zod';
import type { RoutingConfig } from '../intents/routing-config.ts';
import { type Baseline, decisionsOf } from './baseline.ts';
import {
  changeSchema,
  changesBetween,
  decisionOfRow,
  decisionSchema,
  distributionsOf,
  distributionsSchema,
  sortById,
} from './decisions.ts';
import { findingsOf, findingsSchema } from './findings.ts';
import { GATE_IDS, INTEGRITY_GATES } from './gates.ts';
import { gateResultSchema, type Judgement, judgeGates, stoppingGates } from './judge-gates.ts';
import type { LockChange } from './lock.ts';
import { measure, metricsSchema } from './metrics.ts';
import type { EvaluatedRow } from './prediction.ts';
import type { LineFault } from './read-line.ts';
import type { RanAdapter } from './run-router.ts';

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
  /** Without it the gates are judged and shown, and stop nothing. */
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

/** Measures, judges and compares; pure, and the order of the rows changes nothing. */
export function createReport(facts: ReportFacts): EvaluationReport {
  const { rows, routing, ran, isFromFile, refusals } = facts;
  const dataset = describeDataset(facts);
  const metrics = measure(rows, routing);
  const input: Judgement = { ...facts, metrics, dataset, unasked: countUnasked(rows) };
  const gates = judgeGates(input);
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
