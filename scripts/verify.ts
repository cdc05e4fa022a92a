/**
 * Everything a change must pass, in one command. Cheap checks run two at a time, then the tests, then build and synth; all
 * of them run even when one fails. --json prints one object instead of the table.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const PROJECT = path.resolve(import.meta.dirname, '..');
const BIN = path.join(PROJECT, 'node_modules/.bin');
const PARALLEL = 2;

interface Step {
  readonly name: string;
  /** Commands that run one after the other; all must end with 0. */
  readonly commands: readonly (readonly string[])[];
}

interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly output: string;
}

const script = (name: string, ...options: readonly string[]) => [
  process.execPath,
  `scripts/${name}.ts`,
  ...options,
];

const CHECKS: readonly Step[] = [
  {
    name: 'lint',
    commands: [
      ['biome', 'lint', '--error-on-warnings'],
      ['eslint', '.', '--max-warnings', '0'],
    ],
  },
  { name: 'fences', commands: [script('fences')] },
  { name: 'types', commands: [script('typecheck')] },
  { name: 'unused', commands: [['knip', '--no-progress']] },
  { name: 'generated', commands: [script('generate', '--check')] },
  { name: 'format', commands: [['biome', 'check', '--linter-enabled=false']] },
  { name: 'lock', commands: [script('check-lock')] },
];
/** Every project of vitest.config.ts: what `npm test` and `npm run test:deep` run. */
const TESTS: Step = { name: 'tests', commands: [['vitest', 'run']] };
const BUILD: Step = { name: 'build', commands: [script('build')] };
const SYNTH: Step = { name: 'synth', commands: [script('synth')] };

interface CommandResult {
  readonly code: number;
  readonly output: string;
}

function runCommand([file = '', ...args]: readonly string[]): Promise<CommandResult> {
  const local = path.join(BIN, file);
  return new Promise((resolve) => {
    const child = spawn(existsSync(local) ? local : file, args, {
      cwd: PROJECT,
      env: {
        ...process.env,
        PATH: `${BIN}${path.delimiter}${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function runStep(step: Step): Promise<StepResult> {
  const startedAtMs = performance.now();
  let output = '';
  let passed = true;
  for (const command of step.commands) {
    const result = await runCommand(command);
    output += result.output;
    passed &&= result.code === 0;
  }
  return {
    name: step.name,
    passed,
    durationMs: Math.round(performance.now() - startedAtMs),
    output,
  };
}

async function runAll(steps: readonly Step[], parallel: number): Promise<readonly StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const runNext = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step);
      results.push(result);
      console.error(
        `${result.passed ? 'ok    ' : 'FAILED'} ${result.name} (${result.durationMs} ms)`,
      );
      if (!result.passed) console.error(result.output);
    }
  };
  await Promise.all(Array.from({ length: parallel }, runNext));
  return results;
}

function printTable(results: readonly StepResult[]): void {
  console.log('\nstep        result   seconds');
  for (const { name, passed, durationMs } of results) {
    console.log(
      `${name.padEnd(12)}${(passed ? 'ok' : 'FAILED').padEnd(9)}${(durationMs / 1_000).toFixed(1).padStart(7)}`,
    );
  }
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const results = [
    ...(await runAll(CHECKS, PARALLEL)),
    ...(await runAll([TESTS], 1)),
    ...(await runAll([BUILD, SYNTH], PARALLEL)),
  ];
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  if (options.json) {
    const steps = results.map(({ name, passed, durationMs }) => ({ name, passed, durationMs }));
    console.log(JSON.stringify({ schemaVersion: 1, passed: failed.length === 0, failed, steps }));
  } else {
    printTable(results);
    console.log(failed.length === 0 ? '\nverify passed' : `\nverify FAILED: ${failed.join(', ')}`);
  }
  if (failed.length > 0) process.exitCode = 1;
}

await main();
