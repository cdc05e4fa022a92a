import { readFileSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { runRpmw } from '../../../src/cli/program.ts';
import type { Surface } from '../../../src/cli/surface.ts';
import { evaluationReportSchema } from '../../../src/core/evaluation/report.ts';
import type { Classifier } from '../../../src/core/intents/classifier.ts';
import { surfaceOfTests } from '../in-process.ts';
import { createEvalsFolder } from './evals-folder.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `rpmw` in this process, where nobody answers a question. */
export async function runCli(args: readonly string[], change: Partial<Surface> = {}): Promise<Run> {
  let [out, err] = ['', ''];
  const console: Surface['console'] = {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    confirm: async () => false,
  };
  const code = await runRpmw(args, { ...surfaceOfTests(), console, ...change });
  return { code, out, err };
}

export const REASON = ['--reason', 'first', '--yes'] as const;

/** A folder like `evals` afresh for every test, and the commands that work on it. */
export function useEvals() {
  let folder = createEvalsFolder([]);
  folder.remove();
  beforeEach(() => {
    folder = createEvalsFolder();
  });
  afterEach(() => folder.remove());
  const textOf = (file: string) => readFileSync(folder.path(file), 'utf8');
  return {
    dir: () => folder.dir,
    path: (file: string) => folder.path(file),
    write: (file: string, content: string) => folder.write(file, content),
    drop: (file: string) => folder.drop(file),
    textOf,
    evalRun: (args: readonly string[] = [], change: Partial<Surface> = {}) =>
      runCli(['eval', 'run', '--evals', folder.dir, ...args], change),
    accept: (args: readonly string[] = REASON, change: Partial<Surface> = {}) =>
      runCli(['eval', 'accept', '--evals', folder.dir, ...args], change),
    reportOf: () => evaluationReportSchema.parse(JSON.parse(textOf('out/report.json'))),
  };
}

/** Understands nothing, but does what it is told to beside. */
export function classifierThat(act: () => void): Classifier {
  return {
    name: 'planted',
    classify: () => {
      act();
      return {
        ranked: [{ intent: 'unknown_other', probability: 1 }],
        secondary: [],
        language: 'en',
        hasAbstained: true,
      };
    },
  };
}
