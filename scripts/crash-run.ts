/**
 * Kills a service under load with `kill -9`, again and again: node scripts/crash-run.ts [--kills N] [--tickets N]
 * [--seed S] [--json]. Prints when each life ends and how every accepted delivery ended. Exit 1 when anything was
 * lost, said twice, or is not on the ledger.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { runCrashes } from '../test/support/process/crash-run.ts';
import { isWrongUsage } from './usage.ts';

function readOptions() {
  return parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      tickets: { type: 'string', default: '600' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

function readCount(text: string, name: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError(`--${name} must be a whole number from 0`);
}

async function main(): Promise<number> {
  const options = readOptions();
  const counts = {
    kills: readCount(options.kills, 'kills'),
    tickets: Math.max(1, readCount(options.tickets, 'tickets')),
    seed: readCount(options.seed, 'seed'),
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'rpmw-crash-'));
  const say = (line: string) => console.error(line);
  const { problems, ...figures } = await runCrashes({ ...counts, dataDir, say });
  if (options.json) console.log(JSON.stringify({ schemaVersion: 1, ...figures, problems }));
  else
    console.log(
      Object.entries(figures)
        .map(([name, value]) => `${name} ${value}`)
        .join('\n'),
    );
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) rmSync(dataDir, { recursive: true, force: true });
  else console.error(`the data folder is kept: ${dataDir}`);
  return problems.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  if (!isWrongUsage(thrown)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 2;
}
