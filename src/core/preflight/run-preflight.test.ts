import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  createFakeAccount,
  describedSecret,
  type FakeAccount,
  fingerprintsOnFile,
  REGION,
  ROUTING,
  rawParameter,
  registryOf,
  START_MS,
} from '../../../test/support/preflight-fixture.ts';
import { FOREIGN, OWN, workspacesOf } from '../../../test/support/probe-cases.ts';
import { createFakeVendors, type FakeVendors } from '../../../test/support/probe-fixture.ts';
import type { Workspaces } from '../environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../environment/names.ts';
import { markerParameter, secretName } from '../environment/resource.names.ts';
import { flagParameter } from '../flags/names.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import type { Check } from './check.ts';
import { verdictOf } from './report.ts';
import { type PreflightDeps, type PreflightPlan, runPreflight } from './run-preflight.ts';

const WORKSPACES: Readonly<Record<EnvironmentName, Workspaces>> = {
  dev: await workspacesOf({ dev: { 'sandbox-workspace': OWN }, prod: { live: FOREIGN } }),
  staging: await workspacesOf({ staging: { 'sandbox-workspace': OWN }, prod: { live: FOREIGN } }),
  prod: await workspacesOf({ prod: { live: OWN } }),
};

interface Fixture {
  readonly account: FakeAccount;
  readonly vendors: FakeVendors;
  readonly told: Check[];
  /** How long it took on the virtual clock, and what was found. */
  run(): Promise<{ readonly tookMs: number; readonly checks: readonly Check[] }>;
}

function prepare(
  options: {
    readonly environment?: EnvironmentName;
    readonly live?: readonly EnvironmentName[];
    readonly latencyMs?: () => number;
    readonly plan?: Partial<PreflightPlan>;
    readonly deps?: Partial<PreflightDeps>;
  } = {},
): Fixture {
  const { environment = 'dev', live = ENVIRONMENT_NAMES, latencyMs = () => 0 } = options;
  const account = createFakeAccount(environment, latencyMs);
  const registry = registryOf(live);
  const { clock } = account.clock;
  const latency = () => clock.sleep(latencyMs());
  const vendors = createFakeVendors(environment, registry, { latency });
  const told: Check[] = [];
  const plan: PreflightPlan = {
    ...{ environment, region: REGION, identityKind: 'account', expectAccount: null, registry },
    ...{
      fingerprints: fingerprintsOnFile,
      workspaces: () => WORKSPACES[environment],
      routing: ROUTING,
    },
    ...{ scope: 'all', isProbing: true, openStagingReason: null },
    ...options.plan,
  };
  const deps: PreflightDeps = {
    ...account.deps,
    onCheck: (check) => told.push(check),
    openProbes: async () => vendors.clients,
    richpanelRate: { capacity: 50, windowMs: 30_000 },
    isStoreWritable: async () => true,
    recordOpenStaging: async () => undefined,
    ...options.deps,
  };
  const run: Fixture['run'] = async () => {
    const running = runPreflight(plan, deps).then((checks) => {
      return { checks, tookMs: clock.now() - START_MS };
    });
    await account.clock.advance(10_000);
    return running;
  };
  return { account, vendors, told, run };
}

const idsOf = (checks: readonly Check[]) => checks.map(({ id }) => id);
const badOf = (checks: readonly Check[]) =>
  checks.filter(({ status }) => status === 'fail').map(({ id, code }) => `${id} ${code}`);
const by = (checks: readonly Check[], id: string) => checks.find((check) => check.id === id);

describe('R2.1 R2.2 the preflight', () => {
  it.each(ENVIRONMENT_NAMES)('passes in %s where nothing is wrong', async (environment) => {
    const { checks } = await prepare({ environment }).run();

    expect(badOf(checks)).toEqual([]);
    expect(verdictOf(checks)).toBe('pass');
  });

  it('asks no vendor where all are stubs, and reads none of their secrets', async () => {
    const { account, vendors, run } = prepare({ live: [] });

    const { checks } = await run();

    expect(verdictOf(checks)).toBe('pass');
    expect(vendors.sent).toEqual([]);
    expect(account.calls.filter((call) => call === 'secrets.read')).toHaveLength(1);
  });

  it('gives the checks in one order, in whatever order the answers come', async () => {
    const usual = await prepare().run();
    const latencies = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 24, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(latencies, async (drawn) => {
        let next = 0;
        const latencyMs = () => drawn[next++ % drawn.length] ?? 0;
        const { told, run } = prepare({ latencyMs });

        const { checks } = await run();

        expect(idsOf(checks)).toEqual(idsOf(usual.checks));
        expect(idsOf(told).sort()).toEqual(idsOf(checks).sort());
        expect(new Set(idsOf(checks)).size).toBe(checks.length);
      }),
      { numRuns: 20 },
    );
  });

  it('makes two dependent round trips before the vendors, and two more for them', async () => {
    const asked = async (isProbing: boolean) =>
      (await prepare({ latencyMs: () => 1, plan: { isProbing } }).run()).tookMs;

    expect(await asked(false)).toBe(2);
    expect(await asked(true)).toBe(4);
  });

  it('asks for each thing once', async () => {
    const { account, run } = prepare();

    await run();

    const counts = Object.groupBy(account.calls, (call) => call);
    expect(Object.entries(counts).map(([call, all]) => [call, all?.length])).toEqual([
      ['sts', 1],
      ['ssm.read', 2],
      ['secrets.describe', 5],
      ['secrets.read', 5],
    ]);
  });

  it('looks in the scope account at the account alone', async () => {
    const { account, run } = prepare({ plan: { scope: 'account' } });

    const { checks } = await run();

    expect(idsOf(checks).every((id) => id.startsWith('account.'))).toBe(true);
    expect(account.calls).toEqual(['sts', 'ssm.read']);
  });

  it('leaves in the scope secrets this machine and the limits out', async () => {
    const whole = await prepare().run();
    const { checks } = await prepare({ plan: { scope: 'secrets' } }).run();
    const around = idsOf(whole.checks).filter((id) => !idsOf(checks).includes(id));

    expect(around).toEqual(['store.writable', 'limit.richpanel-rate', 'limit.routing']);
  });

  it('incident 20 looks at nothing in a wrong account, and lists what it did not look at', async () => {
    const whole = await prepare().run();
    const { account, vendors, run } = prepare();
    account.caller = { outcome: 'caller', accountId: ACCOUNTS.prod, serverTimeMs: START_MS };

    const { checks } = await run();

    expect(account.calls).toEqual(['sts']);
    expect(vendors.sent).toEqual([]);
    expect(badOf(checks)).toEqual(['account.caller ACCOUNT_DIFFERS']);
    expect(idsOf(checks)).toEqual(idsOf(whole.checks));
    expect(by(checks, 'flag.safe_mode')).toMatchObject({
      status: 'skipped',
      detail: 'needs account.caller',
    });
  });

  it('skips the vendors where a witness is missing, and only them', async () => {
    const { account, vendors, run } = prepare();
    account.parameters.set(markerParameter('dev'), rawParameter('prod', 'dev'));

    const { checks } = await run();

    expect(badOf(checks)).toEqual(['account.marker MARKER_DIFFERS']);
    expect(vendors.sent).toEqual([]);
    const skipped = checks.filter(({ status }) => status === 'skipped');
    expect(idsOf(skipped).every((id) => id.startsWith('probe.'))).toBe(true);
    expect(skipped.every(({ detail }) => detail === 'needs account.marker')).toBe(true);
    expect(skipped).toHaveLength(7);
  });

  it('skips what depends on a secret that is not there', async () => {
    const { account, run } = prepare();
    account.secrets.delete(secretName('dev', 'openai/api_key'));

    const { checks } = await run();

    expect(badOf(checks)).toEqual(['secret.openai/api_key SECRET_MISSING']);
    for (const id of ['secret.openai/api_key.tag', 'secret.openai/api_key.fingerprint'])
      expect(by(checks, id)?.status).toBe('skipped');
  });

  it('incident 19 compares and uses no value that cannot be right', async () => {
    const { account, vendors, run } = prepare();
    const name = secretName('dev', 'openai/api_key');
    account.secrets.set(name, describedSecret('dev', 'changeme'));

    const { checks } = await run();

    expect(badOf(checks)).toEqual(['secret.openai/api_key SECRET_PLACEHOLDER']);
    expect(by(checks, 'secret.openai/api_key.fingerprint')?.status).toBe('skipped');
    expect(vendors.sent).toEqual([]);
  });

  it('a bad flag stops no vendor from being asked', async () => {
    const { account, vendors, run } = prepare();
    account.parameters.set(flagParameter('dev', 'safe_mode'), rawParameter('ture', 'dev'));

    const { checks } = await run();

    expect(badOf(checks)).toEqual(['flag.safe_mode FLAG_INVALID']);
    expect(vendors.sent).toHaveLength(4);
  });

  it('asks no vendor where no decision could be written down', async () => {
    const openProbes = async () => {
      throw new Error('no store');
    };
    const { vendors, run } = prepare({ deps: { isStoreWritable: async () => false, openProbes } });

    const { checks } = await run();

    expect(badOf(checks)).toEqual(['store.writable STORE_UNWRITABLE']);
    expect(vendors.sent).toEqual([]);
  });

  it('without probes is incomplete at best', async () => {
    const { vendors, run } = prepare({ plan: { isProbing: false } });

    const { checks } = await run();

    expect(vendors.sent).toEqual([]);
    expect(by(checks, 'probes')).toMatchObject({ status: 'skipped', code: 'PROBES_LEFT_OUT' });
    expect(verdictOf(checks)).toBe('incomplete');
  });

  it('tells how long each thing took', async () => {
    const { checks } = await prepare({ latencyMs: () => 50 }).run();

    expect(by(checks, 'account.caller')?.durationMs).toBe(50);
    expect(by(checks, 'flag.safe_mode')?.durationMs).toBe(50);
    expect(by(checks, 'limit.routing')?.durationMs).toBe(0);
  });
});

describe('R4.1 an open staging', () => {
  function open(reason: string | null, recordOpenStaging = async () => undefined) {
    const plan = { openStagingReason: reason, isProbing: false };
    const fixture = prepare({ environment: 'staging', plan, deps: { recordOpenStaging } });
    const safe = flagParameter('staging', 'safe_mode');
    fixture.account.parameters.set(safe, rawParameter('false', 'staging'));
    return fixture;
  }

  it('fails, and with a reason on the ledger is a warning', async () => {
    const recorded: (readonly string[])[] = [];
    const record: PreflightDeps['recordOpenStaging'] = async (reason, { agreeing }) => {
      recorded.push([reason, ...agreeing]);
    };
    const fixture = prepare({
      environment: 'staging',
      plan: { openStagingReason: 'drill', isProbing: false },
      deps: { recordOpenStaging: record },
    });
    const safe = flagParameter('staging', 'safe_mode');
    fixture.account.parameters.set(safe, rawParameter('false', 'staging'));

    expect(badOf((await open(null).run()).checks)).toEqual(['flag.staging-closed STAGING_OPEN']);
    expect(by((await fixture.run()).checks, 'flag.staging-closed')?.status).toBe('warn');
    expect(recorded).toEqual([['drill', 'environment', 'account', 'region', 'marker', 'secrets']]);
  });

  it('is judged with every witness heard, the workspace of a live helpdesk included', async () => {
    const heard: (readonly string[])[] = [];
    const recordOpenStaging: PreflightDeps['recordOpenStaging'] = async (_reason, { agreeing }) => {
      heard.push(agreeing);
    };
    const plan = { openStagingReason: 'drill' };
    const fixture = prepare({ environment: 'staging', plan, deps: { recordOpenStaging } });
    const safe = flagParameter('staging', 'safe_mode');
    fixture.account.parameters.set(safe, rawParameter('false', 'staging'));

    expect(badOf((await fixture.run()).checks)).toEqual([]);
    expect(heard).toEqual([['environment', 'account', 'region', 'marker', 'secrets', 'workspace']]);
  });

  it('a store or a file that cannot be used is a finding, and loses nothing of the report', async () => {
    const openProbes = () =>
      Promise.reject(new ConfigurationError('FINGERPRINTS_UNREADABLE', 'x', 'y'));
    const usual = await prepare().run();
    const { checks } = await prepare({ deps: { openProbes } }).run();

    expect(badOf(checks)).toEqual(['probe.richpanel-workspace FINGERPRINTS_UNREADABLE']);
    expect(idsOf(checks)).toEqual(idsOf(usual.checks));
  });

  it('fails where the ledger does not take the reason', async () => {
    const { checks } = await open('drill', () => Promise.reject(new Error('full'))).run();

    expect(badOf(checks)).toEqual(['flag.staging-closed STAGING_OPEN']);
  });

  it('a reason that nobody needs goes nowhere', async () => {
    let records = 0;
    const recordOpenStaging = async () => {
      records += 1;
    };
    for (const environment of ['dev', 'staging'] as const) {
      const plan = { openStagingReason: 'drill', isProbing: false };
      await prepare({ environment, plan, deps: { recordOpenStaging } }).run();
    }

    expect(records).toBe(0);
  });
});
