import { z } from 'zod';
import type { Check } from '../../../src/core/preflight/check.ts';
import { type PreflightReport, preflightReportSchema } from '../../../src/core/preflight/report.ts';
import type { CliResult } from '../run-cli.ts';
import { rpmw, rpmwChild, type Site } from './stage.ts';

const errorSchema = z.object({ error: z.object({ code: z.string() }) });

/** What `--json` said: a report by its published schema, or the code of an error. */
export interface Outcome extends CliResult {
  readonly report: PreflightReport | null;
  readonly errorCode: string | null;
}

/** Reads the output of a run; wrong usage prints none. @throws {ZodError} for JSON that is neither */
export function outcomeOf(result: CliResult): Outcome {
  if (result.stdout === '') return { ...result, report: null, errorCode: null };
  const json: unknown = JSON.parse(result.stdout);
  const error = errorSchema.safeParse(json);
  return error.success
    ? { ...result, report: null, errorCode: error.data.error.code }
    : { ...result, report: preflightReportSchema.parse(json), errorCode: null };
}

export async function preflight(site: Site, ...args: readonly string[]): Promise<Outcome> {
  return outcomeOf(await rpmw(site, 'preflight', 'all', '--json', ...args));
}

/** As `preflight`, as a process of its own. */
export async function preflightChild(site: Site, ...args: readonly string[]): Promise<Outcome> {
  return outcomeOf(await rpmwChild(site, 'preflight', 'all', '--json', ...args));
}

/** `<id> <CODE>` of every check with the status, in one order. */
export function checksWith(
  status: Check['status'],
  { checks }: PreflightReport,
): readonly string[] {
  const found = checks.filter((check) => check.status === status);
  return found.map(({ id, code }) => `${id} ${code}`).toSorted();
}

/** True when a check may wait for another one: nothing in a wrong account, an aspect for its secret, a vendor for its key. */
function mayWaitFor(id: string, needed: string): boolean {
  if (needed === 'account.credentials') return id === 'account.caller' || id === 'account.clock';
  if (['account.configured', 'account.region', 'account.caller'].includes(needed))
    return !id.startsWith('store.') && !id.startsWith('limit.');
  if (id.startsWith('probe')) return true;
  if (id === 'flag.staging-closed') return needed.startsWith('flag.');
  return needed.startsWith('secret.') && id.startsWith(`${needed}.`);
}

/**
 * The checks that changed beside those that were meant to: `<id>: <healthy> -> <status>`. Skipped is no change for a check
 * that waits for one that is not good itself.
 */
export function unrelatedChanges(
  report: PreflightReport,
  healthy: PreflightReport,
  planted: readonly string[],
): readonly string[] {
  const statuses = new Map(report.checks.map(({ id, status }) => [id, status]));
  const isBad = (id: string) => ['fail', 'skipped'].includes(statuses.get(id) ?? 'pass');
  const isWaiting = ({ id, status, detail }: Check) => {
    const needed = detail.replace(/^needs /, '');
    return status === 'skipped' && isBad(needed) && mayWaitFor(id, needed);
  };
  const usual = new Map(healthy.checks.map(({ id, status }) => [id, status]));
  return report.checks
    .filter((check) => !planted.some((line) => line.startsWith(`${check.id} `)))
    .filter((check) => check.status !== usual.get(check.id) && !isWaiting(check))
    .map(({ id, status }) => `${id}: ${usual.get(id)} -> ${status}`);
}

/** The ids of a report: the same ones whatever is wrong. */
export function idsOf({ checks }: PreflightReport): readonly string[] {
  return checks.map(({ id }) => id).toSorted();
}
