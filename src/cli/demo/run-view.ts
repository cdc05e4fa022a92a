import { appendFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { DecisionRecord } from '../../core/worker/record.ts';
import type { RunSummary } from '../../core/worker/run-summary.ts';
import { formatRow, formatTable } from '../print.ts';
import type { Console } from '../surface.ts';

const WIDTHS = [26, 28, 20, 10, 60] as const;

const HEADING = [
  'ticket',
  'intent',
  'destination',
  'outcome',
  'what was done, and why not more',
] as const;

const SAID_BY_OUTCOME: ReadonlySet<string> = new Set(['tags.remove']);

function effectText({ effect, outcome, codes }: DecisionRecord['effects'][number]): string {
  return outcome === 'allow' ? `${effect} ✓` : `${effect} ${outcome}: ${codes.join(', ')}`;
}

function storyOf(record: DecisionRecord): string {
  const effects = record.effects
    .filter((line) => !SAID_BY_OUTCOME.has(line.effect))
    .map(effectText);
  return [...effects, ...record.codes].join(' · ');
}

/** Shows decisions as they fall: a table on a terminal or in a log, nothing with `--json`. */
interface RunView {
  readonly banner: (lines: readonly string[]) => void;
  readonly decision: (record: DecisionRecord) => void;
  readonly progress: (done: number, of: number) => void;
  readonly summary: (summary: RunSummary) => void;
}

const SILENT: RunView = {
  banner: () => undefined,
  decision: () => undefined,
  progress: () => undefined,
  summary: () => undefined,
};

function summaryRows(summary: RunSummary): string[][] {
  const codes = Object.entries(summary.deniedByCode).toSorted(([, a], [, b]) => b - a);
  return [
    ['received', String(summary.received), 'accepted', String(summary.accepted)],
    ['handled', String(summary.handled), 'lost', String(summary.lost)],
    ['replied', String(summary.replied), 'held', String(summary.held)],
    ['routed', String(summary.routed), 'observed', String(summary.observed)],
    ['ignored', String(summary.ignored), 'dead letters', String(summary.deadLettered)],
    ['duplicates', String(summary.duplicates), 'pending', String(summary.pending)],
    ['live writes', String(summary.liveWrites), 'refusals', String(summary.refusals)],
    [
      'ledger',
      `${summary.ledger.entries} entries`,
      'verified',
      summary.ledger.verified ? 'yes' : 'NO',
    ],
    ...codes.map(([code, count], index) => [index === 0 ? 'why not more' : '', `${count} ×`, code]),
  ];
}

/** @param isJson - then stdout belongs to the summary alone, and only progress goes to stderr */
export function createRunView(console: Console, isJson: boolean): RunView {
  const progress = (done: number, of: number): void => {
    if (console.isTerminal) console.err(`\r${done} of ${of} settled${done === of ? '\n' : ''}`);
  };
  if (isJson) return { ...SILENT, progress };
  let isHeaded = false;
  return {
    banner: (lines) => console.out(`${lines.join('\n')}\n\n`),
    decision: (record) => {
      if (!isHeaded) console.out(`${formatRow(HEADING, WIDTHS)}\n`);
      isHeaded = true;
      const cells = [
        record.id,
        record.intent ?? '-',
        record.destination ?? '-',
        record.outcome,
        storyOf(record),
      ];
      console.out(`${formatRow(cells, [...WIDTHS.slice(0, 4), 200])}\n`);
    },
    progress: () => undefined,
    summary: (summary) => console.out(`\n${formatTable(summaryRows(summary))}`),
  };
}

/** One JSON line per decision, or nothing when no file was asked for. */
interface DecisionFile {
  /** Never throws: the work does not depend on who watches it. */
  readonly write: (record: DecisionRecord) => void;
  /** False as soon as one line could not be written; then the run has failed. */
  readonly isComplete: () => boolean;
}

/** Opens the file anew. @throws {ConfigurationError} `DECISIONS_UNWRITABLE` */
export function openDecisionFile(path: string | undefined): DecisionFile {
  if (path === undefined) return { write: () => undefined, isComplete: () => true };
  try {
    writeFileSync(path, '');
  } catch (thrown) {
    const remedy = 'Check the path after --decisions.';
    const message = 'The file for decisions cannot be written.';
    throw new ConfigurationError('DECISIONS_UNWRITABLE', message, remedy, 1, { cause: thrown });
  }
  let isComplete = true;
  return {
    write: (record) => {
      try {
        appendFileSync(path, `${JSON.stringify(record)}\n`);
      } catch {
        isComplete = false;
      }
    },
    isComplete: () => isComplete,
  };
}
