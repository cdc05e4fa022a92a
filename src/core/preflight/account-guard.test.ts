import { describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  createFakeAccount,
  describedSecret,
  type FakeAccount,
  fingerprintsOnFile,
  goodSecret,
  REGION,
  rawParameter,
  registryOf,
  START_MS,
} from '../../../test/support/preflight-fixture.ts';
import { ENVIRONMENT_NAMES } from '../environment/names.ts';
import { markerParameter, SECRET_IDS, secretName } from '../environment/resource.names.ts';
import { flagParameter } from '../flags/names.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import {
  type AskWorkspace,
  createAccountGuard,
  GUARD_NEEDS,
  type GuardNeed,
} from './account-guard.ts';
import type { Check } from './check.ts';
import { WORKSPACE_CHECK } from './identity-of.ts';
import type { AccountPlan } from './readings.ts';

const WORKSPACE: Check = {
  ...{ id: WORKSPACE_CHECK, status: 'pass', code: null, detail: 'as registered' },
  ...{ remedy: null, durationMs: 0 },
};

function prepare(
  account: FakeAccount = createFakeAccount(),
  change: Partial<AccountPlan> = {},
  workspace: readonly Check[] = [WORKSPACE],
) {
  const plan: AccountPlan = {
    environment: 'dev',
    region: REGION,
    identityKind: 'account',
    expectAccount: null,
    registry: registryOf(ENVIRONMENT_NAMES),
    fingerprints: fingerprintsOnFile,
    ...change,
  };
  const asked: Parameters<AskWorkspace>[] = [];
  const ask: AskWorkspace = async (...facts) => {
    asked.push(facts);
    return workspace;
  };
  return { account, plan, asked, guard: createAccountGuard(plan, account.deps, ask) };
}

function counted(calls: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

async function refusalOf(attempt: Promise<void>): Promise<ConfigurationError> {
  const thrown: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ConfigurationError) return thrown;
  throw new Error('the guard did not refuse');
}

const CALLS: Readonly<Record<GuardNeed, Record<string, number>>> = {
  account: { sts: 1 },
  marker: { sts: 1, 'ssm.read': 1 },
  secrets: { sts: 1, 'ssm.read': 1, 'secrets.describe': 5, 'secrets.read': 5 },
  workspace: { sts: 1, 'ssm.read': 1, 'secrets.describe': 5, 'secrets.read': 5 },
  start: { sts: 1, 'ssm.read': 2, 'secrets.describe': 5, 'secrets.read': 5 },
};

describe('R2.4 D18 the guard of an account', () => {
  it('calls nothing and knows nothing before it is asked', () => {
    const { account, guard } = prepare();

    expect(account.calls).toEqual([]);
    expect(guard.identity().agreeing).toEqual(['environment']);
    expect(guard.secretValues().size).toBe(0);
  });

  it.each(GUARD_NEEDS)('looks for the need %s at what it names and nothing more', async (need) => {
    const { account, guard } = prepare();

    await guard.require(need);

    expect(counted(account.calls)).toEqual(CALLS[need]);
  });

  it('incident 20 asks nothing of a wrong account but whose it is', async () => {
    for (const need of GUARD_NEEDS) {
      const { account, guard } = prepare();
      account.caller = { outcome: 'caller', accountId: ACCOUNTS.prod, serverTimeMs: START_MS };

      const refusal = await refusalOf(guard.require(need));

      expect(refusal).toMatchObject({ code: 'ACCOUNT_DIFFERS', exitCode: 1 });
      expect(refusal.message).toContain('account.caller');
      expect(refusal.remedy).not.toBe('');
      expect(account.calls).toEqual(['sts']);
      expect(guard.identity().agreeing).toEqual(['environment']);
    }
  });

  it('calls nobody where the configuration alone refuses', async () => {
    const { account, guard } = prepare(createFakeAccount(), { region: 'eu-west-1' });

    expect(await refusalOf(guard.require('account'))).toMatchObject({ code: 'REGION_DIFFERS' });
    expect(account.calls).toEqual([]);
  });

  it('asks the second time only for what is missing', async () => {
    const { account, guard } = prepare();
    await guard.require('marker');
    account.calls.length = 0;

    await guard.require('secrets');
    expect(counted(account.calls)).toEqual({ 'secrets.describe': 5, 'secrets.read': 5 });

    account.calls.length = 0;
    for (const need of GUARD_NEEDS.slice(0, 3)) await guard.require(need);
    expect(account.calls).toEqual([]);
  });

  it('knows of every need what was proved for it', async () => {
    const { guard } = prepare();
    const seen: (readonly string[])[] = [];
    for (const need of GUARD_NEEDS) {
      await guard.require(need);
      seen.push(guard.identity().agreeing);
    }

    const place = ['environment', 'account', 'region'];
    const whole = [...place, 'marker', 'secrets'];
    const known = [...whole, 'workspace'];
    expect(seen).toEqual([place, [...place, 'marker'], whole, known, known]);
    expect([...guard.secretValues()].map(([id, value]) => [id, value.reveal()])).toEqual(
      SECRET_IDS.map((id) => [id, goodSecret('dev', id)]),
    );
  });

  it('D17 lets a skewed clock pass: it makes nothing unsafe and must stop no kill', async () => {
    for (const serverTimeMs of [null, START_MS + 86_400_000]) {
      const { account, guard } = prepare();
      account.caller = { outcome: 'caller', accountId: ACCOUNTS.dev, serverTimeMs };

      await guard.require('start');

      expect(guard.identity().agreeing).toContain('secrets');
    }
  });

  it('D17 a kill needs no marker, no secret and no flag', async () => {
    const { account, guard } = prepare();
    account.parameters.clear();
    account.secrets.clear();

    await guard.require('account');

    expect(account.calls).toEqual(['sts']);
  });

  it('hands out no value beside a witness that disagrees, and looks again the next time', async () => {
    const id = 'openai/api_key';
    const name = secretName('dev', id);
    const { account, guard } = prepare();
    account.secrets.set(name, describedSecret('dev', goodSecret('dev', id), 'prod'));

    expect((await refusalOf(guard.require('secrets'))).code).toBe('SECRET_TAG_DIFFERS');
    expect(guard.secretValues().size).toBe(0);
    expect(guard.identity().agreeing).not.toContain('secrets');

    account.secrets.set(name, describedSecret('dev', goodSecret('dev', id)));
    await guard.require('secrets');
    expect(guard.secretValues().size).toBe(5);
  });

  it('reads no secret but those that the process may have', async () => {
    const { account, guard } = prepare(createFakeAccount(), {
      secretIds: ['richpanel/webhook_token'],
    });

    await guard.require('secrets');

    expect(counted(account.calls)['secrets.read']).toBe(1);
    expect([...guard.secretValues().keys()]).toEqual(['richpanel/webhook_token']);
  });

  const defects: readonly (readonly [GuardNeed, string, (account: FakeAccount) => void])[] = [
    ['marker', 'MARKER_MISSING', ({ parameters }) => parameters.delete(markerParameter('dev'))],
    [
      'marker',
      'MARKER_DIFFERS',
      ({ parameters }) => parameters.set(markerParameter('dev'), rawParameter('prod', 'dev')),
    ],
    [
      'secrets',
      'SECRET_MISSING',
      ({ secrets }) => secrets.delete(secretName('dev', 'richpanel/api_key')),
    ],
    [
      'secrets',
      'SECRET_OF_OTHER_ENVIRONMENT',
      ({ secrets }) =>
        secrets.set(
          secretName('dev', 'openai/api_key'),
          describedSecret('dev', goodSecret('prod', 'openai/api_key')),
        ),
    ],
    [
      'start',
      'FLAG_INVALID',
      ({ parameters }) =>
        parameters.set(flagParameter('dev', 'safe_mode'), rawParameter('ture', 'dev')),
    ],
  ];
  it.each(defects)(
    'at the need %s and beyond refuses %s, and before it not',
    async (at, code, plant) => {
      for (const need of GUARD_NEEDS) {
        const { account, guard } = prepare();
        plant(account);
        const isReached = GUARD_NEEDS.indexOf(need) >= GUARD_NEEDS.indexOf(at);

        if (isReached) expect((await refusalOf(guard.require(need))).code).toBe(code);
        else await guard.require(need);
      }
    },
  );

  it('I7 is not opened by a port that throws', async () => {
    const boom = () => Promise.reject(new Error('boom'));
    const { deps } = createFakeAccount();
    const broken = [
      { ...deps, caller: { whoAmI: boom } },
      { ...deps, parameters: { ...deps.parameters, read: boom } },
      { ...deps, secrets: { ...deps.secrets, describe: boom } },
      { ...deps, secrets: { ...deps.secrets, read: boom } },
      { ...deps, fingerprinter: { ...deps.fingerprinter, make: boom, matches: boom } },
    ];
    for (const one of broken) {
      const { guard } = prepare({ ...createFakeAccount(), deps: one });

      await expect(guard.require('start')).rejects.toThrow();
      expect(guard.identity().agreeing).not.toContain('secrets');
      expect(guard.secretValues().size).toBe(0);
    }
  });

  it('a broken file of fingerprints stops what compares with it, and no kill', async () => {
    const fingerprints = () => {
      throw new ConfigurationError('FINGERPRINTS_UNREADABLE', 'x', 'y');
    };
    const { guard } = prepare(createFakeAccount(), { fingerprints });

    await guard.require('marker');

    expect((await refusalOf(guard.require('secrets'))).code).toBe('FINGERPRINTS_UNREADABLE');
  });

  it('R6.1 asks the workspace once, last, with the key and what the other witnesses said', async () => {
    const { asked, guard } = prepare();
    await guard.require('secrets');
    expect(asked).toEqual([]);

    await guard.require('start');
    await guard.require('start');

    const [[values, identity] = []] = asked;
    expect(asked).toHaveLength(1);
    expect(values?.get('richpanel/api_key')?.reveal()).toBe(goodSecret('dev', 'richpanel/api_key'));
    expect(identity?.agreeing).toEqual(['environment', 'account', 'region', 'marker', 'secrets']);
  });

  it('R6.1 asks no workspace before every other witness has agreed', async () => {
    const { account, asked, guard } = prepare();
    account.parameters.delete(markerParameter('dev'));

    expect((await refusalOf(guard.require('workspace'))).code).toBe('MARKER_MISSING');
    expect(asked).toEqual([]);
  });

  it('R6.1 refuses a workspace that disagrees, or of which nothing is said', async () => {
    const differs: Check = { ...WORKSPACE, status: 'fail', code: 'WORKSPACE_DIFFERS' };
    const { asked, guard, plan } = prepare(createFakeAccount(), {}, [differs]);
    expect((await refusalOf(guard.require('workspace'))).code).toBe('WORKSPACE_DIFFERS');
    expect((await refusalOf(guard.require('start'))).code).toBe('WORKSPACE_DIFFERS');
    expect(asked).toHaveLength(2);
    expect(guard.identity().agreeing).not.toContain('workspace');

    const unaskable = createAccountGuard(plan, createFakeAccount().deps);
    const silent = prepare(createFakeAccount(), {}, []).guard;
    for (const one of [unaskable, silent])
      expect((await refusalOf(one.require('start'))).code).toBe('WORKSPACE_UNVERIFIED');
  });

  it('R6.1 has no workspace to ask where the helpdesk is a stub', async () => {
    const { asked, guard } = prepare(createFakeAccount(), { registry: registryOf() });

    await guard.require('start');

    expect(asked).toEqual([]);
    expect(guard.identity().agreeing).not.toContain('workspace');
  });

  it('R4.1 leaves an open staging to the gate, effect by effect', async () => {
    const account = createFakeAccount('staging');
    account.parameters.set(flagParameter('staging', 'safe_mode'), rawParameter('false', 'staging'));

    await prepare(account, { environment: 'staging' }).guard.require('start');
  });
});
