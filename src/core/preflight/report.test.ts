import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../../../test/support/preflight-fixture.ts';
import { CHECK_STATUSES, type Check } from './check.ts';
import {
  isSealIntact,
  type PreflightReport,
  preflightReportSchema,
  sealReport,
  type UnsealedReport,
  verdictOf,
} from './report.ts';

const CHECK: Check = {
  id: 'account.caller',
  status: 'pass',
  code: null,
  detail: '222233334444',
  remedy: null,
  durationMs: 12,
};
const REPORT: UnsealedReport = {
  environment: 'dev',
  region: 'us-east-2',
  identityKind: 'account',
  registryDigest: 'a'.repeat(64),
  time: '2026-11-26T12:00:00.000Z',
  toolVersion: '0.1.0',
  gitCommit: 'b'.repeat(40),
  checks: [CHECK, { ...CHECK, id: 'account.region', detail: 'us-east-2' }],
};

const checkOf = fc.record<Check>({
  id: fc.stringMatching(/^[a-z0-9_./-]{1,20}$/),
  status: fc.constantFrom(...CHECK_STATUSES),
  code: fc.option(fc.stringMatching(/^[A-Z][A-Z0-9_]{2,20}$/)),
  detail: fc.string({ maxLength: 40 }),
  remedy: fc.option(fc.string({ maxLength: 40 })),
  durationMs: fc.nat(),
});
const reportOf = fc.record<UnsealedReport>({
  environment: fc.constantFrom('dev', 'staging', 'prod'),
  region: fc.string({ maxLength: 20 }),
  identityKind: fc.constantFrom('account', 'emulated', 'sealed'),
  registryDigest: fc.stringMatching(/^[0-9a-f]{64}$/),
  time: fc.constant(REPORT.time),
  toolVersion: fc.string({ maxLength: 10 }),
  gitCommit: fc.option(fc.stringMatching(/^[0-9a-f]{40}$/)),
  checks: fc.array(checkOf, { maxLength: 4 }),
});

/** The same, with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  // A copy of the same shape; the generic walk cannot express that.
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)])) as T;
}

describe('R2.4 the report of a preflight', () => {
  it('has the published shape, and is intact as it was sealed', () => {
    const sealed = sealReport(REPORT, digest);

    expect(preflightReportSchema.parse(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed);
    expect(isSealIntact(sealed, digest)).toBe(true);
    expect(sealed).toMatchObject({ schemaVersion: 1, verdict: 'pass' });
  });

  it('refuses a field that nobody knows', () => {
    const sealed = sealReport(REPORT, digest);

    expect(preflightReportSchema.safeParse({ ...sealed, extra: 1 }).success).toBe(false);
  });

  it('keeps its digest in another run and another order of keys', () => {
    fc.assert(
      fc.property(reportOf, fc.nat(), (report, durationMs) => {
        const sealed = sealReport(report, digest);
        const later = {
          ...report,
          time: '2027-01-01T00:00:00.000Z',
          checks: report.checks.map((check) => ({ ...check, durationMs })),
        };

        expect(sealReport(later, digest).digest).toBe(sealed.digest);
        expect(isSealIntact(reversed(sealed), digest)).toBe(true);
      }),
    );
  });

  it('loses it by any other change', () => {
    const changes: readonly ((report: PreflightReport) => PreflightReport)[] = [
      (report) => ({ ...report, environment: report.environment === 'dev' ? 'prod' : 'dev' }),
      (report) => ({ ...report, region: `${report.region}x` }),
      (report) => ({
        ...report,
        identityKind: report.identityKind === 'sealed' ? 'account' : 'sealed',
      }),
      (report) => ({ ...report, registryDigest: digest.sha256(report.registryDigest) }),
      (report) => ({ ...report, toolVersion: `${report.toolVersion}x` }),
      (report) => ({ ...report, gitCommit: report.gitCommit === null ? '' : null }),
      (report) => ({ ...report, verdict: report.verdict === 'pass' ? 'fail' : 'pass' }),
      (report) => ({ ...report, checks: [...report.checks, CHECK] }),
    ];
    fc.assert(
      fc.property(reportOf, fc.constantFrom(...changes), (report, change) => {
        expect(isSealIntact(change(sealReport(report, digest)), digest)).toBe(false);
      }),
    );
  });

  it('loses it by any change of a check, of their order or their number', () => {
    const sealed = sealReport(REPORT, digest);
    const [first = CHECK, ...others] = sealed.checks;
    const changed: readonly Partial<Check>[] = [
      { id: 'x' },
      { status: 'fail' },
      { code: 'CODE' },
      { detail: 'x' },
      { remedy: 'x' },
    ];

    for (const change of changed)
      expect(
        isSealIntact({ ...sealed, checks: [{ ...first, ...change }, ...others] }, digest),
      ).toBe(false);
    expect(isSealIntact({ ...sealed, checks: sealed.checks.toReversed() }, digest)).toBe(false);
    expect(isSealIntact({ ...sealed, checks: others }, digest)).toBe(false);
  });

  it('fails by one failure, is incomplete by one thing left out, and passes by nothing else', () => {
    const statuses = fc.array(fc.constantFrom(...CHECK_STATUSES), { maxLength: 6 });
    fc.assert(
      fc.property(statuses, (drawn) => {
        const verdict = verdictOf(drawn.map((status) => ({ status })));
        const isFailed = drawn.length === 0 || drawn.includes('fail');
        const expected = drawn.includes('skipped') ? 'incomplete' : 'pass';

        expect(verdict).toBe(isFailed ? 'fail' : expected);
      }),
    );
  });
});
