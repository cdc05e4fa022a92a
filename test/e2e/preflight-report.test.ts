import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeDigest } from '../../src/adapters/node/platform.ts';
import {
  isSealIntact,
  type PreflightReport,
  preflightReportSchema,
} from '../../src/core/preflight/report.ts';
import { setFlag } from '../support/preflight/defects/defect.ts';
import { outcomeOf, preflight } from '../support/preflight/outcome.ts';
import { prepareStage, rpmw, type Site, type Stage } from '../support/preflight/stage.ts';

const OUT = join('artifacts', 'of', 'a', 'pipeline', 'preflight_dev.json');

let stage: Stage;

beforeAll(async () => {
  stage = await prepareStage();
});
afterAll(() => stage.close());

const outOf = ({ home }: Site) => join(home, OUT);

/** Reads a report by its published schema. */
function readReport(site: Site): PreflightReport {
  return preflightReportSchema.parse(JSON.parse(readFileSync(outOf(site), 'utf8')));
}

async function mustReport(site: Site): Promise<PreflightReport> {
  const { report, stderr } = await preflight(site);
  if (report === null) throw new Error(stderr);
  return report;
}

/** Every report that differs from this one in one place: a leaf changed, an entry gone. */
function editsOf(report: PreflightReport): readonly PreflightReport[] {
  const { checks } = report;
  const first = checks[0];
  if (first === undefined) throw new Error('no checks');
  const withFirst = (change: Partial<typeof first>) => ({
    ...report,
    checks: [{ ...first, ...change }, ...checks.slice(1)],
  });
  return [
    { ...report, environment: 'prod' },
    { ...report, region: 'eu-west-1' },
    { ...report, identityKind: 'account' },
    { ...report, registryDigest: 'f'.repeat(64) },
    { ...report, toolVersion: '9.9.9' },
    { ...report, gitCommit: 'f'.repeat(40) },
    { ...report, verdict: 'incomplete' },
    { ...report, checks: checks.slice(1) },
    { ...report, checks: checks.toReversed() },
    withFirst({ id: 'account.other' }),
    withFirst({ status: 'warn' }),
    withFirst({ code: 'ACCOUNT_DIFFERS' }),
    withFirst({ detail: 'another account' }),
    withFirst({ remedy: 'none' }),
  ];
}

describe.concurrent('R2.3 the report of a preflight', () => {
  it('is written where --out says, folders included, and is what --json prints', async () => {
    const site = await stage.open('dev', 'stub');

    const { code, report } = await preflight(site, '--out', outOf(site));

    expect(code).toBe(0);
    expect(readReport(site)).toEqual(report);
    expect(isSealIntact(readReport(site), createNodeDigest())).toBe(true);
  });

  it('is written beside the table for people, and of a refusal too', async () => {
    const site = await stage.open('dev', 'stub');
    setFlag('safe_mode', 'ture')(site);

    const { code, stdout, stderr } = await rpmw(site, 'preflight', 'secrets', '--out', outOf(site));

    expect(code).toBe(1);
    expect(readReport(site).verdict).toBe('fail');
    expect(stdout).toMatch(/✗ +flag\.safe_mode .*\n +FLAG_INVALID →/);
    expect(stdout).toContain('→ Set the flag');
    expect(stderr).toContain(OUT);
  });

  it('has one digest for one state of an account, whenever it was looked at', async () => {
    const site = await stage.open('dev', 'stub');

    const first = await mustReport(site);
    const second = await mustReport(site);
    site.standIn.state.clockOffsetMs = 2_500;
    const later = await mustReport(site);
    setFlag('automation_channels', 'email')(site);
    const changed = await mustReport(site);

    expect(second.time).not.toBe(first.time);
    expect(second.digest).toBe(first.digest);
    expect(later.digest).toBe(first.digest);
    expect(changed.digest).not.toBe(first.digest);
  });

  it('shows every edit, of times alone not', async () => {
    const report = await mustReport(await stage.open('dev', 'stub'));
    const digest = createNodeDigest();
    const isIntact = (edited: PreflightReport) => isSealIntact(edited, digest);

    const retimed = report.checks.map((check) => ({ ...check, durationMs: 0 }));

    expect(editsOf(report).filter(isIntact)).toEqual([]);
    expect(isIntact({ ...report, checks: retimed, time: new Date(0).toISOString() })).toBe(true);
  });

  it('ends with REPORT_UNWRITABLE and exit 1 where it cannot be written', async () => {
    const site = await stage.open('dev', 'stub');
    writeFileSync(join(site.home, 'artifacts'), 'a file');

    const result = outcomeOf(
      await rpmw(site, 'preflight', 'account', '--json', '--out', outOf(site)),
    );

    expect(result.code).toBe(1);
    expect(result.errorCode).toBe('REPORT_UNWRITABLE');
    const table = await rpmw(site, 'preflight', 'account', '--out', outOf(site));
    expect(table.code).toBe(1);
    expect(table.stdout).toContain('account.caller');
    expect(table.stderr).toContain('REPORT_UNWRITABLE');
  });

  it('is asked for at a folder, which stays', async () => {
    const site = await stage.open('dev', 'stub');
    const folder = join(site.home, 'artifacts');
    mkdirSync(folder);

    const result = outcomeOf(await rpmw(site, 'preflight', 'account', '--json', '--out', folder));

    expect(result.errorCode).toBe('REPORT_UNWRITABLE');
    expect(existsSync(folder)).toBe(true);
  });
});
