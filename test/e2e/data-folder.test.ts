import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ServiceProcess,
  spawnService,
  startService,
  whenListening,
} from '../support/process/service-process.ts';
import { type CliResult, createDataDir } from '../support/run-cli.ts';

const STARTERS = 3;
const LEFT_BEHIND = ['service.lock.db', 'service.json', 'rpmw.db-wal'];

let data: ReturnType<typeof createDataDir>;
let open: ServiceProcess[] = [];

beforeEach(() => {
  data = createDataDir();
});
afterEach(async () => {
  await Promise.all(open.map((service) => service.end('SIGKILL')));
  open = [];
  data.remove();
});

async function start(): Promise<ServiceProcess> {
  const service = await startService(data.dir);
  open.push(service);
  return service;
}

/** A service that listens, or how the process ended. */
async function tryToStart(): Promise<ServiceProcess | CliResult> {
  const running = spawnService(data.dir);
  try {
    const service = await whenListening(running, data.dir);
    open.push(service);
    return service;
  } catch {
    return running.done;
  }
}

const isRefusal = (result: ServiceProcess | CliResult): result is CliResult => 'stderr' in result;

function expectRefusal(result: CliResult): void {
  expect(result.code).toBe(1);
  expect(result.stdout).not.toContain('"url"');
  expect(result.stderr).toContain('DATA_FOLDER_IN_USE');
  expect(result.stderr).toContain('--data-dir');
}

describe('R9.2 one service on a data folder', () => {
  it('refuses a second one while the first goes on, and lets the next in at once after kill -9', async () => {
    const first = await start();

    const second = await spawnService(data.dir).done;
    const stillThere = await first.post('ticket-1');
    await first.end('SIGKILL');
    const leftBehind = LEFT_BEHIND.filter((file) => existsSync(join(data.dir, file)));
    const third = await start();

    expectRefusal(second);
    expect(stillThere.outcome).toBe('accepted');
    // What a killed service leaves must not stand in the way.
    expect(leftBehind).toEqual(LEFT_BEHIND);
    expect((await third.post('ticket-2')).outcome).toBe('accepted');
  });

  it('lets exactly one of several in that start in the same moment on a folder without a store', async () => {
    const results = await Promise.all(Array.from({ length: STARTERS }, tryToStart));

    const refused = results.filter(isRefusal);
    expect(refused).toHaveLength(STARTERS - 1);
    for (const result of refused) expectRefusal(result);
    const [winner] = open;
    expect((await winner?.post('ticket-1'))?.outcome).toBe('accepted');
  });
});
