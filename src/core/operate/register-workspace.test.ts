import { describe, expect, it } from 'vitest';
import { OPERATOR, operatorDeps } from '../../../test/support/operator.ts';
import type { Workspaces } from '../environment/fingerprints.ts';
import {
  assertReplaceable,
  registerWorkspace,
  type WorkspaceReading,
} from './register-workspace.ts';

const print = (digit: string) => {
  const set = { salt: digit.repeat(32), hashes: [digit.repeat(32)] };
  return { users: set, channels: set };
};
const READING: WorkspaceReading = {
  ...{ mode: 'sandbox-workspace' as const, fingerprint: print('b'), users: 1, channels: 1 },
  replacesAnother: false,
};

function prepare(isUnverified = false) {
  const saved: Workspaces[] = [];
  const files = {
    loadWorkspaces: (): Workspaces => ({
      schemaVersion: 1,
      environments: { dev: { 'test-tickets': print('a') }, prod: { live: print('c') } },
    }),
    saveWorkspaces: (file: Workspaces) => void saved.push(file),
  };
  const { deps, entries } = operatorDeps({ isUnverified });
  return { saved, entries, deps: { ...deps, files } };
}

describe('R6.1 an operator registers a workspace', () => {
  it('beside those of other modes and environments, under a name of its own on the ledger', async () => {
    const { saved, entries, deps } = prepare();
    await registerWorkspace(READING, 'dev', OPERATOR, deps);

    expect(saved[0]?.environments).toEqual({
      dev: { 'test-tickets': print('a'), 'sandbox-workspace': print('b') },
      prod: { live: print('c') },
    });
    expect(entries).toMatchObject([
      { kind: 'decision', effect: 'workspace.register', outcome: 'allow' },
      {
        kind: 'operator',
        effect: 'workspace.register',
        detail: { actor: 'ada', after: 'workspace sandbox-workspace' },
      },
    ]);
  });

  it('saves nothing where the gate refuses', async () => {
    const { saved, deps } = prepare(true);

    await expect(registerWorkspace(READING, 'dev', OPERATOR, deps)).rejects.toMatchObject({
      code: 'IDENTITY_UNVERIFIED',
    });
    expect(saved).toEqual([]);
  });

  it('takes another workspace than the registered one only on purpose', () => {
    const another = { ...READING, replacesAnother: true };

    expect(() => assertReplaceable(another, false)).toThrow(
      expect.objectContaining({ code: 'WORKSPACE_DIFFERS' }),
    );
    expect(() => assertReplaceable(another, true)).not.toThrow();
    expect(() => assertReplaceable(READING, false)).not.toThrow();
  });
});
