import { describe, expect, it } from 'vitest';
import { OPERATOR, operatorDeps } from '../../../test/support/operator.ts';
import { countingFingerprinter } from '../../../test/support/preflight-fixture.ts';
import type { SecretFingerprints } from '../environment/fingerprints.ts';
import { Sensitive } from '../redaction/sensitive.ts';
import { fingerprintSecrets } from './fingerprint-secrets.ts';

const LONG = 'k'.repeat(40);

function prepare(isUnverified = false) {
  const saved: SecretFingerprints[] = [];
  const account = {
    environment: 'dev',
    secretValues: () =>
      new Map([
        ['richpanel/api_key', new Sensitive(LONG)],
        ['richpanel/bot_agent_id', new Sensitive('agent-1')],
      ] as const),
    fingerprinter: countingFingerprinter().fingerprinter,
    files: {
      loadSecrets: (): SecretFingerprints => ({ schemaVersion: 1, environments: {} }),
      saveSecrets: (file: SecretFingerprints) => void saved.push(file),
    },
  } as const;
  return { account, saved, ...operatorDeps({ isUnverified }) };
}

describe('R9.1 an operator fingerprints the secrets of an account', () => {
  it('saves fingerprints of what is a secret, no value, and says so on the ledger', async () => {
    const { account, saved, deps, entries } = prepare();
    const result = await fingerprintSecrets(account, OPERATOR, deps);

    expect(result).toEqual({ written: ['richpanel/api_key'], exempt: ['richpanel/bot_agent_id'] });
    expect(Object.keys(saved[0]?.environments.dev ?? {})).toEqual(['richpanel/api_key']);
    expect(JSON.stringify([saved, entries])).not.toContain(LONG);
    expect(entries).toMatchObject([
      { kind: 'decision', effect: 'secrets.fingerprint', outcome: 'allow' },
      { kind: 'operator', detail: { actor: 'ada', after: '1 fingerprints' } },
    ]);
  });

  it('saves nothing where the gate refuses', async () => {
    const { account, saved, deps } = prepare(true);

    await expect(fingerprintSecrets(account, OPERATOR, deps)).rejects.toMatchObject({
      code: 'IDENTITY_UNVERIFIED',
    });
    expect(saved).toEqual([]);
  });
});
