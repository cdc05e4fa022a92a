import type { Command } from 'commander';
import { changesBetween } from '../../core/evaluation/decisions.ts';
import { METRIC_NAMES } from '../../core/evaluation/metrics.ts';
import { decimal, fraction } from '../../core/evaluation/report.ts';
import { type Compared, loadCompared } from '../evaluation-compared.ts';
import { formatChanges } from '../evaluation-view.ts';
import { METRIC_LABELS } from '../evaluation-words.ts';
import { withConfig } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface CompareOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** The figures that are not the same; none where one side holds no labels. */
function differencesOf(before: Compared, after: Compared) {
  const [olds, news] = [before.rates, after.rates];
  if (olds === null || news === null) return [];
  return METRIC_NAMES.map((name) => ({ name, before: olds[name], after: news[name] })).filter(
    (row) => row.before.value !== row.after.value || row.before.of !== row.after.of,
  );
}

async function compare(
  a: string,
  b: string,
  options: CompareOptions,
  surface: Surface,
): Promise<void> {
  const before = await loadCompared(a, options, surface);
  const after = await loadCompared(b, options, surface);
  const changes = changesBetween(before.decisions, after.decisions);
  const differences = differencesOf(before, after);
  const counts = { before: before.decisions.length, after: after.decisions.length };
  if (options.json === true) {
    printJson(surface.console, { schemaVersion: 1, messages: counts, changes, differences });
    return;
  }
  const rows = differences.map((row) => [
    METRIC_LABELS[row.name],
    `${decimal(row.before.value)} (${fraction(row.before)})`,
    `${decimal(row.after.value)} (${fraction(row.after)})`,
  ]);
  surface.console.out(formatChanges(changes));
  if (rows.length > 0) surface.console.out(formatTable([['', 'A', 'B'], ...rows]));
  surface.console.err(
    `${changes.length} decisions changed (A holds ${counts.before} messages, B ${counts.after})\n`,
  );
}

/** `eval compare`: every message whose decision is another one; differences are no failure. */
export function registerEvalCompare(noun: Command, surface: Surface): void {
  withConfig(noun.command('compare').description('list every message whose decision changed'))
    .argument('<a>', 'report.json, baseline.json, or JSON Lines of predictions')
    .argument('<b>', 'the same, to compare with')
    .action((a: string, b: string, options: CompareOptions) => compare(a, b, options, surface));
}
