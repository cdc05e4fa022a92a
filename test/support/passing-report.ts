import type { Check } from '../../src/core/preflight/check.ts';
import type { PreflightReport } from '../../src/core/preflight/report.ts';

/** A check with nothing in it but its name and its outcome. */
export function bareCheck(id: string, status: Check['status'], code: string | null = null): Check {
  return { id, status, code, detail: '', remedy: null, durationMs: 0 };
}

/** The report of an account in which nothing is wrong. Its digest is of nothing. */
export const PASSING_REPORT: PreflightReport = {
  schemaVersion: 1,
  environment: 'dev',
  region: 'us-east-2',
  identityKind: 'account',
  registryDigest: 'a'.repeat(64),
  time: '2026-11-26T00:00:00.000Z',
  toolVersion: '0.1.0',
  gitCommit: null,
  checks: [bareCheck('account.caller', 'pass')],
  verdict: 'pass',
  digest: 'b'.repeat(64),
};
