import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { createBaseline } from '../../core/evaluation/baseline.ts';
import { changesBetween } from '../../core/evaluation/decisions.ts';
import { HARD_GATES } from '../../core/evaluation/gates.ts';
import { METRIC_NAMES } from '../../core/evaluation/metrics.ts';
import {
  decimal,
  type EvaluationReport,
  fraction,
  summaryLine,
} from '../../core/evaluation/report.ts';
import { printable } from '../../core/redaction/redact.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { confirmed } from '../console.ts';
import { type Compared, loadCompared } from '../evaluation/compared.ts';
import { saveBaseline } from '../evaluation/files.ts';
import { renderEvaluationPage } from '../evaluation/page.ts';
import {
  type Evaluation,
  type EvaluationOptions,
  evalsDirOf,
  evaluate,
  type RunOptions,
  withEvals,
} from '../evaluation/run.ts';
import { formatChanges, formatEvaluation, METRIC_LABELS, remedyOf } from '../evaluation/view.ts';
import { configOf, withConfig } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Console, Surface } from '../surface.ts';

interface RunCliOptions extends RunOptions {
  readonly out?: string;
}

function writeReports(dir: string, report: EvaluationReport): void {
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(dir, 'report.html'), renderEvaluationPage(report));
  } catch (thrown) {
    throw new ConfigurationError(
      'REPORT_UNWRITABLE',
      `The report cannot be written to ${printable(dir)}.`,
      'Check the path of --out.',
      1,
      { cause: thrown },
    );
  }
}

function tellStops(report: EvaluationReport, console: Console): void {
  for (const result of report.gates) {
    if (!report.stoppedBy.includes(result.gate)) continue;
    const found = printable(result.found, 2_000);
    console.err(`${result.code ?? ''}: ${result.gate}: ${found}\n  ${remedyOf(result)}\n`);
  }
}

async function run(options: RunCliOptions, surface: Surface): Promise<number> {
  const { console } = surface;
  const { report } = await evaluate(options, surface);
  if (options.json === true) printJson(console, report);
  else console.out(formatEvaluation(report));
  // Written last: a person sees what was found even if it cannot be written.
  const out = resolve(options.out ?? join(evalsDirOf(options, surface), 'out'));
  writeReports(out, report);
  const path = join(out, 'report.html');
  const shown = relative('', path);
  console.err(`report: ${shown.startsWith('..') ? path : shown}\n`);
  tellStops(report, console);
  console.err(`${printable(summaryLine(report), 1_000)}\n`);
  return report.stoppedBy.length === 0 ? 0 : 1;
}

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
  const config = configOf(options, surface);
  const before = await loadCompared(a, config, surface.console);
  const after = await loadCompared(b, config, surface.console);
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

/** `eval run|compare|accept`: measures offline how well messages are understood, and keeps the accepted figures. */
export function registerEval(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const noun = program.command('eval').description('how well messages are understood');
  withEvals(noun.command('run').description('measure how well messages are understood, offline'))
    .option('--dataset <files...>', 'JSON Lines of messages (default: the golden set)')
    .option('--predictions <file>', 'JSON Lines of decisions to measure instead of the router')
    .option('--gate', 'fail when a gate is not met')
    .option('--out <dir>', 'folder for report.json and report.html (default: evals/out)')
    .action(async (options: RunCliOptions) => exit(await run(options, surface)));
  withConfig(noun.command('compare').description('list every message whose decision changed'))
    .argument('<a>', 'report.json, baseline.json, or JSON Lines of predictions')
    .argument('<b>', 'the same, to compare with')
    .action((a: string, b: string, options: CompareOptions) => compare(a, b, options, surface));
  withEvals(
    noun.command('accept').description('make the present figures the baseline, and lock it'),
  )
    .requiredOption('--reason <text>', 'why; stands in the baseline')
    .option('--yes', 'write without asking')
    .action((options: AcceptOptions) => accept(options, surface));
}
