/**
 * Runs the simulation of the worker: node scripts/simulate.ts --seeds N [--from S] [--trace]. Exit 1 when a seed fails;
 * with --trace (one seed) prints every step. With --coverage it also fails when an await point was no crash point.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../test/simulation/support/simulation.ts';
import { createTally } from '../test/simulation/support/tally.ts';

const MAX_SHOWN = 20;

function readCount(text: string, name: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  console.error(`--${name} must be a whole number from 0`);
  process.exit(2);
}

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    trace: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
  },
});
const from = readCount(options.from, 'from');
const count = options.trace ? 1 : readCount(options.seeds, 'seeds');
const tally = createTally();
const startedAtMs = performance.now();
for (let seed = from; seed < from + count; seed += 1) {
  const result = await simulate(seed, { keepsTrace: options.trace });
  for (const line of result.trace) console.log(line);
  if (options.trace)
    console.log(`trace ${result.traceDigest} ${JSON.stringify(result.conditions)}`);
  tally.add(result);
}
const failed = tally.failed();
for (const { seed, traceDigest, violations } of failed.slice(0, MAX_SHOWN)) {
  for (const { code, detail } of violations)
    console.log(`seed ${seed} trace ${traceDigest} ${code} ${detail}`);
}
for (const line of tally.lines(performance.now() - startedAtMs)) console.log(line);
const isCovered = !options.coverage || tally.missed().length === 0;
process.exitCode = failed.length === 0 && isCovered ? 0 : 1;
