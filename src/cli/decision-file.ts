import { appendFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../core/runtime/errors.ts';
import type { DecisionRecord } from '../core/worker/record.ts';

/** One JSON line per decision, or nothing when no file was asked for. */
export interface DecisionFile {
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
