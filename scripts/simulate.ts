/**
 * Runs the simulation of the worker: node scripts/simulate.ts [--seeds N] [--from S] [--jobs J] [--json] [--coverage],
 * or one seed step by step with --trace. Exit 1 when a seed fails, or with --coverage when an await point was no crash
 * point or a fault never took effect; exit 2 for a wrong use.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSeeds } from '../test/simulation/support/run-seeds.ts';
import { simulate } from '../test/simulation/support/simulation.ts';
import {
  addResult,
  createTotals,
  describeTotals,
  type FailedSeed,
  missedFaults,
  missedPoints,
  type Totals,
} from '../test/simulation/support/tally.ts';

const MAX_SHOWN = 20;
const USAGE =
  'Use: npm run simulate -- [--seeds N] [--from S] [--jobs J] [--json] [--coverage] [--trace]';

function refuseUse(why: string): never {
  console.error(`${why}\n${USAGE}`);
  process.exit(2);
}

function readCount(text: string, name: string, least: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count >= least) return count;
  return refuseUse(`--${name} must be a whole number from ${least}.`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '0' },
        jobs: { type: 'string', default: String(availableParallelism()) },
        trace: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        coverage: { type: 'boolean', default: false },
      },
    });
    const count = readCount(values.seeds, 'seeds', 1);
    const from = readCount(values.from, 'from', 0);
    return { ...values, count, from, jobs: readCount(values.jobs, 'jobs', 1) };
  } catch (thrown) {
    return refuseUse(thrown instanceof Error ? thrown.message : 'That is not understood.');
  }
}

/** One seed, every step of it. */
async function trace(seed: number): Promise<Totals> {
  const result = await simulate(seed, { keepsTrace: true });
  for (const line of result.trace) console.log(line);
  console.log(`conditions ${JSON.stringify(result.conditions)}`);
  const totals = createTotals();
  addResult(totals, result);
  return totals;
}

function showProgress({ seeds, failed }: Totals, count: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${seeds} of ${count} seeds, ${failed.length} failed`);
  if (seeds === count) process.stderr.write('\r\u001b[K');
}

function showFailed({ seed, traceDigest, violations }: FailedSeed): void {
  for (const { code, detail } of violations)
    console.log(`seed ${seed} trace ${traceDigest} ${code} ${detail}`);
  console.log(`  replay: npm run simulate -- --trace --from ${seed}`);
}

const { count, from, jobs, ...options } = readOptions();
const startedAtMs = performance.now();
const totals = options.trace
  ? await trace(from)
  : await runSeeds({ from, count, jobs, onProgress: (so) => showProgress(so, count) });
const elapsedMs = performance.now() - startedAtMs;
const missed = [...missedPoints(totals), ...missedFaults(totals)];
if (options.json) {
  console.log(JSON.stringify({ ...totals, from, elapsedMs, missed }));
} else {
  for (const failed of totals.failed.slice(0, MAX_SHOWN)) showFailed(failed);
  // Of one seed, what it never met says nothing.
  const lines = describeTotals(totals, elapsedMs);
  for (const line of options.trace ? lines.slice(0, 1) : lines) console.log(line);
}
process.exitCode = totals.failed.length > 0 || (options.coverage && missed.length > 0) ? 1 : 0;
