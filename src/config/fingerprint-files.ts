import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type FingerprintFiles,
  secretFingerprintsSchema,
  workspacesSchema,
} from '../core/environment/fingerprints.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';

const FILES = { secrets: 'secret-fingerprints.json', workspaces: 'workspaces.json' } as const;

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

/** A file that is not there was never written; one that cannot be understood is no reason to compare with less. */
function load<T>(dir: string, file: string, schema: z.ZodType<T>, empty: T): T {
  try {
    return schema.parse(JSON.parse(readFileSync(join(dir, file), 'utf8')));
  } catch (thrown) {
    if (isMissing(thrown)) return empty;
    throw new ConfigurationError(
      'FINGERPRINTS_UNREADABLE',
      `${file} cannot be read or understood.`,
      'Restore the file from version control; never delete fingerprints to get through.',
    );
  }
}

/** Replaces the file whole: another process sees the old or the new one. */
function save(dir: string, file: string, schema: string, value: object): void {
  const path = join(dir, file);
  const text = `${JSON.stringify({ $schema: `./schemas/${schema}.schema.json`, ...value }, null, 2)}\n`;
  try {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch (thrown) {
    throw new ConfigurationError(
      'FINGERPRINTS_UNWRITABLE',
      `${file} cannot be written.`,
      'Check the permissions of the folder of the configuration.',
      1,
      { cause: thrown },
    );
  }
}

/** Reads and writes config/secret-fingerprints.json and config/workspaces.json of one folder. */
export function openFingerprintFiles(dir: string): FingerprintFiles {
  const none = { schemaVersion: 1, environments: {} } as const;
  return {
    loadSecrets: () => load(dir, FILES.secrets, secretFingerprintsSchema, none),
    saveSecrets: (fingerprints) => save(dir, FILES.secrets, 'secret-fingerprints', fingerprints),
    loadWorkspaces: () => load(dir, FILES.workspaces, workspacesSchema, none),
    saveWorkspaces: (workspaces) => save(dir, FILES.workspaces, 'workspaces', workspaces),
  };
}
