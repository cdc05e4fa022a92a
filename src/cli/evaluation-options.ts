import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { withConfig } from './options.ts';
import type { Surface } from './surface.ts';

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
