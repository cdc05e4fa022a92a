import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Baseline, Lock } from '../../core/evaluation/baseline.ts';
import {
  type DatasetRow,
  datasetDigest,
  type LineFault,
  parseDatasetLine,
  rowDigest,
} from '../../core/evaluation/dataset.ts';
import {
  createPredictionBook,
  type EvaluatedRow,
  type RanAdapter,
} from '../../core/evaluation/prediction.ts';
import { createReport, type EvaluationReport } from '../../core/evaluation/report.ts';
import { createRouter } from '../../core/evaluation/run-router.ts';
import type { Configuration } from '../../core/operate/configuration.ts';
import { printable } from '../../core/redaction/redact.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { configOf, withConfig } from '../options.ts';
import type { Surface } from '../surface.ts';
import { changedPins, goldenFiles, loadBaseline, type PinnedPlaces, pinAll } from './files.ts';
import { readLines } from './read-lines.ts';

export interface RunOptions extends EvaluationOptions {
  readonly dataset?: readonly string[];
  readonly predictions?: string;
  readonly gate?: boolean;
}

/** What made a prediction: the router itself, or a file that stands in for one. */
interface Predictor {
  readonly evaluate: (row: DatasetRow) => EvaluatedRow;
  readonly ran: () => RanAdapter;
  readonly faults: () => readonly LineFault[];
}

const SHOWN_FAULTS = 20;
const PROGRESS_STEP = 500;

async function openPredictor(
  path: string | undefined,
  { routing, templates }: Configuration,
  surface: Surface,
): Promise<Predictor> {
  if (path === undefined) {
    const { classifier } = surface;
    return { ...createRouter({ classifier, routing, templates }), faults: () => [] };
  }
  const book = createPredictionBook();
  // A line too long to keep is no JSON either.
  for await (const { text, lineNumber } of readLines(path)) book.add(text ?? '', path, lineNumber);
  return book;
}

function refuseDataset(faults: readonly LineFault[]): never {
  const lines = faults
    .slice(0, SHOWN_FAULTS)
    .map(({ file, lineNumber, cause }) => `${printable(file)} line ${lineNumber}: ${cause}`);
  const more = faults.length > SHOWN_FAULTS ? [`and ${faults.length - SHOWN_FAULTS} more`] : [];
  throw new ConfigurationError(
    'DATASET_REFUSED',
    `The dataset is refused.\n  ${[...lines, ...more].join('\n  ')}`,
    'Mend the lines; docs/evaluation.md has the format.',
  );
}

function createProgress(surface: Surface) {
  let done = 0;
  const { console } = surface;
  return {
    step: () => {
      done += 1;
      if (console.isTerminal && done % PROGRESS_STEP === 0) console.err(`\r${done} messages `);
    },
    end: () => {
      if (console.isTerminal) console.err('\r\u001b[K');
    },
  };
}

/** Every message of the files, evaluated as it is read; its text is not kept. */
async function evaluateFiles(files: readonly string[], predictor: Predictor, surface: Surface) {
  const rows: EvaluatedRow[] = [];
  const digests: string[] = [];
  const faults: LineFault[] = [];
  const ids = new Set<string>();
  const progress = createProgress(surface);
  const take = (row: DatasetRow): string | null => {
    if (ids.has(row.id)) return 'its id stands in an earlier line';
    ids.add(row.id);
    digests.push(rowDigest(row, surface.evaluation.digest));
    rows.push(predictor.evaluate(row));
    progress.step();
    return null;
  };
  for (const file of files) {
    for await (const { text, lineNumber } of readLines(file)) {
      const read =
        text === null ? { ok: false as const, cause: 'it is too long' } : parseDatasetLine(text);
      const cause = read.ok ? take(read.value) : read.cause;
      if (cause !== null) faults.push({ file, lineNumber, cause });
    }
  }
  progress.end();
  if (faults.length > 0) refuseDataset(faults);
  return { rows, digest: datasetDigest(digests, surface.evaluation.digest) };
}

function filesOf(options: RunOptions, evalsDir: string): readonly string[] {
  const files = options.dataset ?? goldenFiles(evalsDir);
  if (files.length > 0) return files;
  throw new ConfigurationError(
    'DATASET_EMPTY',
    `There is no golden set in ${printable(evalsDir)}.`,
    'Give --dataset FILE.jsonl, or the folder with --evals.',
  );
}

/** What a run found, and what would be needed to accept it. */
export interface Evaluation {
  readonly report: EvaluationReport;
  /** The baseline as it stands, also where it was measured on other messages. */
  readonly previous: Baseline | null;
  readonly places: PinnedPlaces;
  /** What it was made of, as it was before the first message. */
  readonly pins: Lock;
}

/**
 * Runs an evaluation: reads, predicts, measures and checks the gates, with everything refused that would leave the process.
 * @throws {ConfigurationError} `DATASET_REFUSED`, `DATASET_EMPTY`, `FILE_UNREADABLE`, `BASELINE_UNREADABLE`
 */
export async function evaluate(options: RunOptions, surface: Surface): Promise<Evaluation> {
  const { digest, projectDir, sealEgress } = surface.evaluation;
  const config = configOf(options, surface).configuration();
  const evalsDir = evalsDirOf(options, surface);
  const files = filesOf(options, evalsDir);
  const { routing, templates } = config;
  const settings = { routing, templates, classifier: surface.classifier.name };
  const places = { evalsDir, projectDir, settings, digest };
  const previous = loadBaseline(evalsDir);
  const pins = pinAll(places);
  const seal = sealEgress();
  try {
    const predictor = await openPredictor(options.predictions, config, surface);
    const { rows, digest: setDigest } = await evaluateFiles(files, predictor, surface);
    const isGolden = options.dataset === undefined;
    const report = createReport({
      rows,
      files: files.map((file) => (isGolden ? relative(evalsDir, file) : file)),
      datasetDigest: setDigest,
      routing,
      ran: predictor.ran(),
      isFromFile: options.predictions !== undefined,
      isGolden,
      faults: predictor.faults(),
      refusals: seal.refusals(),
      baseline: previous,
      lockChanges: changedPins(evalsDir, pins),
      isGated: options.gate === true,
    });
    return { report, previous, places, pins };
  } finally {
    seal.lift();
  }
}

/** The options that every command of `eval` has. */
export interface EvaluationOptions {
  readonly config?: string;
  readonly evals?: string;
  readonly json?: boolean;
}

/** Adds `--config`, `--json` and `--evals`. */
export function withEvals(command: Command): Command {
  return withConfig(command).option(
    '--evals <dir>',
    'folder of the golden set, the baseline and the lock (default: the one of the project)',
  );
}

export function evalsDirOf(options: { readonly evals?: string }, surface: Surface): string {
  return resolve(options.evals ?? join(surface.evaluation.projectDir, 'evals'));
}
