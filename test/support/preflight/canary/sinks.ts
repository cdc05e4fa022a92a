import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildResult } from '../child.ts';
import type { Site } from '../stage.ts';

/** One place where output of a run ends up. */
export interface Sink {
  readonly name: string;
  readonly bytes: Buffer;
}

function filesBelow(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return paths.map((path) => join(dir, path)).filter((path) => statSync(path).isFile());
}

/** Where the reports of a site go. */
function artifactsOf({ home }: Site): string {
  return join(home, 'artifacts');
}

/** The file of fingerprints; empty where there is none. */
export function fingerprintsOf({ configDir }: Site): Buffer {
  const path = join(configDir, 'secret-fingerprints.json');
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

/**
 * Everything that a run wrote: streams, reports, the store's files byte by byte, and the fingerprints where they are no
 * longer those `before`.
 */
export function sinksOf(
  run: string,
  site: Site,
  result: ChildResult,
  before: Buffer,
): readonly Sink[] {
  const written = [...filesBelow(artifactsOf(site)), ...filesBelow(site.dataDir)];
  const fingerprints = { name: `${run}: fingerprints`, bytes: fingerprintsOf(site) };
  return [
    { name: `${run}: stdout`, bytes: Buffer.from(result.stdout) },
    { name: `${run}: stderr`, bytes: Buffer.from(result.stderr) },
    ...written.map((path) => ({
      name: `${run}: ${path.slice(site.home.length + 1)}`,
      bytes: readFileSync(path),
    })),
    ...(fingerprints.bytes.equals(before) ? [] : [fingerprints]),
  ];
}
