import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { type EvaluationReport, summaryLine } from '../../core/evaluation/report.ts';

import { printable } from '../../core/redaction/printable.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { evalsDirOf, withEvals } from '../evaluation-options.ts';
import { renderEvaluationPage } from '../evaluation-page.ts';
import { evaluate, type RunOptions } from '../evaluation-run.ts';
import { formatEvaluation } from '../evaluation-view.ts';
import { remedyOf } from '../evaluation-words.ts';
import { printJson } from '../print.ts';
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

/** `eval run`: understands the messages of a dataset offline and measures how well; exit 1 names the gate that failed. */
export function registerEvalRun(
  noun: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  withEvals(noun.command('run').description('measure how well messages are understood, offline'))
    .option('--dataset <files...>', 'JSON Lines of messages (default: the golden set)')
    .option('--predictions <file>', 'JSON Lines of decisions to measure instead of the router')
    .option('--gate', 'fail when a gate is not met')
    .option('--out <dir>', 'folder for report.json and report.html (default: evals/out)')
    .action(async (options: RunCliOptions) => exit(await run(options, surface)));
}
