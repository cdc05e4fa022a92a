/**
 * Judges package-lock.json before npm has to: a platform package that the lock does not hold breaks `npm ci` on that
 * platform, and a host in it ties every clone to one registry (docs/decisions/0002-toolchain.md).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const PROJECT = path.resolve(import.meta.dirname, '..');
const EXACT = /^(npm:(@[a-z0-9-]+\/)?[a-z0-9.-]+@)?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({ dependencies: versions, devDependencies: versions });
const lockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      dependencies: versions,
      devDependencies: versions,
      optionalDependencies: versions,
    }),
  ),
});
type Lock = z.infer<typeof lockSchema>;

/** The places where Node looks for `name` when `owner` asks for it, nearest first. */
function lookupPlaces(owner: string, name: string): string[] {
  const places: string[] = [];
  for (
    let folder = owner;
    folder !== '';
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    places.push(`${folder}/node_modules/${name}`);
  }
  return [...places, `node_modules/${name}`];
}

function missingOptional(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([owner, entry]) =>
    Object.keys(entry.optionalDependencies)
      .filter(
        (name) => !lookupPlaces(owner, name).some((place) => Object.hasOwn(lock.packages, place)),
      )
      .map((name) => `${owner}: the optional dependency ${name} is not in the lock`),
  );
}

function hosts(lock: Lock): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved !== undefined && !entry.resolved.startsWith('file:'))
    .map(([place]) => `${place}: "resolved" names a host`);
}

function unpinned(manifest: z.infer<typeof manifestSchema>): string[] {
  return Object.entries(manifest.dependencies)
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}", not one exact version`);
}

function disagreeing(manifest: z.infer<typeof manifestSchema>, lock: Lock): string[] {
  const root = lock.packages[''];
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  const locked = { ...root?.dependencies, ...root?.devDependencies };
  const names = new Set([...Object.keys(wanted), ...Object.keys(locked)]);
  return [...names]
    .filter((name) => wanted[name] !== locked[name])
    .map((name) => `package.json and the lock disagree about ${name}`);
}

/** Every fault of the two files, one line each; none when `npm ci` can use them anywhere. */
export function lockFaults(manifestText: string, lockText: string): readonly string[] {
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const lock = lockSchema.parse(JSON.parse(lockText));
  return [
    ...missingOptional(lock),
    ...hosts(lock),
    ...unpinned(manifest),
    ...disagreeing(manifest, lock),
  ];
}

function main(): void {
  const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
  const faults = lockFaults(read('package.json'), read('package-lock.json'));
  for (const fault of faults) console.error(fault);
  console.log(`package-lock.json: ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
