import { z } from 'zod';
import { baselineSchema, decisionsOf } from '../../core/evaluation/baseline.ts';
import {
  type Decision,
  decisionOfRow,
  isValidDecision,
  sortById,
} from '../../core/evaluation/decisions.ts';
import type { Metrics } from '../../core/evaluation/metrics.ts';
import { createPredictionBook } from '../../core/evaluation/prediction.ts';
import { evaluationReportSchema } from '../../core/evaluation/report.ts';
import type { ConfigFolder } from '../../core/operate/configuration.ts';
import { printable } from '../../core/redaction/redact.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Console } from '../surface.ts';
import { readDocument } from './files.ts';
import { readLines } from './read-lines.ts';

/** One side of a comparison. */
export interface Compared {
  readonly decisions: readonly Decision[];
  /** Null for predictions: a file of them holds no labels. */
  readonly rates: Metrics['rates'] | null;
}

const documentSchema = z.discriminatedUnion('kind', [evaluationReportSchema, baselineSchema]);

function unreadable(path: string, cause: string): ConfigurationError {
  return new ConfigurationError(
    'COMPARISON_UNREADABLE',
    `${printable(path)} ${cause}.`,
    'Give a report.json, a baseline.json, or a file of predictions that ends with .jsonl.',
  );
}

async function loadPredictions(
  path: string,
  config: ConfigFolder,
  console: Console,
): Promise<Compared> {
  const { routing } = config.configuration();
  const book = createPredictionBook();
  for await (const { text, lineNumber } of readLines(path)) book.add(text ?? '', path, lineNumber);
  const decisions = book
    .ids()
    .map((id) => decisionOfRow(book.evaluate({ id, labels: null }), routing));
  for (const { lineNumber, cause } of book.faults())
    console.err(`${printable(path)} line ${lineNumber}: ${cause}\n`);
  if (!decisions.some(isValidDecision)) throw unreadable(path, 'holds no valid prediction');
  return { decisions: sortById(decisions), rates: null };
}

/**
 * Reads one side of a comparison: a report, a baseline or a file of predictions.
 * @throws {ConfigurationError} `COMPARISON_UNREADABLE`, `FILE_UNREADABLE`
 */
export async function loadCompared(
  path: string,
  config: ConfigFolder,
  console: Console,
): Promise<Compared> {
  if (path.endsWith('.jsonl')) return loadPredictions(path, config, console);
  const document = readDocument(path, documentSchema);
  if (!document.ok) throw unreadable(path, document.cause);
  const { value } = document;
  if (value.kind === 'evaluation-baseline')
    return { decisions: decisionsOf(value), rates: value.rates };
  return { decisions: value.decisions, rates: value.metrics.rates };
}
