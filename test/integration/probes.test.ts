import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFingerprinter } from '../../src/adapters/node/node-fingerprinter.ts';
import { openFingerprintFiles } from '../../src/config/fingerprint-files.ts';
import { openConfig } from '../../src/config/load-config.ts';
import type { Workspaces } from '../../src/core/environment/fingerprints.ts';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import { markerParameter } from '../../src/core/environment/resource.names.ts';
import type { LedgerEntry } from '../../src/core/gate/ledger.ts';
import { authorizeOperator } from '../../src/core/operate/operation.ts';
import type { PreflightReport } from '../../src/core/preflight/report.ts';
import { fingerprintWorkspace } from '../../src/core/preflight/workspace-witness.ts';
import { createAccountSurface } from '../../src/entry/local-surface.ts';
import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import { type LiveFixture, startLiveFixture } from '../support/live-fixture.ts';
import { goodSecret } from '../support/preflight/planted-values.ts';
import { prepareStage, type Site, type Stage } from '../support/preflight/stage.ts';

useTestCredentials();

let stage: Stage;
let site: Site;
let fixture: LiveFixture;
beforeAll(async () => {
  stage = await prepareStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  site = await stage.open('dev', 'live');
  fixture = await startLiveFixture(site);
});
afterEach(() => fixture.close());

const logger = { log: () => undefined, child: () => logger };

function surface() {
  const { createTransport } = fixture;
  return createAccountSurface({ variables: {}, logger, actor: 'tester', createTransport });
}

function options(environment: EnvironmentName = 'dev') {
  const { configDir, dataDir } = site;
  return { environment, config: openConfig(configDir), dataDir, timeoutMs: 5_000 };
}

function preflight(isProbing = true): Promise<PreflightReport> {
  const onCheck = () => undefined;
  return surface().preflight({
    ...options(),
    ...{ scope: 'all', isProbing, openStagingReason: null, onCheck },
  });
}

/** What `workspace register` reads, past the guard. */
async function readWorkspace() {
  const session = await surface().open({ ...options(), need: 'secrets' });
  try {
    return await session.readWorkspace();
  } finally {
    await session.close();
  }
}

/** The file that people made before: kept, because fingerprints are slow on purpose. */
let registered: Workspaces | null = null;

/** What people did before: prod's workspace on file, then dev's by the command's own reading. */
async function registerWorkspaces(): Promise<void> {
  if (registered !== null) return openFingerprintFiles(site.configDir).saveWorkspaces(registered);
  const prod = fixture.workspaces.get(goodSecret('prod', 'richpanel/api_key'));
  if (prod === undefined) throw new Error('prod has a workspace');
  const live = await fingerprintWorkspace(prod, createNodeFingerprinter());
  openFingerprintFiles(site.configDir).saveWorkspaces({
    schemaVersion: 1,
    environments: { prod: { live } },
  });
  const { mode, fingerprint } = await readWorkspace();
  registered = {
    schemaVersion: 1,
    environments: { prod: { live }, dev: { [mode]: fingerprint } },
  };
  openFingerprintFiles(site.configDir).saveWorkspaces(registered);
}

async function ledgerEntries(): Promise<readonly LedgerEntry[]> {
  const opened = await surface().openLedger(options());
  try {
    const entries: LedgerEntry[] = [];
    for await (const entry of opened.ledger.read()) entries.push(entry);
    expect(await opened.verifyLedger()).toMatchObject({ verified: true });
    return entries;
  } finally {
    await opened.close();
  }
}

function red(report: PreflightReport): readonly string[] {
  return report.checks
    .filter(({ status }) => status === 'fail')
    .map(({ id, code }) => `${id} ${code}`);
}

/** Points dev's helpdesk key at the workspace of prod, as a key that was copied. */
function openProdsWorkspace(): void {
  const prod = fixture.workspaces.get(goodSecret('prod', 'richpanel/api_key'));
  if (prod !== undefined) fixture.workspaces.set(goodSecret('dev', 'richpanel/api_key'), prod);
}

/** Takes the workspace of one environment off the file. */
function forget(environment: EnvironmentName): void {
  const files = openFingerprintFiles(site.configDir);
  const file = files.loadWorkspaces();
  const kept = Object.entries(file.environments).filter(([name]) => name !== environment);
  openFingerprintFiles(site.configDir).saveWorkspaces({
    ...file,
    environments: Object.fromEntries(kept),
  });
}

const DEFECTS: readonly (readonly [string, string, () => void])[] = [
  [
    'the workspace was never registered',
    'probe.richpanel-workspace WORKSPACE_UNREGISTERED',
    () => forget('dev'),
  ],
  [
    'prod’s workspace is not on file',
    'probe.richpanel-workspace WORKSPACE_NOT_COMPARED',
    () => forget('prod'),
  ],
  [
    'an agent was added since',
    'probe.richpanel-workspace WORKSPACE_CHANGED',
    () => {
      const key = goodSecret('dev', 'richpanel/api_key');
      const known = fixture.workspaces.get(key);
      if (known !== undefined)
        fixture.workspaces.set(key, { ...known, users: [...known.users, 'u3'] });
    },
  ],
  [
    'the key is not taken',
    'probe.richpanel-workspace RICHPANEL_KEY_REFUSED',
    () => void fixture.workspaces.delete(goodSecret('dev', 'richpanel/api_key')),
  ],
  [
    'the token may write',
    'probe.shopify-scopes SHOP_SCOPE_WRITES',
    () => {
      fixture.shop.change({ accessScopes: ['read_all_orders', 'read_orders', 'write_orders'] });
    },
  ],
  [
    'the token may write, unauthenticated',
    'probe.shopify-scopes SHOP_SCOPE_WRITES',
    () => {
      fixture.shop.change({ accessScopes: ['read_all_orders', 'unauthenticated_write_checkouts'] });
    },
  ],
  [
    'the token opens another shop',
    'probe.shopify-domain SHOP_DIFFERS',
    () => {
      fixture.shop.change({ domain: 'other-shop.myshopify.com' });
    },
  ],
  [
    'the API version is no longer supported',
    'probe.shopify-version SHOP_VERSION_UNSUPPORTED',
    () => {
      fixture.shop.change({ versions: [{ handle: '2026-07', supported: false }] });
    },
  ],
  [
    'the shop’s token is not taken',
    'probe.shopify-domain SHOP_TOKEN_REFUSED',
    () => {
      fixture.shop.change({ token: 'shpat_other' });
    },
  ],
  [
    'OpenAI does not take the key',
    'probe.model MODEL_KEY_REFUSED',
    () => {
      fixture.model.change({ apiKey: 'sk-other' });
    },
  ],
  [
    'the pinned model is gone',
    'probe.model MODEL_UNKNOWN',
    () => {
      fixture.model.change({ models: [] });
    },
  ],
];

describe('R6.1 R7.1 incident 19 the live vendors, asked through the gate', () => {
  it('passes as an account, with every effect decided and attempted on a ledger that verifies', async () => {
    await registerWorkspaces();
    fixture.asked.length = 0;
    const report = await preflight();

    expect(red(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'pass', identityKind: 'account' });
    const effects = (await ledgerEntries()).filter(({ chain }) => chain === 'process').slice(-8);
    expect(
      effects.map(({ kind, effect, outcome }) => `${kind} ${effect} ${outcome}`).sort(),
    ).toEqual(
      ['workspace.read', 'workspace.read', 'shop.app.read', 'model.probe']
        .flatMap((effect) => [`decision ${effect} allow`, `attempt ${effect} accepted`])
        .sort(),
    );
    expect(new Set(effects.map(({ identityKind }) => identityKind))).toEqual(new Set(['account']));
    expect(fixture.shop.mutations()).toBe(0);
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it.each(DEFECTS)('sees that %s, and nothing else turns red', async (_name, expected, plant) => {
    await registerWorkspaces();
    plant();
    const report = await preflight();

    expect(red(report)).toEqual([expected]);
    expect(report.verdict).toBe('fail');
  });

  it('sees that the key opens prod, where the bot agent is nobody', async () => {
    await registerWorkspaces();
    openProdsWorkspace();

    expect(red(await preflight())).toEqual([
      'probe.richpanel-workspace WORKSPACE_DIFFERS',
      'probe.richpanel-bot-agent BOT_AGENT_UNKNOWN',
    ]);
  });

  it('incident 21 sees a bot agent that is no user of the workspace', async () => {
    await registerWorkspaces();
    const key = goodSecret('dev', 'richpanel/api_key');
    fixture.workspaces.set(key, { users: ['u2', 'u9'], channels: ['c1', 'c2'] });
    const report = await preflight();

    expect(red(report)).toEqual([
      'probe.richpanel-workspace WORKSPACE_CHANGED',
      'probe.richpanel-bot-agent BOT_AGENT_UNKNOWN',
    ]);
  });

  it('warns where the token sees sixty days only, and still passes', async () => {
    await registerWorkspaces();
    fixture.shop.change({ accessScopes: ['read_orders'] });
    const report = await preflight();

    expect(report.checks.find(({ code }) => code === 'SHOP_ORDERS_60_DAYS')?.status).toBe('warn');
    expect(report.verdict).toBe('pass');
  });

  it('asks no vendor while the marker is missing, and none at all without probes', async () => {
    await registerWorkspaces();
    site.standIn.state.parameters.delete(markerParameter('dev'));
    fixture.asked.length = 0;
    const unmarked = await preflight();
    const unprobed = await preflight(false);

    expect(red(unmarked)).toEqual(['account.marker MARKER_MISSING']);
    expect(red(unprobed)).toEqual(['account.marker MARKER_MISSING']);
    expect(fixture.asked.filter((origin) => !origin.endsWith('.amazonaws.com'))).toEqual([]);
  });

  it('asks the helpdesk first: until its workspace is known nobody else hears of us', async () => {
    await registerWorkspaces();
    openProdsWorkspace();
    fixture.asked.length = 0;
    await preflight();

    expect(fixture.asked.filter((origin) => !origin.endsWith('.amazonaws.com'))).toEqual([
      'https://api.richpanel.com',
      'https://api.richpanel.com',
    ]);
  });
});

describe('R6.1 registering a workspace', () => {
  it('refuses prod’s workspace as a sandbox, also after people left, joined and opened a channel', async () => {
    await registerWorkspaces();
    openProdsWorkspace();
    await expect(readWorkspace()).rejects.toMatchObject({
      code: 'WORKSPACE_IS_PROD',
    });
    const prod = fixture.workspaces.get(goodSecret('prod', 'richpanel/api_key'));
    const joined = {
      users: [...(prod?.users.slice(1) ?? []), 'joined'],
      channels: [...(prod?.channels ?? []), 'opened'],
    };
    fixture.workspaces.set(goodSecret('dev', 'richpanel/api_key'), joined);

    await expect(readWorkspace()).rejects.toMatchObject({
      code: 'WORKSPACE_IS_PROD',
    });
  });

  it('refuses a sandbox while prod’s workspace is not on file', async () => {
    await expect(readWorkspace()).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_COMPARED',
    });
  });

  it('refuses before it asks the helpdesk where another witness does not agree', async () => {
    site.standIn.state.accountId = '999988887777';
    await expect(readWorkspace()).rejects.toMatchObject({
      code: 'ACCOUNT_DIFFERS',
    });
    expect(fixture.asked).toEqual(['https://sts.us-east-2.amazonaws.com']);
  });
});

describe('R9.2 an operator on a live helpdesk', () => {
  const operator = { actor: 'tester', reason: 'pilot' };
  const open = () => surface().open({ ...options(), need: 'secrets' });

  it('may fingerprint the secrets and register the workspace before it is on file, and open no flag', async () => {
    const session = await open();
    try {
      const fingerprint = { effect: 'secrets.fingerprint', direction: 'safer' } as const;
      await authorizeOperator(fingerprint, operator, await session.operation());
      const register = { effect: 'workspace.register', direction: 'safer' } as const;
      await authorizeOperator(register, operator, await session.operation());
      const riskier = { effect: 'flags.write', direction: 'riskier' } as const;

      await expect(session.require('workspace')).rejects.toMatchObject({
        code: 'WORKSPACE_UNREGISTERED',
      });
      await expect(
        authorizeOperator(riskier, operator, await session.operation()),
      ).rejects.toMatchObject({ code: 'IDENTITY_UNVERIFIED' });
    } finally {
      await session.close();
    }
  });

  it('may open a flag once the workspace is the registered one', async () => {
    await registerWorkspaces();
    const session = await open();
    try {
      await session.require('workspace');
      const riskier = { effect: 'flags.write', direction: 'riskier' } as const;
      await authorizeOperator(riskier, operator, await session.operation());

      const written = (await ledgerEntries()).filter(({ effect }) => effect === 'flags.write');
      expect(written).toMatchObject([{ outcome: 'allow', identityKind: 'account' }]);
    } finally {
      await session.close();
    }
  });
});
