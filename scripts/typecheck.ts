/** Type-checks everything, and the core once more without any platform types. */
import { execFile } from 'node:child_process';
import path from 'node:path';

const PROJECT = path.resolve(import.meta.dirname, '..');
const COMPILER = path.join(PROJECT, 'node_modules/typescript7/bin/tsc');
const PROJECTS = ['tsconfig.json', 'tsconfig.core.json'];
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;
const ERROR_LINE = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

export interface CompileError {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

function parseErrors(output: string): CompileError[] {
  const errors: CompileError[] = [];
  for (const text of output.split('\n')) {
    const [, file, line, , code, message] = ERROR_LINE.exec(text) ?? [];
    if (file === undefined || code === undefined || message === undefined) continue;
    errors.push({ file, line: Number(line), code, message });
  }
  return errors;
}

/**
 * Compiles one project without writing anything.
 * @param cwd the folder that holds `project`; files in the answer are relative to it
 * @throws {Error} when the compiler failed without naming a place in a file
 */
export function compile(project: string, cwd: string): Promise<readonly CompileError[]> {
  const args = [COMPILER, '--project', project, '--pretty', 'false'];
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: OUTPUT_LIMIT_BYTES };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const errors = parseErrors(stdout);
      if (error === null || errors.length > 0) resolve(errors);
      else reject(new Error(`the compiler failed: ${stdout}${stderr}`, { cause: error }));
    });
  });
}

async function main(): Promise<void> {
  for (const project of PROJECTS) {
    const errors = await compile(project, PROJECT);
    for (const { file, line, code, message } of errors)
      console.error(`${file}:${line} ${code} ${message}`);
    console.log(`${project}: ${errors.length} errors`);
    if (errors.length > 0) process.exitCode = 1;
  }
}

if (import.meta.main) await main();
