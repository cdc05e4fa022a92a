import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EnvironmentName } from '../../core/environment/names.ts';
import { TEMPLATE_FLAG_PREFIX } from '../../core/flags/names.ts';
import { CHECK_SKIPPED, type Check, type CheckStatus } from '../../core/preflight/check.ts';
import type { PreflightReport } from '../../core/preflight/report.ts';
import { PREFLIGHT_SCOPES, type PreflightScope } from '../../core/preflight/run-preflight.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import { type AccountCliOptions, accountOptionsOf, withAccount } from '../options.ts';
import { formatRow, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

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

/** What was not checked, by the check that it waits for. */
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

interface PreflightCliOptions extends AccountCliOptions {
  readonly out?: string;
  /** False with `--no-probe`. */
  readonly probe: boolean;
  readonly allowOpenStaging?: string;
}

const DESCRIPTIONS: Readonly<Record<PreflightScope, string>> = {
  account: 'are we in the account and region of the environment?',
  secrets: 'and is every secret and every flag there, readable and plausible?',
  all: 'everything there is to check, the limits and this machine included',
};

function writeReport(path: string, report: PreflightReport): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  } catch (thrown) {
    throw new ConfigurationError(
      'REPORT_UNWRITABLE',
      'The report cannot be written.',
      'Check the path of --out.',
      1,
      { cause: thrown },
    );
  }
}

function openReasonOf(
  scope: PreflightScope,
  environment: EnvironmentName,
  { allowOpenStaging: reason }: PreflightCliOptions,
): string | null {
  if (reason === undefined) return null;
  if (scope === 'account' || environment !== 'staging') {
    throw new ConfigurationError(
      'OPTION_MISPLACED',
      '--allow-open-staging is for the flags of staging.',
      'Leave it out, or run preflight secrets or all with --env staging.',
      2,
    );
  }
  if (reason.trim() !== '') return reason;
  throw new ConfigurationError(
    'REASON_MISSING',
    'Nobody said why staging may be open.',
    'Add the reason: --allow-open-staging "…".',
    2,
  );
}

async function preflight(
  scope: PreflightScope,
  options: PreflightCliOptions,
  surface: Surface,
): Promise<number> {
  const { console } = surface;
  const account = accountOptionsOf(options, surface);
  let done = 0;
  const report = await surface.account.preflight({
    ...account,
    scope,
    isProbing: options.probe,
    openStagingReason: openReasonOf(scope, account.environment, options),
    onCheck: () => {
      done += 1;
      if (console.isTerminal) console.err(`\r${done} checks done `);
    },
  });
  if (console.isTerminal) console.err('\r\u001b[K');
  // A person sees what was found even if it cannot be written; a machine gets one object on stdout, this or the error.
  if (options.json !== true) console.out(formatReport(report));
  if (options.out !== undefined) {
    writeReport(resolve(options.out), report);
    console.err(`report: ${options.out}\n`);
  }
  if (options.json === true) printJson(console, report);
  return report.verdict === 'pass' ? 0 : 1;
}

/** `preflight account|secrets|all`: what is there, compared with what should be. Exit 0 only for the verdict pass. */
export function registerPreflight(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const noun = program.command('preflight').description('is the account what we think it is?');
  for (const scope of PREFLIGHT_SCOPES) {
    const command = withAccount(noun.command(scope).description(DESCRIPTIONS[scope]));
    command
      .option('--out <file>', 'write the report as JSON')
      .option('--no-probe', 'ask no vendor; the verdict is then incomplete')
      .option(
        '--allow-open-staging <reason>',
        'let staging be open this once; stands on the ledger',
      )
      .action(async (options: PreflightCliOptions) =>
        exit(await preflight(scope, options, surface)),
      );
  }
}
