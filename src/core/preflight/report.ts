import canonicalize from 'canonicalize';
import { z } from 'zod';
import { IDENTITY_KINDS } from '../environment/identity.ts';
import { ENVIRONMENT_NAMES } from '../environment/names.ts';
import { InvariantViolationError } from '../runtime/errors.ts';
import type { Digest } from '../runtime/platform.ts';
import { type Check, checkSchema } from './check.ts';

const VERDICTS = ['pass', 'fail', 'incomplete'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The file that `preflight --out` writes. Evidence for people and pipelines; no entry ever trusts one. */
export const preflightReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  environment: z.enum(ENVIRONMENT_NAMES),
  region: z.string().max(32),
  identityKind: z.enum(IDENTITY_KINDS).describe('emulated: an endpoint override was set.'),
  registryDigest: z.string().regex(/^[0-9a-f]{64}$/),
  time: z.iso.datetime(),
  toolVersion: z.string().max(32),
  gitCommit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable(),
  checks: z.array(checkSchema),
  verdict: z
    .enum(VERDICTS)
    .describe('incomplete: nothing failed, and something was left out by request.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 over the RFC 8785 form without time, durationMs and digest.'),
});

export type PreflightReport = z.infer<typeof preflightReportSchema>;
export type UnsealedReport = Omit<PreflightReport, 'verdict' | 'digest' | 'schemaVersion'>;

/** Any failure fails; a check that was left out, whatever for, makes it incomplete. */
export function verdictOf(checks: readonly Pick<Check, 'status'>[]): Verdict {
  if (checks.length === 0 || checks.some(({ status }) => status === 'fail')) return 'fail';
  return checks.some(({ status }) => status === 'skipped') ? 'incomplete' : 'pass';
}

/** SHA-256 over the RFC 8785 form of the report without what differs from run to run. */
function digestOf(report: Omit<PreflightReport, 'digest'>, digest: Digest): string {
  const { time: _time, checks, ...rest } = report;
  const lasting = checks.map(({ durationMs: _durationMs, ...check }) => check);
  const text = canonicalize({ ...rest, checks: lasting });
  if (text === undefined)
    throw new InvariantViolationError('REPORT_UNSEALABLE', 'the report has no canonical form');
  return digest.sha256(text);
}

/** Adds the verdict and the digest. */
export function sealReport(report: UnsealedReport, digest: Digest): PreflightReport {
  const judged = { schemaVersion: 1, ...report, verdict: verdictOf(report.checks) } as const;
  return { ...judged, digest: digestOf(judged, digest) };
}

/** True when the digest is that of the content: nobody changed the file since. It proves nothing else. */
export function isSealIntact(report: PreflightReport, digest: Digest): boolean {
  const { digest: written, ...rest } = report;
  return digestOf(rest, digest) === written;
}
