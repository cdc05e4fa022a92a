import type { Command } from 'commander';
import { createBaseline } from '../../core/evaluation/baseline.ts';
import { HARD_GATES } from '../../core/evaluation/gates.ts';
import { decimal, type EvaluationReport, summaryLine } from '../../core/evaluation/report.ts';

import { printable } from '../../core/redaction/printable.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { confirmed } from '../confirmed.ts';
import { saveBaseline } from '../evaluation-files.ts';
import { type EvaluationOptions, withEvals } from '../evaluation-options.ts';
import { type Evaluation, evaluate } from '../evaluation-run.ts';
import { formatChanges } from '../evaluation-view.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

interface AcceptOptions extends EvaluationOptions {
  readonly reason: string;
  readonly yes?: boolean;
}

const REASON_LIMIT = 300;

function reasonOf({ reason }: AcceptOptions): string {
  const shown = printable(reason, REASON_LIMIT);
  if (shown !== '') return shown;
  throw new ConfigurationError(
    'REASON_MISSING',
    'Nobody said why these figures are accepted.',
    'Add the reason: --reason "…".',
    2,
  );
}

/** A worse figure can be argued for. A missed threat cannot, nor can a run that did not happen. */
function assertAcceptable({ gates }: EvaluationReport): void {
  const stopping = gates.filter(({ gate, status }) => HARD_GATES.has(gate) && status !== 'pass');
  if (stopping.length === 0) return;
  throw new ConfigurationError(
    'BASELINE_REFUSED',
    `No baseline may hold this: ${stopping.map(({ gate, found }) => `${gate} (${found})`).join(', ')}.`,
    'Run npx rpmw eval run --gate, look at the messages that it names, and mend the router.',
  );
}

interface Loss {
  readonly intent: string;
  readonly before: number | null;
  readonly after: number | null;
}

function lossesOf({ report, previous }: Evaluation): readonly Loss[] {
  if (previous === null) return [];
  const { macroF1 } = report.metrics.rates;
  const all = { intent: 'macro-F1', before: previous.rates.macroF1.value, after: macroF1.value };
  const intents = report.metrics.intents.map(({ intent, f1 }) => {
    return { intent, before: previous.intents[intent].f1, after: f1.value };
  });
  return [all, ...intents].filter(({ before, after }) => (after ?? 0) < (before ?? 0));
}

function showWhatChanges(evaluation: Evaluation, surface: Surface): void {
  const { report } = evaluation;
  const losses = lossesOf(evaluation);
  const rows = losses.map(({ intent, before, after }) => [intent, decimal(before), decimal(after)]);
  if (rows.length > 0) {
    surface.console.err(`worse than before\n${formatTable([['', 'before', 'now'], ...rows])}`);
  }
  const changes = report.baseline?.changes ?? [];
  if (changes.length > 0)
    surface.console.err(`${changes.length} decisions changed\n${formatChanges(changes)}`);
  surface.console.err(`${printable(summaryLine(report), 1_000)}\n`);
}

async function accept(options: AcceptOptions, surface: Surface): Promise<void> {
  const reason = reasonOf(options);
  const evaluation = await evaluate(options, surface);
  const { report, places, pins } = evaluation;
  assertAcceptable(report);
  showWhatChanges(evaluation, surface);
  await confirmed('Accept these figures as the baseline?', options, surface.console);
  const { metrics, decisions, adapter, dataset } = report;
  const { digest, messages } = dataset;
  const classifier = adapter.name;
  const measured = { dataset: { digest, messages }, metrics, decisions };
  saveBaseline(createBaseline({ reason, classifier, ...measured }), pins, places);
  const macroF1 = metrics.rates.macroF1.value;
  if (options.json === true) {
    const losses = lossesOf(evaluation);
    return printJson(surface.console, { schemaVersion: 1, reason, messages, macroF1, losses });
  }
  surface.console.out(`✓ baseline.json and lock.json hold ${messages} messages; commit both\n`);
}

/** `eval accept`: makes what the router does now the baseline, shows what got worse, and asks first. */
export function registerEvalAccept(noun: Command, surface: Surface): void {
  withEvals(
    noun.command('accept').description('make the present figures the baseline, and lock it'),
  )
    .requiredOption('--reason <text>', 'why; stands in the baseline')
    .option('--yes', 'write without asking')
    .action(async (options: AcceptOptions) => accept(options, surface));
}
