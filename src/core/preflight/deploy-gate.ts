import { ConfigurationError } from '../runtime/errors.ts';
import type { Check } from './check.ts';
import type { PreflightReport } from './report.ts';

/** The first check that stands in the way, as a person should read it. */
function firstFailure(checks: readonly Check[]): string {
  const found = checks.find(({ status }) => status === 'fail' || status === 'skipped');
  return found === undefined ? '' : ` (${found.id}: ${found.code ?? found.status})`;
}

/** What a stack mends, or leaves for a person to fill: a secret that it just created has no value yet. */
const CREATED: ReadonlySet<string | null> = new Set(['SECRET_MISSING', 'SECRET_EMPTY']);

/** True when secrets are missing or empty, and nothing else is wrong. */
function lacksOnlySecrets(checks: readonly Check[]): boolean {
  const failures = checks.filter(({ status }) => status === 'fail');
  return failures.length > 0 && failures.every(({ code }) => CREATED.has(code));
}

/**
 * Decides whether what a preflight has just found lets a deployment through (R2.4, D15). A deployment creates the secrets
 * that its stack lists, so with `createsSecrets` they may be missing or empty, and nothing else may be wrong: what
 * runs there refuses until they are filled.
 * @throws {ConfigurationError} `DEPLOY_NEEDS_ACCOUNT`, `PREFLIGHT_NOT_PASSED` or `DEPLOY_CREATES_NOTHING`
 */
export function assertDeployable(report: PreflightReport, createsSecrets: boolean): void {
  if (report.identityKind !== 'account') {
    throw new ConfigurationError(
      'DEPLOY_NEEDS_ACCOUNT',
      'A deployment goes to a real account, and an endpoint of AWS is overridden.',
      'Unset every variable that begins with AWS_ENDPOINT_URL.',
    );
  }
  if (report.verdict === 'pass' && !createsSecrets) return;
  if (createsSecrets && lacksOnlySecrets(report.checks)) return;
  if (createsSecrets && report.verdict === 'pass') {
    throw new ConfigurationError(
      'DEPLOY_CREATES_NOTHING',
      'Every secret is there and filled, so this deployment creates none.',
      'Leave --create-secrets out.',
    );
  }
  throw new ConfigurationError(
    'PREFLIGHT_NOT_PASSED',
    `The preflight did not pass${firstFailure(report.checks)}. Nothing was deployed.`,
    'Mend what it names. Only where secrets are missing or empty that the stack creates, add --create-secrets.',
  );
}

/** What an assembly says of one of its stacks. */
export interface AssemblyVerdict {
  readonly stack: string;
  readonly account: string;
  readonly deployable: boolean;
  readonly reasons: readonly string[];
}

/**
 * The stack of an assembly may be deployed, and to the account that was proved.
 * @throws {ConfigurationError} `ASSEMBLY_UNDEPLOYABLE`
 */
export function assertAssembly(
  stacks: readonly AssemblyVerdict[],
  wanted: { readonly stack: string; readonly accountId: string },
): void {
  const found = stacks.find(({ stack }) => stack === wanted.stack);
  const isProved = found?.account === wanted.accountId;
  if (found?.deployable === true && isProved) return;
  const reasons = found?.reasons.join('; ') ?? 'it is not in the assembly';
  throw new ConfigurationError(
    'ASSEMBLY_UNDEPLOYABLE',
    `${wanted.stack} may not be deployed: ${isProved ? reasons : `it is for another account; ${reasons}`}.`,
    'Put the real account id into config/environments.json and run it again.',
  );
}
