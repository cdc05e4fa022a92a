import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../core/errors.ts';
import { lockDataFolder } from './data-folder-lock.ts';

const HOLDER = `
  const { lockDataFolder } = await import(process.argv[1]);
  lockDataFolder(process.argv[2]);
  gc();
  console.log('locked');
  setInterval(() => {}, 1000);
`;

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
    const module = new URL('./data-folder-lock.ts', import.meta.url).href;
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

  it('says so when the folder cannot be used', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    expect(() => lockDataFolder(join(file, 'data'))).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_UNUSABLE' }),
    );
  });
});
