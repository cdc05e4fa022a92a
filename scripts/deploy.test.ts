import { describe, expect, it } from 'vitest';
import type { AccountAccess, AccountSession } from '../src/cli/surface.ts';
import { openConfig } from '../src/config/load-config.ts';
import type { PreflightReport } from '../src/core/preflight/report.ts';
import { ConfigurationError } from '../src/core/runtime/errors.ts';
import { PASSING_REPORT } from '../test/support/passing-report.ts';
import { type DeployOptions, type DeployTools, deploy } from './deploy.ts';

const ACCOUNT = '222233334444';
const OPTIONS: DeployOptions = {
  environment: 'dev',
  config: openConfig('config'),
  dataDir: '.rpmw',
  timeoutMs: 1_000,
  profile: 'shop-dev',
  createsSecrets: false,
  isAgreed: true,
};
/** Tools that write down what was done, in order. */
function recordingTools(change: {
  readonly report?: Partial<PreflightReport>;
  readonly isRefused?: boolean;
  readonly isDeployable?: boolean;
  readonly isAgreed?: boolean;
  /** The guard refuses to prove more than the marker. */
  readonly isUnready?: boolean;
}) {
  const done: string[] = [];
  // Only these three parts of a session are used.
  const session = {
    accountId: ACCOUNT,
    require: async (need) => {
      done.push(`guard ${need}`);
      if (change.isUnready === true) throw new ConfigurationError('FLAG_MISSING', 'no', 'no');
    },
    close: async () => {
      done.push('guard closed');
    },
  } as AccountSession;
  const tools: DeployTools = {
    account: {
      open: async ({ need }: AccountAccess) => {
        done.push(`guard ${need}`);
        if (change.isRefused === true) throw new ConfigurationError('ACCOUNT_DIFFERS', 'no', 'no');
        return session;
      },
      preflight: async ({ scope, isProbing }) => {
        done.push(`preflight ${scope}${isProbing ? ' with probes' : ''}`);
        return { ...PASSING_REPORT, ...change.report };
      },
    },
    console: {
      out: () => undefined,
      err: (text) => {
        if (text.startsWith('preflight ')) done.push('shown');
      },
      isTerminal: false,
      confirm: async () => {
        done.push('asked');
        return change.isAgreed ?? true;
      },
    },
    synthesise: async () => {
      done.push('synth');
      const deployable = change.isDeployable ?? true;
      return [{ stack: 'RichpanelMiddleware-dev', account: ACCOUNT, deployable, reasons: [] }];
    },
    runCdk: async (args) => {
      const [command, stack, , , ...others] = args;
      done.push(`cdk ${command} ${stack} … ${others.join(' ')}`);
      return 0;
    },
  };
  return { done, tools };
}

const LOOKED = ['guard marker', 'preflight all with probes', 'shown'];
const PROVED = [...LOOKED, 'guard start', 'guard closed'];
const MISSING: PreflightReport['checks'] = [
  {
    ...{ id: 'secret.openai/api_key', status: 'fail', code: 'SECRET_MISSING' },
    ...{ detail: 'there is none', remedy: 'Create it.', durationMs: 0 },
  },
];

describe('R2.4 D15 npm run deploy', () => {
  it('proves the account, makes the assembly afresh, asks, and only then deploys', async () => {
    const { done, tools } = recordingTools({});

    expect(await deploy({ ...OPTIONS, isAgreed: false }, tools)).toBe(0);
    expect(done).toEqual([
      ...PROVED,
      'synth',
      'asked',
      'cdk deploy RichpanelMiddleware-dev … --exclusively --require-approval never --import-existing-resources --profile shop-dev',
    ]);
  });

  it.each([
    ['the guard refuses', { isRefused: true }, 'ACCOUNT_DIFFERS', ['guard marker']],
    [
      'the preflight failed, which is shown',
      { report: { verdict: 'fail' } },
      'PREFLIGHT_NOT_PASSED',
      [...LOOKED, 'guard closed'],
    ],
    [
      'an endpoint is overridden',
      { report: { identityKind: 'emulated' } },
      'DEPLOY_NEEDS_ACCOUNT',
      [...LOOKED, 'guard closed'],
    ],
    ['the guard refuses what the preflight let pass', { isUnready: true }, 'FLAG_MISSING', PROVED],
    [
      'the assembly is marked undeployable',
      { isDeployable: false },
      'ASSEMBLY_UNDEPLOYABLE',
      [...PROVED, 'synth'],
    ],
  ] as const)('deploys nothing where %s', async (_name, change, code, expected) => {
    const { done, tools } = recordingTools(change);

    await expect(deploy(OPTIONS, tools)).rejects.toMatchObject({ code });
    expect(done).toEqual(expected);
  });

  it('deploys nothing where nobody agreed', async () => {
    const { done, tools } = recordingTools({ isAgreed: false });

    await expect(deploy({ ...OPTIONS, isAgreed: false }, tools)).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
    });
    expect(done.some((step) => step.startsWith('cdk'))).toBe(false);
  });

  it('proves the marker alone where it creates the secrets', async () => {
    const { done, tools } = recordingTools({ report: { verdict: 'fail', checks: MISSING } });

    expect(await deploy({ ...OPTIONS, createsSecrets: true }, tools)).toBe(0);
    expect(done.slice(0, -1)).toEqual([...LOOKED, 'guard closed', 'synth']);
    expect(done.at(-1)).toMatch(/^cdk deploy /);
  });

  it('creates no secrets where every one is there', async () => {
    const { done, tools } = recordingTools({});

    await expect(deploy({ ...OPTIONS, createsSecrets: true }, tools)).rejects.toMatchObject({
      code: 'DEPLOY_CREATES_NOTHING',
    });
    expect(done).toEqual([...LOOKED, 'guard closed']);
  });
});
