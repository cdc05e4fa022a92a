import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretFingerprints, Workspaces } from '../core/environment/fingerprints.ts';
import { openFingerprintFiles } from './fingerprint-files.ts';

const PRINT = { salt: '0f'.repeat(16), hash: 'a1'.repeat(32) };
const SET = { salt: PRINT.salt, hashes: ['b2'.repeat(16)] };
const SECRETS: SecretFingerprints = {
  schemaVersion: 1,
  environments: { prod: { 'openai/api_key': [PRINT] } },
};
const WORKSPACES: Workspaces = {
  schemaVersion: 1,
  environments: { prod: { live: { channels: SET, users: SET } } },
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rpmw-fingerprints-'));
});
afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true, force: true });
});

const FILES = [
  [
    'secret-fingerprints',
    (from: string) => openFingerprintFiles(from).loadSecrets(),
    () => openFingerprintFiles(dir).saveSecrets(SECRETS),
  ],
  [
    'workspaces',
    (from: string) => openFingerprintFiles(from).loadWorkspaces(),
    () => openFingerprintFiles(dir).saveWorkspaces(WORKSPACES),
  ],
] as const;

describe.each(FILES)('R9.1 config/%s.json', (name, load, save) => {
  const path = () => join(dir, `${name}.json`);

  it('that is not there was never written', () => {
    expect(load(dir)).toEqual({ schemaVersion: 1, environments: {} });
  });

  it('reads back as it was written, names its schema and leaves no other file', () => {
    save();

    const $schema = `./schemas/${name}.schema.json`;
    const written = name === 'workspaces' ? WORKSPACES : SECRETS;
    expect(load(dir)).toEqual({ $schema, ...written });
    expect(readdirSync(dir)).toEqual([`${name}.json`]);
    expect(readFileSync(path(), 'utf8').endsWith('}\n')).toBe(true);
  });

  it.each([
    ['half', '{"schemaVersion":1,'],
    ['empty', ''],
    ['of another version', '{"schemaVersion":2,"environments":{}}'],
    ['of another shape', '{"schemaVersion":1,"environments":{"dev":[]}}'],
  ])('that is %s is no reason to compare with less', (_, text) => {
    writeFileSync(path(), text);

    expect(() => load(dir)).toThrow(expect.objectContaining({ code: 'FINGERPRINTS_UNREADABLE' }));
  });

  it('that is a folder is unreadable, not missing', () => {
    save();

    expect(() => load(path())).toThrow(
      expect.objectContaining({ code: 'FINGERPRINTS_UNREADABLE' }),
    );
  });

  it('that cannot be written says so and keeps what was there', () => {
    save();
    const gone = dir;
    dir = join(gone, 'no-such-folder');
    try {
      expect(save).toThrow(expect.objectContaining({ code: 'FINGERPRINTS_UNWRITABLE' }));
    } finally {
      dir = gone;
    }
    expect(load(dir).environments).toHaveProperty('prod');
  });
});
