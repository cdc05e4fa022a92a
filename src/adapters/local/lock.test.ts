import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { lockDataFolder } from './lock.ts';

const HOLDER = `
  const { lockDataFolder } = await import(process.argv[1]);
  lockDataFolder(process.argv[2]);
  gc();
  console.log('locked');
  setInterval(() => {}, 1000);
`;

/** Stands where another service stands in the middle of asking: it can read the file, and lets go a moment later. */
const HALF_WAY = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData } = require('node:worker_threads');
  const lock = new DatabaseSync(workerData);
  lock.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  parentPort.postMessage('half way');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  lock.close();
`;

/** Asks for the lock of a folder in the named millisecond, as often as it is told to. */
const RACER = `
  const { lockDataFolder } = await import(process.argv[1]);
  let lock = null;
  process.on('message', ({ folder, atMs }) => {
    lock?.release();
    lock = null;
    while (Date.now() < atMs);
    try {
      lock = lockDataFolder(folder, 50);
      process.send('won');
    } catch (error) {
      process.send(error.code);
    }
  });
  process.send('ready');
`;
const RACERS = 4;
const ROUNDS = 10;
/** Time for the message to arrive everywhere before the race begins. */
const COUNTDOWN_MS = 15;

describe('lockDataFolder', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpmw-lock-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const expectInUse = () => {
    expect(() => lockDataFolder(folder)).toThrow(ConfigurationError);
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'DATA_FOLDER_IN_USE',
        remedy: expect.stringMatching(/--data-dir/),
      }),
    );
  };

  it('lets one in, and the next after it was released', () => {
    const lock = lockDataFolder(folder);
    expectInUse();

    lock.release();
    lock.release();

    lockDataFolder(folder).release();
  });

  it('makes the folder, and holds folders apart', () => {
    const inner = lockDataFolder(join(folder, 'new', 'inner'));
    const outer = lockDataFolder(folder);

    outer.release();
    inner.release();
  });

  it('holds while its service lives, whatever is collected, and is freed when that is killed', async () => {
    const module = new URL('./lock.ts', import.meta.url).href;
    const args = [
      '--expose-gc',
      '--input-type=module',
      '--no-warnings',
      '-e',
      HOLDER,
      module,
      folder,
    ];
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(holder, 'exit');
    try {
      await once(holder.stdout, 'data');
      expectInUse();
    } finally {
      holder.kill('SIGKILL');
      await ended;
    }

    lockDataFolder(folder).release();
  });

  it('waits for one that is half way, so that two which start in one moment are not both refused', async () => {
    lockDataFolder(folder).release();
    const other = new Worker(HALF_WAY, {
      eval: true,
      workerData: join(folder, 'service.lock.db'),
    });
    const ended = once(other, 'exit');
    await once(other, 'message');

    lockDataFolder(folder, 30_000).release();

    await ended;
  });

  it('R9.2 lets exactly one of several processes in that ask in the same moment, round after round', async () => {
    const module = new URL('./lock.ts', import.meta.url).href;
    const racers = Array.from({ length: RACERS }, () =>
      spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', RACER, module], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      }),
    );
    const answers = async (ask: (racer: ChildProcess) => void): Promise<unknown[]> =>
      Promise.all(
        racers.map(async (racer) => {
          const answered = once(racer, 'message');
          ask(racer);
          const [answer]: unknown[] = await answered;
          return answer;
        }),
      );
    try {
      await answers(() => undefined);
      for (let round = 0; round < ROUNDS; round += 1) {
        const race = { folder: join(folder, `${round}`), atMs: Date.now() + COUNTDOWN_MS };

        const results = await answers((racer) => racer.send(race));

        expect(results.toSorted()).toEqual([
          ...Array.from({ length: RACERS - 1 }, () => 'DATA_FOLDER_IN_USE'),
          'won',
        ]);
      }
    } finally {
      for (const racer of racers) racer.kill('SIGKILL');
    }
  });

  it('says so when the folder cannot be used', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    expect(() => lockDataFolder(join(file, 'data'))).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_UNUSABLE' }),
    );
  });
});
