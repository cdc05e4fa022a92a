import { stoppingGates } from './judge-gates.ts';
import type { Rate } from './rate.ts';
import type { EvaluationReport } from './report.ts';

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
