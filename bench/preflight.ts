import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Transport } from '../src/adapters/outbound/transport.ts';
import { openConfig } from '../src/config/load-config.ts';
import { preflightAccount } from '../src/entry/account-preflight.ts';
import type { Modes } from '../test/support/preflight/config-folder.ts';
import { prepareStage, type Site, type Stage } from '../test/support/preflight/stage.ts';
import { readBenchOptions } from './support/command-line.ts';
import { median, significant } from './support/statistics.ts';
import {
  type CallCount,
  createSerialTransport,
  createWatchedTransport,
} from './support/watched-transport.ts';

// `preflight all` of a dev account, with real SDK clients and the real transport, beside the same calls one after the
// other: an AWS stand-in on loopback, 50 ms added to each call, runs alternating in one process. No process start is in
// the figures; opening the store, the report and the scrypt of every comparison are. One after the other the scrypt runs
// beside the next call, so it costs the baseline next to nothing: the rows without comparison show the calls alone.

const LATENCY_MS = 50;
const TIMEOUT_MS = 10_000;

interface Run extends CallCount {
  readonly ms: number;
}

const SILENT = { log: () => undefined, child: () => SILENT };

/** An emulated identity may ask no vendor, so the live ones are left out; the secrets of all of them are looked at. */
async function runOnce(
  site: Site,
  modes: Modes,
  createTransport: (count: CallCount) => Transport,
): Promise<Run> {
  const { environment, configDir, dataDir, variables } = site;
  const count: CallCount = { calls: 0, roundTrips: 0 };
  const fixture = { variables, logger: SILENT, actor: 'bench' };
  const options = {
    ...{
      environment,
      config: openConfig(configDir),
      dataDir,
      timeoutMs: TIMEOUT_MS,
      scope: 'all' as const,
    },
    ...{ isProbing: modes === 'stub', openStagingReason: null, onCheck: () => undefined },
  };
  const startedAtMs = performance.now();
  const { verdict } = await preflightAccount(options, {
    ...fixture,
    createTransport: () => createTransport(count),
  });
  const ms = performance.now() - startedAtMs;
  if (verdict !== (modes === 'stub' ? 'pass' : 'incomplete'))
    throw new Error(`the preflight of a good account said ${verdict}`);
  return { ms, ...count };
}

async function measure(stage: Stage, modes: Modes, runs: number, isCompared: boolean) {
  const site = await stage.open('dev', modes);
  if (!isCompared) rmSync(join(site.configDir, 'secret-fingerprints.json'));
  // The first run compiles and reads what later ones find in memory.
  await runOnce(site, modes, createWatchedTransport);
  site.standIn.fail({ kind: 'latency', ms: LATENCY_MS });
  const together: Run[] = [];
  const oneByOne: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    oneByOne.push(await runOnce(site, modes, createSerialTransport));
    together.push(await runOnce(site, modes, createWatchedTransport));
  }
  const ratios = oneByOne.map(({ ms }, index) => ms / (together[index]?.ms ?? 0));
  return {
    calls: median(together.map(({ calls }) => calls)),
    roundTrips: Math.max(...together.map(({ roundTrips }) => roundTrips)),
    ms: significant(median(together.map(({ ms }) => ms))),
    oneByOneCalls: median(oneByOne.map(({ calls }) => calls)),
    oneByOneMs: significant(median(oneByOne.map(({ ms }) => ms))),
    ratio: significant(median(ratios)),
  };
}

const { isJson, runs } = readBenchOptions({ runs: 7, seconds: 1 });
// The SDK looks for keys in the variables of the process, and here shall find no person's.
for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
  process.env[name] = '/dev/null';
for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name];
process.env['AWS_ACCESS_KEY_ID'] = 'AKIATEST';
process.env['AWS_SECRET_ACCESS_KEY'] = 'test-secret';

const stage = await prepareStage();
try {
  const rows = {
    live: await measure(stage, 'live', runs, true),
    liveUncompared: await measure(stage, 'live', runs, false),
    stub: await measure(stage, 'stub', runs, true),
    stubUncompared: await measure(stage, 'stub', runs, false),
  };
  if (isJson) {
    const facts = { schemaVersion: 1, bench: 'preflight', runs, latencyMs: LATENCY_MS };
    console.log(JSON.stringify({ ...facts, ...rows }));
  } else {
    console.log(`preflight all, dev, medians of ${runs} runs, ${LATENCY_MS} ms added to each call`);
    console.table(rows);
    console.log(
      `ratio ${rows.live.ratio} with every vendor live, ${rows.liveUncompared.ratio} for its calls alone (median of the pairs)`,
    );
  }
} finally {
  await stage.close();
}
