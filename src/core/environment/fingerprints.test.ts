import { describe, expect, it } from 'vitest';
import { secretFingerprintsSchema, workspacesSchema } from './fingerprints.ts';

const PRINT = { salt: '0f'.repeat(16), hash: 'a1'.repeat(32) };
const SET = { salt: PRINT.salt, hashes: ['b2'.repeat(16)] };
const PAIR = { channels: SET, users: SET };

describe('R9.1 the files of fingerprints', () => {
  const secrets = (entry: unknown, environment = 'dev', id = 'openai/api_key') => ({
    schemaVersion: 1,
    environments: { [environment]: { [id]: entry } },
  });
  const workspaces = (entry: unknown, environment = 'dev', mode = 'sandbox-workspace') => ({
    schemaVersion: 1,
    environments: { [environment]: { [mode]: entry } },
  });

  it('hold one or two fingerprints a secret, and two sets a workspace', () => {
    for (const entry of [[PRINT], [PRINT, PRINT]])
      expect(secretFingerprintsSchema.safeParse(secrets(entry)).success).toBe(true);
    expect(workspacesSchema.safeParse(workspaces(PAIR)).success).toBe(true);
  });

  it('may say nothing of an environment, which was then never written', () => {
    const empty = { schemaVersion: 1, environments: {} };

    expect(secretFingerprintsSchema.parse(empty)).toEqual(empty);
    expect(workspacesSchema.parse(empty)).toEqual(empty);
  });

  it.each([
    ['no fingerprint', secrets([])],
    ['three of them', secrets([PRINT, PRINT, PRINT])],
    ['an unknown environment', secrets([PRINT], 'test')],
    ['an unknown secret', secrets([PRINT], 'dev', 'stripe/key')],
    ['a short salt', secrets([{ ...PRINT, salt: '0f' }])],
    ['a short hash', secrets([{ ...PRINT, hash: '0f' }])],
    ['capitals', secrets([{ ...PRINT, hash: 'A1'.repeat(32) }])],
    ['the value beside it', secrets([{ ...PRINT, value: 'x' }])],
    ['another version', { ...secrets([PRINT]), schemaVersion: 2 }],
  ])('refuse %s of a secret', (_, file) => {
    expect(secretFingerprintsSchema.safeParse(file).success).toBe(false);
  });

  it.each([
    ['one part alone', workspaces({ users: SET })],
    ['an empty set', workspaces({ ...PAIR, users: { ...SET, hashes: [] } })],
    ['an id as it is', workspaces({ ...PAIR, users: { ...SET, hashes: ['agent-1'] } })],
    ['an unknown mode', workspaces(PAIR, 'dev', 'mirror')],
    ['an unknown environment', workspaces(PAIR, 'production')],
    ['names beside it', workspaces({ ...PAIR, names: [] })],
  ])('refuse %s of a workspace', (_, file) => {
    expect(workspacesSchema.safeParse(file).success).toBe(false);
  });
});
