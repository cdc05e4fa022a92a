import { describe, expect, it } from 'vitest';
import { bareCheck, PASSING_REPORT } from '../../../test/support/passing-report.ts';
import { assertAssembly, assertDeployable } from './deploy-gate.ts';
import type { PreflightReport } from './report.ts';

type Statuses = readonly (readonly [
  id: string,
  status: 'pass' | 'fail' | 'skipped',
  code?: string,
])[];

function report(checks: Statuses, change: Partial<PreflightReport> = {}): PreflightReport {
  const isBad = checks.some(([, status]) => status === 'fail');
  return {
    ...PASSING_REPORT,
    checks: checks.map(([id, status, code]) => bareCheck(id, status, code)),
    verdict: isBad ? 'fail' : 'pass',
    ...change,
  };
}

const TOKEN = 'secret.richpanel/webhook_token';
const PASSING: Statuses = [
  ['account.caller', 'pass'],
  [TOKEN, 'pass'],
];
const NO_SECRET: Statuses = [
  ['account.caller', 'pass'],
  [TOKEN, 'fail', 'SECRET_MISSING'],
  [`${TOKEN}.tag`, 'skipped', 'CHECK_SKIPPED'],
  ['secret.openai/api_key', 'fail', 'SECRET_MISSING'],
];
const EMPTY: Statuses[number] = [TOKEN, 'fail', 'SECRET_EMPTY'];

describe('R2.4 D15 what lets a deployment through', () => {
  it('a preflight that passed in an account', () => {
    expect(() => assertDeployable(report(PASSING), false)).not.toThrow();
  });

  it.each([
    ['failed', report([['account.marker', 'fail', 'MARKER_MISSING']])],
    [
      'is incomplete',
      report([['probes', 'skipped', 'PROBES_LEFT_OUT']], { verdict: 'incomplete' }),
    ],
    ['lacks its secrets, without --create-secrets', report(NO_SECRET)],
  ])('refuses one that %s, and names the check', (_name, found) => {
    expect(() => assertDeployable(found, false)).toThrow(/\(.+: [A-Z_]+\)/);
    expect(() => assertDeployable(found, false)).toThrow(
      expect.objectContaining({ code: 'PREFLIGHT_NOT_PASSED', exitCode: 1 }),
    );
  });

  it('refuses whatever was seen through an emulator', () => {
    for (const createsSecrets of [true, false]) {
      expect(() =>
        assertDeployable(report(PASSING, { identityKind: 'emulated' }), createsSecrets),
      ).toThrow(expect.objectContaining({ code: 'DEPLOY_NEEDS_ACCOUNT' }));
    }
  });

  it.each([
    ['missing', NO_SECRET],
    ['missing, others there', [...NO_SECRET, ['secret.richpanel/api_key', 'pass']]],
    ['missing, others empty', [...NO_SECRET, ['secret.richpanel/api_key', 'fail', 'SECRET_EMPTY']]],
    ['empty', [['account.caller', 'pass'], EMPTY]],
  ] satisfies [string, Statuses][])(
    'lets one that creates secrets pass with secrets %s',
    (_name, checks) => {
      expect(() => assertDeployable(report(checks), true)).not.toThrow();
      expect(() => assertDeployable(report(checks), false)).toThrow(
        expect.objectContaining({ code: 'PREFLIGHT_NOT_PASSED' }),
      );
    },
  );

  it.each([
    ['a marker is missing too', [...NO_SECRET, ['account.marker', 'fail', 'MARKER_MISSING']]],
    ['one is a placeholder', [EMPTY, ['secret.openai/api_key', 'fail', 'SECRET_PLACEHOLDER']]],
  ] satisfies [string, Statuses][])(
    'refuses one that creates secrets where %s',
    (_name, checks) => {
      expect(() => assertDeployable(report(checks), true)).toThrow(
        expect.objectContaining({ code: 'PREFLIGHT_NOT_PASSED' }),
      );
    },
  );

  it('creates none where they are all there', () => {
    expect(() => assertDeployable(report(PASSING), true)).toThrow(
      expect.objectContaining({ code: 'DEPLOY_CREATES_NOTHING' }),
    );
  });
});

describe('what an assembly must say', () => {
  const stack = 'RichpanelMiddleware-dev';
  const good = { stack, account: '222233334444', deployable: true, reasons: [] };
  const wanted = { stack, accountId: '222233334444' };

  it('takes a stack that may be deployed to the proved account', () => {
    expect(() => assertAssembly([good], wanted)).not.toThrow();
  });

  it.each([
    ['is not there', []],
    ['has a placeholder account', [{ ...good, deployable: false, reasons: ['placeholder'] }]],
    ['is for another account', [{ ...good, account: '333344445555' }]],
  ])('refuses a stack that %s', (_name, stacks) => {
    expect(() => assertAssembly(stacks, wanted)).toThrow(
      expect.objectContaining({ code: 'ASSEMBLY_UNDEPLOYABLE' }),
    );
  });
});
