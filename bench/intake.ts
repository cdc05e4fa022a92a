import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './support/child.ts';
import { readBenchOptions } from './support/command-line.ts';
import { BENCH_TOKEN } from './support/messages.ts';
import { shown, shownRow, spreadOf, spreadsOf } from './support/statistics.ts';

// Webhooks accepted and durable per second, beside a bare node:http server that only parses JSON: same load
// generator, same request bytes, runs alternating, each with a fresh server process and a fresh store. Then both once
// more at a fixed rate, timed from the instant at which each request was to be sent.

const CONNECTIONS = 32;
/** Long enough for the compiler to be done with both servers. */
const WARM_UP_MS = 1500;

interface Load {
  readonly seconds: number;
  readonly ratePerSecond: number | null;
  readonly deliveriesPerTicket: number;
}

interface Run {
  readonly figures: {
    readonly perSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    /** Processor time of the server; other work on the machine hardly changes it. */
    readonly cpuMicrosecondsEach: number;
    readonly cpuShare: number;
  };
  readonly acknowledged: number;
  readonly durable: number;
}

async function runOnce(script: string, args: readonly string[], load: Load): Promise<Run> {
  const server = startChild(script, args);
  const { port } = await server.expect('ready');
  const generator = startChild('./webhook-load.ts');
  generator.tell({
    kind: 'load',
    port,
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: load.seconds * 1000,
    token: BENCH_TOKEN,
    deliveriesPerTicket: load.deliveriesPerTicket,
    ratePerSecond: load.ratePerSecond,
  });
  const loaded = await generator.expect('load-report');
  server.tell('finish');
  const report = await server.expect('report');
  await Promise.all([server.end(), generator.end()]);
  if (loaded.refused > 0) throw new Error(`${script} refused ${loaded.refused} requests`);
  const { p50Ms, p99Ms, acknowledged } = loaded;
  const perSecond = loaded.answers / loaded.seconds;
  const cpuMicrosecondsEach = (report.cpuMs * 1000) / acknowledged;
  const figures = { perSecond, p50Ms, p99Ms, cpuMicrosecondsEach, cpuShare: report.cpuShare };
  return { figures, acknowledged, durable: report.durable };
}

/** An acknowledgement that is not in the store would make the figure a lie. */
async function runIntake(load: Load): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'rpmw-bench-'));
  try {
    const run = await runOnce('./intake-server.ts', [folder], load);
    if (run.durable !== run.acknowledged) {
      throw new Error(`${run.acknowledged} acknowledged, but ${run.durable} durable`);
    }
    return run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both servers in turn, so that what else the machine does meets them alike. */
async function runPairs(load: Load, runs: number, name: string) {
  const intake: Run['figures'][] = [];
  const bare: Run['figures'][] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push((await runOnce('./bare-server.ts', [], load)).figures);
    intake.push((await runIntake(load)).figures);
    if (!isJson) console.error(`${name}: run ${run + 1} of ${runs}`);
  }
  const ratioOf = (pick: (figures: Run['figures']) => number) =>
    spreadOf(intake.map((figures, index) => pick(figures) / pick(bare[index] ?? figures)));
  return {
    intake: spreadsOf(intake),
    bare: spreadsOf(bare),
    ratio: ratioOf(({ perSecond }) => perSecond),
    p99Ratio: ratioOf(({ p99Ms }) => p99Ms),
  };
}

const options = readBenchOptions({ runs: 5, seconds: 2, repeat: 1, rate: 1000 });
const { isJson, runs, seconds, repeat, rate } = options;
const full = await runPairs(
  { seconds, ratePerSecond: null, deliveriesPerTicket: repeat },
  runs,
  'full load',
);
const paced = await runPairs(
  { seconds, ratePerSecond: rate, deliveriesPerTicket: repeat },
  runs,
  `${rate} a second`,
);

if (isJson) {
  const settings = { runs, secondsPerRun: seconds, connections: CONNECTIONS };
  const load = { deliveriesPerTicket: repeat, pacedPerSecond: rate };
  console.log(
    JSON.stringify({ schemaVersion: 2, bench: 'intake', ...settings, ...load, full, paced }),
  );
} else {
  console.log(
    `intake: ${CONNECTIONS} connections, each ticket delivered ${repeat} time(s); medians of ${runs} runs of ${seconds} s (least to most)`,
  );
  console.log('\nas fast as it goes');
  console.table({
    'intake, durable': shownRow(full.intake),
    'bare node:http': shownRow(full.bare),
    ratio: { perSecond: shown(full.ratio), p99Ms: shown(full.p99Ratio) },
  });
  console.log(`\nat ${rate} a second, timed from when each was to be sent`);
  console.table({
    'intake, durable': shownRow(paced.intake),
    'bare node:http': shownRow(paced.bare),
    ratio: { p99Ms: shown(paced.p99Ratio) },
  });
  console.log('every acknowledged delivery was in the store');
}
