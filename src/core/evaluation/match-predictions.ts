import type { DatasetRow } from './dataset.ts';
import type { EvaluatedRow } from './prediction.ts';
import { findIdOf, type Prediction, parsePredictionLine } from './prediction.ts';
import type { LineFault } from './read-line.ts';
import type { RanAdapter } from './run-router.ts';

/** Joins a predictions file with a dataset by id. Nothing of it is lost: what fits nowhere is a fault with its line. */
export interface PredictionBook {
  readonly add: (line: string, file: string, lineNumber: number) => void;
  readonly evaluate: (row: Pick<DatasetRow, 'id' | 'labels'>) => EvaluatedRow;
  /** Every id that a line named, in the order of the file. */
  readonly ids: () => readonly string[];
  readonly ran: () => RanAdapter;
  /** Bad lines, and lines about messages that the dataset does not hold; complete once every row was evaluated. */
  readonly faults: () => readonly LineFault[];
}

interface Entry {
  readonly prediction: Prediction | null;
  readonly count: number;
  readonly file: string;
  readonly lineNumber: number;
}

/** Makes an empty book; predictions are added first, then rows are evaluated. */
export function createPredictionBook(): PredictionBook {
  const entries = new Map<string, Entry>();
  const used = new Set<string>();
  const bad: LineFault[] = [];
  const note = (id: string, prediction: Prediction | null, file: string, lineNumber: number) => {
    const count = (entries.get(id)?.count ?? 0) + 1;
    entries.set(id, { prediction, count, file, lineNumber });
    if (count === 2) bad.push({ file, lineNumber, cause: 'its id was predicted before' });
  };
  return {
    add(line, file, lineNumber) {
      const read = parsePredictionLine(line);
      if (read.ok) return note(read.value.id, read.value, file, lineNumber);
      bad.push({ file, lineNumber, cause: read.cause });
      const id = findIdOf(read.json);
      if (id !== null) note(id, null, file, lineNumber);
    },
    evaluate({ id, labels }) {
      const entry = entries.get(id);
      used.add(id);
      if (entry === undefined) return { id, labels, prediction: null, invalid: 'never-predicted' };
      if (entry.count > 1) return { id, labels, prediction: null, invalid: 'predicted-twice' };
      const { prediction } = entry;
      if (prediction === null) return { id, labels, prediction, invalid: 'invalid-line' };
      return { id, labels, prediction, invalid: null };
    },
    ids: () => [...entries.keys()],
    ran: () => ({ name: 'predictions file', calls: 0, errors: 0 }),
    faults: () => [
      ...bad,
      ...[...entries]
        .filter(([id]) => !used.has(id))
        .map(([, { file, lineNumber }]) => ({
          file,
          lineNumber,
          cause: 'no message of the dataset has its id',
        })),
    ],
  };
}
