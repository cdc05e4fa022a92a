import { TEMPLATE_FLAG_PREFIX } from '../core/flags/names.ts';
import { CHECK_SKIPPED, type Check, type CheckStatus } from '../core/preflight/check.ts';
import type { PreflightReport } from '../core/preflight/report.ts';
import { formatRow } from './print.ts';

const MARKS: Readonly<Record<CheckStatus, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  skipped: '·',
  'not-set': '-',
  'not-compared': '!',
};

/** Of mark, id and what was found. */
const WIDTHS = [1, 42, 200];

/** Template flags that nobody set are one line: there are many of them, and each means off. */
function isUnsetTemplate({ id, status }: Check): boolean {
  return status === 'not-set' && id.startsWith(`flag.${TEMPLATE_FLAG_PREFIX}`);
}

function isDependent({ status, code }: Check): boolean {
  return status === 'skipped' && code === CHECK_SKIPPED;
}

function row(mark: string, id: string, detail: string): string {
  return `${formatRow([mark, id, detail], WIDTHS)}\n`;
}

/** A check in two lines at most: what was found, then its code and what to do about it. */
function linesOf({ id, status, code, detail, remedy }: Check): string {
  const found = row(MARKS[status], id, detail);
  return code === null ? found : `${found}     ${code} → ${remedy ?? ''}\n`;
}

/** What was not looked at, by the check that it waits for. */
function dependentLines(checks: readonly Check[]): string {
  const counts = new Map<string, number>();
  for (const { detail } of checks) counts.set(detail, (counts.get(detail) ?? 0) + 1);
  return [...counts]
    .map(([detail, count]) => row(MARKS.skipped, `${count} not looked at`, detail))
    .join('');
}

function tableOf(checks: readonly Check[]): string {
  const unset = checks.filter(isUnsetTemplate);
  const shown = checks.filter((check) => !isUnsetTemplate(check) && !isDependent(check));
  const found = `${unset.length} not set, which means off`;
  const templates =
    unset.length === 0 ? '' : row(MARKS['not-set'], `flag.${TEMPLATE_FLAG_PREFIX}*`, found);
  return shown.map(linesOf).join('') + templates + dependentLines(checks.filter(isDependent));
}

function countsOf(checks: readonly Check[]): string {
  const counts = new Map<CheckStatus, number>();
  for (const { status } of checks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

/** The report as a short table: mark, check, code, what was found and what to do. */
export function formatReport(report: PreflightReport): string {
  const { environment, region, identityKind, verdict, checks } = report;
  const head = `preflight ${environment} ${region} (identity ${identityKind})\n`;
  return `${head}${tableOf(checks)}${verdict}: ${countsOf(checks)}\n`;
}
