import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import type { PreflightReport } from '../../src/core/preflight/report.ts';
import { startRpmw } from '../support/preflight/child.ts';
import type { Modes } from '../support/preflight/config-folder.ts';
import { ACCOUNT_DEFECTS } from '../support/preflight/defects/account-defects.ts';
import { type Defect, isLive, setFlag, setSecret } from '../support/preflight/defects/defect.ts';
import { FLAG_DEFECTS } from '../support/preflight/defects/flag-defects.ts';
import { MACHINE_DEFECTS } from '../support/preflight/defects/machine-defects.ts';
import { REFUSALS } from '../support/preflight/defects/refusals.ts';
import { SECRET_DEFECTS } from '../support/preflight/defects/secret-defects.ts';
import { SECRET_VALUE_DEFECTS } from '../support/preflight/defects/secret-value-defects.ts';
import {
  checksWith,
  idsOf,
  outcomeOf,
  preflightChild as preflight,
  unrelatedChanges,
} from '../support/preflight/outcome.ts';
import { goodSecret } from '../support/preflight/planted-values.ts';
import { inFolders, prepareStage, rpmwChild, type Stage } from '../support/preflight/stage.ts';

const TOKEN = 'richpanel/webhook_token';

const DEFECTS: readonly Defect[] = [
  ...ACCOUNT_DEFECTS,
  ...SECRET_DEFECTS,
  ...SECRET_VALUE_DEFECTS,
  ...FLAG_DEFECTS,
  ...MACHINE_DEFECTS,
];

let stage: Stage;
const healthyReports = new Map<string, Promise<PreflightReport>>();

const probing = (defect: Pick<Defect, 'environment' | 'modes'>) =>
  isLive(defect) ? ['--no-probe'] : [];

async function runHealthy(environment: EnvironmentName, modes: Modes): Promise<PreflightReport> {
  const site = await stage.open(environment, modes);
  const { report, stderr } = await preflight(site, ...probing({ environment, modes }));
  if (report === null) throw new Error(stderr);
  return report;
}

/** The report of an account with nothing wrong; one run for all that are compared with it. */
function healthy(environment: EnvironmentName, modes: Modes): Promise<PreflightReport> {
  const key = `${environment} ${modes}`;
  const known = healthyReports.get(key) ?? runHealthy(environment, modes);
  healthyReports.set(key, known);
  return known;
}

beforeAll(async () => {
  stage = await prepareStage();
});

afterAll(async () => {
  const failing = DEFECTS.filter(({ fails }) => fails.length > 0).length;
  const others = DEFECTS.length - failing;
  console.info(
    `preflight: ${failing} defects each seen as itself, ${others} states that are none, ${REFUSALS.length} refusals`,
  );
  await stage.close();
});

describe.concurrent('R2.1 R2.2 preflight of an account that was set up', () => {
  it.each(['dev', 'staging'] as const)('passes in %s with exit 0', async (environment) => {
    const report = await healthy(environment, 'stub');

    expect(report).toMatchObject({ verdict: 'pass', environment, identityKind: 'emulated' });
    expect(checksWith('fail', report)).toEqual([]);
    expect(checksWith('skipped', report)).toEqual([]);
    expect(checksWith('not-compared', report)).toEqual([]);
  });

  it('is incomplete in prod with --no-probe, and shows prod’s flags', async () => {
    const report = await healthy('prod', 'stub');

    expect(report.verdict).toBe('incomplete');
    expect(checksWith('fail', report)).toEqual([]);
    expect(checksWith('skipped', report)).toEqual(['probes PROBES_LEFT_OUT']);
    const shown = report.checks.filter(({ id }) => /^flag\.[a-z]+_(mode|enabled)$/.test(id));
    expect(shown.map(({ detail }) => detail)).toEqual(['true', 'false', 'false']);
  });

  it('lets no probe of an emulated account reach a live vendor', async () => {
    const { report, code } = await preflight(await stage.open('prod', 'live'));

    expect(code).toBe(1);
    expect(report?.verdict).toBe('fail');
    expect(report === null ? [] : checksWith('fail', report)).toEqual([
      'probe.richpanel-workspace IDENTITY_UNVERIFIED',
    ]);
  });

  it('takes an encrypted flag, and two live webhook tokens', async () => {
    const site = await stage.open('dev', 'stub');
    setFlag('safe_mode', 'true', 'SecureString')(site);
    setSecret(
      TOKEN,
      JSON.stringify([goodSecret('dev', TOKEN), goodSecret('dev', TOKEN, 'next')]),
    )(site);

    const { code, report } = await preflight(site);

    expect(code).toBe(0);
    expect(report?.verdict).toBe('pass');
  });
});

describe.concurrent('R2.1 R2.2 D5 incident 19 one defect, one code', () => {
  it.for(DEFECTS)('$name', async (defect) => {
    const { environment = 'dev', modes = 'stub', args = [], warns = [], says = [] } = defect;
    const site = await stage.open(environment, modes);
    await defect.plant?.(site);

    const result = await preflight(site, ...probing(defect), ...args);

    const { report } = result;
    if (report === null) throw new Error(`no report: ${result.errorCode} ${result.stderr}`);
    const before = await healthy(environment, modes);
    expect(checksWith('fail', report)).toEqual(defect.fails.toSorted());
    expect([...checksWith('warn', report), ...checksWith('not-compared', report)]).toEqual(warns);
    expect(unrelatedChanges(report, before, [...defect.fails, ...warns])).toEqual([]);
    expect(idsOf(report)).toEqual(idsOf(before));
    const isBad = defect.fails.length > 0;
    expect(report.verdict).toBe(isBad ? 'fail' : before.verdict);
    expect(result.code).toBe(isBad || before.verdict !== 'pass' ? 1 : 0);
    const details = report.checks
      .filter(({ status }) => status === 'fail')
      .map(({ detail }) => detail);
    for (const text of says) expect(details.join('\n')).toContain(text);
    const asked = new Set(site.standIn.journal.map(({ operation }) => operation));
    if (defect.asks !== undefined) expect([...asked]).toEqual(defect.asks);
  });

  it('names each defect once', () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
    expect(DEFECTS.filter(({ fails }) => fails.length > 0).length).toBeGreaterThanOrEqual(45);
  });
});

describe.concurrent('R2.1 D14 what is refused before any check', () => {
  it.for(REFUSALS)('$name ends with exit $exitCode', async (refusal) => {
    const { environment = 'dev' } = refusal;
    const site = await stage.open(environment ?? 'dev', 'stub');
    refusal.plant?.(site);
    const named = environment === null ? [] : ['--env', environment];
    const args = ['preflight', ...refusal.args, '--json', ...named];

    const result = outcomeOf(await startRpmw(inFolders(site, args), site).done);

    expect(result.code, result.stderr).toBe(refusal.exitCode);
    expect(result.errorCode).toBe(refusal.code);
    expect(result.report).toBeNull();
    expect(result.stderr).not.toBe('');
  });
});

describe.concurrent('R4.1 staging that is open by request', () => {
  it('warns, passes, and stands on the ledger with a redacted reason', async () => {
    const site = await stage.open('staging', 'stub');
    setFlag('safe_mode', 'false')(site);
    const before = await healthy('staging', 'stub');

    const reason = 'rehearsal agreed with canary.person@example.com';
    const { code, report } = await preflight(site, '--allow-open-staging', reason);

    expect(code).toBe(0);
    if (report === null) throw new Error('no report');
    expect(report.verdict).toBe('pass');
    expect(checksWith('warn', report)).toEqual(['flag.staging-closed STAGING_OPEN']);
    expect(unrelatedChanges(report, before, checksWith('warn', report))).toEqual([]);
    const db = new DatabaseSync(join(site.dataDir, 'account-staging.db'));
    const rows = JSON.stringify(db.prepare('SELECT facts FROM ledger_entries').all());
    db.close();
    expect(rows).toContain('rehearsal agreed with [email]');
    expect(rows).toContain('staging open');
    expect(rows).not.toContain('canary.person');
  });
});

describe.concurrent('R6.1 R9.1 secrets fingerprint', () => {
  it('writes what lets another environment see the key', async () => {
    const [dev, staging] = [await stage.open('dev', 'stub'), await stage.open('staging', 'stub')];
    setSecret(TOKEN, goodSecret('dev', TOKEN, 'fresh'))(dev);
    setSecret(TOKEN, goodSecret('dev', TOKEN, 'fresh'))(staging);

    const written = await rpmwChild(dev, 'secrets', 'fingerprint', '--json');
    const { report } = await preflight({ ...staging, configDir: dev.configDir });

    expect(written.code, written.stderr).toBe(0);
    expect(report === null ? null : checksWith('fail', report)).toEqual([
      `secret.${TOKEN}.fingerprint SECRET_OF_OTHER_ENVIRONMENT`,
    ]);
  });
});
