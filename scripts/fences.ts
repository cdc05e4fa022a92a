/** Judges the import fences (.dependency-cruiser.mjs) and proves that every source file was looked at. */
import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const PROJECT = path.resolve(import.meta.dirname, '..');
const CRUISER = path.join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const CONFIG = path.join(PROJECT, '.dependency-cruiser.mjs');
const FOLDERS = ['src', 'stubs', 'test', 'scripts', 'bench', 'infra'];
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

const reportSchema = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

export interface FenceReport {
  /** Names of all rules that judged. */
  readonly rules: readonly string[];
  /** Every .ts file under src, stubs and infra that was cruised, relative to the root. */
  readonly cruised: readonly string[];
  /** Every .ts file under src, stubs and infra that exists. dependency-cruiser passes silently when it cannot read TypeScript. */
  readonly existing: readonly string[];
  readonly violations: readonly {
    readonly rule: string;
    readonly from: string;
    readonly to: string;
  }[];
}

function runCruiser(root: string): Promise<string> {
  const folders = FOLDERS.filter((folder) => existsSync(path.join(root, folder)));
  const args = [CRUISER, '--config', CONFIG, '--output-type', 'json', ...folders];
  return new Promise((resolve, reject) => {
    const options = { cwd: root, maxBuffer: OUTPUT_LIMIT_BYTES };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      // A violation is exit code 1..n with a report; a crash leaves no report.
      if (stdout.trim() === '')
        reject(new Error(`dependency-cruiser failed: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

/** Cruises the tree under `root`, which has the layout of this project. */
export async function inspectFences(root: string): Promise<FenceReport> {
  const report = reportSchema.parse(JSON.parse(await runCruiser(root)));
  const existing = globSync('{src,stubs,infra}/**/*.ts', { cwd: root }).sort();
  const seen = new Set(report.modules.map((module) => module.source));
  return {
    rules: report.summary.ruleSetUsed.forbidden.map(({ name }) => name),
    cruised: existing.filter((file) => seen.has(file)),
    existing,
    violations: report.summary.violations.map(({ rule, from, to }) => ({
      rule: rule.name,
      from,
      to,
    })),
  };
}

async function main(): Promise<void> {
  const report = await inspectFences(PROJECT);
  for (const { rule, from, to } of report.violations) console.error(`${rule}: ${from} -> ${to}`);
  const missed = report.existing.filter((file) => !report.cruised.includes(file));
  for (const file of missed) console.error(`not cruised: ${file}`);
  console.log(
    `${report.cruised.length} of ${report.existing.length} source files cruised, ${report.violations.length} violations`,
  );
  if (report.violations.length > 0 || missed.length > 0 || report.cruised.length === 0)
    process.exitCode = 1;
}

if (import.meta.main) await main();
