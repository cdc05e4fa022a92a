import { describe, expect, it } from 'vitest';
import type { AccountDoorOptions, AccountSession } from '../src/cli/account-surface.ts';
import { ConfigurationError } from '../src/core/errors.ts';
import type { PreflightReport } from '../src/core/preflight/report.ts';
import { type DeployOptions, type DeployTools, deploy } from './deploy.ts';

const ACCOUNT = '222233334444';
const OPTIONS: DeployOptions = {
  environment: 'dev',
  configDir: 'config',
  dataDir: '.rpmw',
  timeoutMs: 1_000,
  profile: 'shop-dev',
  createsSecrets: false,
  isAgreed: true,
};
const REPORT: PreflightReport = {
  schemaVersion: 1,
  environment: 'dev',
  region: 'us-east-2',
  identityKind: 'account',
  registryDigest: 'a'.repeat(64),
  time: '2026-11-26T00:00:00.000Z',
  toolVersion: '0.1.0',
  gitCommit: null,
  checks: [
    { id: 'account.caller', status: 'pass', code: null, detail: '', remedy: null, durationMs: 0 },
  ],
  verdict: 'pass',
  digest: 'b'.repeat(64),
};

/** Tools that write down what was done, in order. */
function recordingTools(change: {
  readonly report?: Partial<PreflightReport>;
  readonly isRefused?: boolean;
  readonly isDeployable?: boolean;
}) {
  const done: string[] = [];
  // Only these two parts of a session are used.
  const session = { accountId: ACCOUNT, close: async () => undefined } as AccountSession;
  const tools: DeployTools = {
    account: {
      open: async ({ need }: AccountDoorOptions) => {
        done.push(`door ${need}`);
        if (change.isRefused === true) throw new ConfigurationError('ACCOUNT_DIFFERS', 'no', 'no');
        return session;
      },
      preflight: async ({ scope, isProbing }) => {
        done.push(`preflight ${scope}${isProbing ? ' with probes' : ''}`);
        return { ...REPORT, ...change.report };
      },
    },
    console: {
      out: () => undefined,
      err: () => undefined,
      isTerminal: false,
      confirm: async () => false,
    },
    synthesise: async () => {
      done.push('synth');
      const deployable = change.isDeployable ?? true;
      return [{ stack: 'RichpanelMiddleware-dev', account: ACCOUNT, deployable, reasons: [] }];
    },
    runCdk: async (args) => {
      done.push(`cdk ${args[0]} ${args[1]} ${args.slice(-2).join(' ')}`);
      return 0;
    },
  };
  return { done, tools };
}

describe('R2.4 D15 npm run deploy', () => {
  it('comes through the door, looks at everything, makes the assembly afresh, and only then deploys', async () => {
    const { done, tools } = recordingTools({});

    expect(await deploy(OPTIONS, tools)).toBe(0);
    expect(done).toEqual([
      'door start',
      'preflight all with probes',
      'synth',
      'cdk deploy RichpanelMiddleware-dev --profile shop-dev',
    ]);
  });

  it.each([
    ['the door refuses', { isRefused: true }, 'ACCOUNT_DIFFERS', ['door start']],
    [
      'the preflight failed',
      { report: { verdict: 'fail' } },
      'PREFLIGHT_NOT_PASSED',
      ['door start', 'preflight all with probes'],
    ],
    [
      'an endpoint is overridden',
      { report: { identityKind: 'emulated' } },
      'DEPLOY_NEEDS_ACCOUNT',
      ['door start', 'preflight all with probes'],
    ],
    [
      'the assembly is marked undeployable',
      { isDeployable: false },
      'ASSEMBLY_UNDEPLOYABLE',
      ['door start', 'preflight all with probes', 'synth'],
    ],
  ] as const)('deploys nothing where %s', async (_name, change, code, expected) => {
    const { done, tools } = recordingTools(change);

    await expect(deploy(OPTIONS, tools)).rejects.toMatchObject({ code });
    expect(done).toEqual(expected);
  });

  it('deploys nothing where nobody agreed', async () => {
    const { done, tools } = recordingTools({});

    await expect(deploy({ ...OPTIONS, isAgreed: false }, tools)).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
    });
    expect(done).not.toContain('cdk');
  });

  it('asks for the marker instead of the secrets where it creates them', async () => {
    const { done, tools } = recordingTools({});

    await expect(deploy({ ...OPTIONS, createsSecrets: true }, tools)).rejects.toMatchObject({
      code: 'DEPLOY_CREATES_NOTHING',
    });
    expect(done[0]).toBe('door marker');
  });
});
