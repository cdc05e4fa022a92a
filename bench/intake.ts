import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './support/child.ts';
import { readBenchOptions } from './support/command-line.ts';
import { BENCH_TOKEN } from './support/messages.ts';
import { median, significant } from './support/statistics.ts';

// Webhooks accepted and durable per second, beside a bare node:http server that only parses JSON: same load
// generator, same request bytes, runs alternating, each with a fresh server process and a fresh store.

const CONNECTIONS = 32;
const WARM_UP_MS = 1000;

interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuShare: number;
  readonly cpuMicrosecondsEach: number;
  readonly acknowledged: number;
  readonly durable: number;
}

async function runOnce(script: string, args: readonly string[], seconds: number): Promise<Run> {
  const server = startChild(script, args);
  const { port } = await server.expect('ready');
  const load = startChild('./webhook-load.ts');
  load.tell({
    kind: 'load',
    port,
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: seconds * 1000,
    token: BENCH_TOKEN,
  });
  const loaded = await load.expect('load-report');
  server.tell('finish');
  const report = await server.expect('report');
  await Promise.all([server.end(), load.end()]);
  if (loaded.refused > 0) throw new Error(`${script} refused ${loaded.refused} requests`);
  return {
    perSecond: loaded.answers / loaded.seconds,
    p50Ms: loaded.p50Ms,
    p99Ms: loaded.p99Ms,
    cpuShare: report.cpuShare,
    cpuMicrosecondsEach: (report.cpuMs * 1000) / loaded.acknowledged,
    acknowledged: loaded.acknowledged,
    durable: report.durable,
  };
}

/** An acknowledgement that is not in the store would make the figure a lie. */
async function runIntake(seconds: number): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'rpmw-bench-'));
  try {
    const run = await runOnce('./intake-server.ts', [folder], seconds);
    if (run.durable !== run.acknowledged) {
      throw new Error(`${run.acknowledged} acknowledged, but ${run.durable} durable`);
    }
    return run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(runs: readonly Run[]) {
  const middle = (pick: (run: Run) => number) => median(runs.map(pick));
  return {
    perSecond: Math.round(middle((run) => run.perSecond)),
    p50Ms: significant(middle((run) => run.p50Ms)),
    p99Ms: significant(middle((run) => run.p99Ms)),
    cpuMicrosecondsEach: significant(middle((run) => run.cpuMicrosecondsEach)),
    cpuShare: significant(
      middle((run) => run.cpuShare),
      2,
    ),
  };
}

const { isJson, runs, seconds } = readBenchOptions({ runs: 5, seconds: 2 });
const intakeRuns: Run[] = [];
const bareRuns: Run[] = [];
for (let run = 0; run < runs; run += 1) {
  bareRuns.push(await runOnce('./bare-server.ts', [], seconds));
  intakeRuns.push(await runIntake(seconds));
  if (!isJson) console.error(`run ${run + 1} of ${runs}`);
}
const ratios = intakeRuns.map((run, index) => run.perSecond / (bareRuns[index]?.perSecond ?? 0));
const report = {
  schemaVersion: 1,
  bench: 'intake',
  runs,
  secondsPerRun: seconds,
  connections: CONNECTIONS,
  intake: summary(intakeRuns),
  bare: summary(bareRuns),
  ratio: significant(median(ratios)),
};

if (isJson) {
  console.log(JSON.stringify(report));
} else {
  console.log(`intake, medians of ${runs} runs of ${seconds} s, ${CONNECTIONS} connections`);
  console.table({ 'intake, durable': report.intake, 'bare node:http': report.bare });
  console.log(
    `ratio ${report.ratio} (median of the pairs); every acknowledged job was in the store`,
  );
}
