import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const COMMIT = /^[0-9a-f]{40}$/;

function read(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

function packedCommit(gitDir: string, ref: string): string | null {
  const lines = read(join(gitDir, 'packed-refs'))?.split('\n') ?? [];
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? null;
}

/**
 * The commit that is checked out, read from the files of git: no other program is started. Null where there is none, as
 * in a package, and in layouts that git alone understands.
 */
export function gitCommit(projectDir: string): string | null {
  const gitDir = join(projectDir, '.git');
  try {
    const head = read(join(gitDir, 'HEAD')) ?? '';
    const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
    const commit =
      ref === undefined ? head : (read(join(gitDir, ref)) ?? packedCommit(gitDir, ref));
    return commit !== null && COMMIT.test(commit) ? commit : null;
  } catch {
    return null;
  }
}
