import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder that holds package.json, wherever the project was cloned to. */
export const PROJECT_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const COMMIT = /^[0-9a-f]{40}$/;

function read(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

function packedCommit(gitDir: string, ref: string): string | null {
  const lines = read(join(gitDir, 'packed-refs'))?.split('\n') ?? [];
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? null;
}

/**
 * The commit that is checked out, read from the files of git: no other program is started. Null outside a checkout, as
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

/**
 * Identifies the code that runs: SHA-256 over the names and bytes of everything below `src`. Run from source, an
 * edited file is another release, so evidence for the old one no longer counts.
 */
export function releaseDigest(sourceDir: string = join(PROJECT_DIR, 'src')): string {
  const hash = createHash('sha256');
  const files = readdirSync(sourceDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.split(sep).join('/'))
    .toSorted();
  for (const name of files) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(sourceDir, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

const manifestSchema = z.object({ version: z.string() });

/** The version of the program, from its own package. */
export function toolVersion(projectDir: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  return manifestSchema.parse(manifest).version;
}
