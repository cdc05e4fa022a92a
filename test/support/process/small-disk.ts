import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Room for a store, its write-ahead log and the configuration; little enough to be filled at once. */
const SIZE_MB = 24;
const CHUNK = Buffer.alloc(64 * 1024);
const FILLER = 'filler';

/** A place for a data folder that can run out of space, and get it back. */
export interface SmallDisk {
  readonly dataDir: string;
  /** From now on nothing more can be written by the process. */
  readonly fill: (pid: number) => void;
  readonly free: (pid: number) => void;
  readonly remove: () => void;
}

export interface DiskKind {
  readonly name: string;
  /** @returns null where this machine does not allow it */
  readonly create: (dir: string) => SmallDisk | null;
}

function isDone(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = CHUNK.length; size >= 1; size = Math.floor(size / 2)) writeAll(file, size);
  } finally {
    closeSync(file);
  }
}

/** Writes pieces of one size until the disk takes no more of them. */
function writeAll(file: number, sizeBytes: number): void {
  try {
    while (writeSync(file, CHUNK, 0, sizeBytes) === sizeBytes);
  } catch {
    // Full is what it shall be.
  }
}

/** A file system in memory. The stub's fixture lies elsewhere: the helpdesk goes on while our disk is full. */
function mountSmall(dir: string): SmallDisk | null {
  const dataDir = join(dir, 'small');
  const elsewhere = join(dir, 'stub-richpanel.db');
  mkdirSync(dataDir);
  const options = `size=${SIZE_MB}m,mode=700`;
  if (!isDone('mount', ['-t', 'tmpfs', '-o', options, 'rpmw-test', dataDir])) return null;
  symlinkSync(elsewhere, join(dataDir, 'stub-richpanel.db'));
  return {
    dataDir,
    fill: () => fillUp(join(dataDir, FILLER)),
    free: () => rmSync(join(dataDir, FILLER)),
    remove: () => void isDone('umount', [dataDir]),
  };
}

function limitFiles(pid: number, limit: string): boolean {
  return isDone('prlimit', ['--pid', String(pid), `--fsize=${limit}:`]);
}

/** No file of the process may grow any more, nor be written beyond its first byte: not even the stub's. */
function limitSizes(dir: string): SmallDisk | null {
  if (!isDone('prlimit', ['--pid', String(process.pid), '--fsize'])) return null;
  return {
    dataDir: dir,
    fill: (pid) => void limitFiles(pid, '1'),
    free: (pid) => void limitFiles(pid, 'unlimited'),
    remove: () => undefined,
  };
}

/** Two ways to run out of space: the first needs the right to mount, the second util-linux alone. */
export const DISK_KINDS: readonly DiskKind[] = [
  { name: 'a file system without space', create: mountSmall },
  { name: 'a limit on the size of files', create: limitSizes },
];
