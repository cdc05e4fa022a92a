/**
 * Deploys one environment: `npm run deploy -- --env dev`. The door and the preflight come first, then the assembly is
 * made afresh, and only then CDK runs. `--create-secrets` lets those secrets be missing that the stack creates; `--yes` asks
 * nobody.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { AccountOptions, AccountSurface } from '../src/cli/account-surface.ts';
import { formatReport } from '../src/cli/preflight-view.ts';
import { reportError } from '../src/cli/print.ts';
import type { Console } from '../src/cli/surface.ts';
import { resolveEnvironmentName } from '../src/core/environment/names.ts';
import { stackName } from '../src/core/environment/resource.names.ts';
import { ConfigurationError } from '../src/core/errors.ts';
import {
  type AssemblyVerdict,
  assertAssembly,
  assertDeployable,
} from '../src/core/preflight/deploy-gate.ts';
import { createLocalSurface } from '../src/entry/local-surface.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
const ASSEMBLY = path.join(PROJECT, 'cdk.out');
const TIMEOUT_MS = 10_000;

export interface DeployOptions extends AccountOptions {
  readonly createsSecrets: boolean;
  readonly isAgreed: boolean;
}

/** What a deployment is done with. */
export interface DeployTools {
  readonly account: Pick<AccountSurface, 'open' | 'preflight'>;
  readonly console: Console;
  /** Makes the assembly afresh. */
  readonly synthesise: (configDir: string) => Promise<readonly AssemblyVerdict[]>;
  /** @returns CDK's exit code */
  readonly runCdk: (args: readonly string[]) => Promise<number>;
}

async function assertAgreed(stack: string, options: DeployOptions, console: Console) {
  if (options.isAgreed || (await console.confirm(`Deploy ${stack}?`))) return;
  const remedy = 'Answer yes, or add --yes.';
  throw new ConfigurationError('NOT_CONFIRMED', 'Nothing was deployed.', remedy);
}

/** Proves where we are, looks at everything, and deploys. @returns the exit code @throws {ConfigurationError} */
export async function deploy(options: DeployOptions, tools: DeployTools): Promise<number> {
  const { account, console } = tools;
  const session = await account.open({
    ...options,
    need: options.createsSecrets ? 'marker' : 'start',
  });
  await session.close();
  const report = await account.preflight({
    ...options,
    scope: 'all',
    isProbing: true,
    openStagingReason: null,
    onCheck: () => undefined,
  });
  console.err(formatReport(report));
  assertDeployable(report, options.createsSecrets);
  const stack = stackName(options.environment);
  const { accountId } = session;
  assertAssembly(await tools.synthesise(options.configDir), { stack, accountId });
  console.err(`${stack} goes to account ${accountId} in ${report.region}\n`);
  await assertAgreed(stack, options, console);
  const profile = options.profile === undefined ? [] : ['--profile', options.profile];
  return tools.runCdk(['deploy', stack, '--app', ASSEMBLY, '--exclusively', ...profile]);
}

function readOptions(args: readonly string[]): DeployOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      env: { type: 'string', multiple: true, default: [] },
      region: { type: 'string' },
      profile: { type: 'string' },
      'expect-account': { type: 'string' },
      config: { type: 'string', default: path.join(PROJECT, 'config') },
      'data-dir': { type: 'string', default: '.rpmw' },
      'create-secrets': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  return {
    environment: resolveEnvironmentName({
      options: values.env,
      variable: process.env['RPMW_ENV'],
    }),
    region: values.region,
    profile: values.profile,
    expectAccount: values['expect-account'],
    configDir: path.resolve(values.config),
    dataDir: path.resolve(values['data-dir']),
    timeoutMs: TIMEOUT_MS,
    createsSecrets: values['create-secrets'],
    isAgreed: values.yes,
  };
}

function runCdk(args: readonly string[]): Promise<number> {
  const cdk = path.join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cdk, ...args], { cwd: PROJECT, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function main(args: readonly string[]): Promise<number> {
  const surface = createLocalSurface(process);
  try {
    return await deploy(readOptions(args), {
      account: surface.account,
      console: surface.console,
      // Loaded only when everything else is proved: CDK takes seconds to start.
      synthesise: async (configDir) => {
        const { synthesise } = await import('./synth.ts');
        return synthesise({
          projectDir: PROJECT,
          configDir,
          outdir: ASSEMBLY,
          organisation: false,
        });
      },
      runCdk,
    });
  } catch (thrown) {
    const isUsage = thrown instanceof TypeError && 'code' in thrown;
    if (!isUsage) return reportError(surface.console, thrown, false);
    surface.console.err(`WRONG_USAGE: ${thrown.message}\n`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
