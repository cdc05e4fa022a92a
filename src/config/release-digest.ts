import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Identifies the code that runs: SHA-256 over the names and bytes of everything below `src`. Run from source, an
 * edited file is another release, so evidence for the old one no longer counts.
 */
export function releaseDigest(sourceDir: string): string {
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
