/**
 * Deploys one environment: `npm run deploy -- --env dev`. The account guard and the preflight come first, then the assembly is
 * made afresh, and only then CDK runs. `--create-secrets` lets those secrets be missing or empty that the stack creates;
 * `--yes` asks nobody.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatReport } from '../src/cli/commands/preflight.ts';
import { parseAccountId, parseRegion } from '../src/cli/options.ts';
import { reportError } from '../src/cli/print.ts';
import type { AccountOptions, AccountSurface, Console, Surface } from '../src/cli/surface.ts';
import { resolveEnvironmentName } from '../src/core/environment/names.ts';
import { stackName } from '../src/core/environment/resource.names.ts';
import {
  type AssemblyVerdict,
  assertAssembly,
  assertDeployable,
} from '../src/core/preflight/deploy-gate.ts';
import { ConfigurationError } from '../src/core/runtime/errors.ts';
import { createLocalSurface } from '../src/entry/local-surface.ts';
import { isWrongUsage } from './usage.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
const ASSEMBLY = path.join(PROJECT, 'cdk.out');
const TIMEOUT_MS = 10_000;
const USAGE = `Usage: npm run deploy -- --env <name> [options]

  --env <name>           dev, staging or prod (or RPMW_ENV)
  --region <name>        the region that you expect; a witness, never an override
  --expect-account <id>  the account that you expect; the same
  --profile <name>       a profile of the shared AWS files
  --create-secrets       secrets may be missing or empty: the stack creates them without a value
  --yes                  do not ask
  --config <dir>         folder of the configuration (or RPMW_CONFIG_DIR)
  --data-dir <dir>       folder of the operator's ledger (default .rpmw)
`;

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

/** What was proved of the account that the stack goes to. */
interface Proof {
  readonly accountId: string;
  readonly region: string;
}

/** In a wrong account the guard refuses first, and alone; in the right one the whole preflight is shown before it refuses. */
async function proveAccount(options: DeployOptions, tools: DeployTools): Promise<Proof> {
  const { account, console } = tools;
  const session = await account.open({ ...options, need: 'marker' });
  try {
    const report = await account.preflight({
      ...options,
      scope: 'all',
      isProbing: true,
      openStagingReason: null,
      onCheck: () => undefined,
    });
    console.err(formatReport(report));
    assertDeployable(report, options.createsSecrets);
    // Secrets that the stack has yet to create cannot be proved.
    if (!options.createsSecrets) await session.require('start');
    return { accountId: session.accountId, region: report.region };
  } finally {
    await session.close();
  }
}

/**
 * CDK asks nothing itself: it could ask only where there is a terminal, and we have asked. A table or a log group that
 * outlived an earlier stack is taken over by its name instead of standing in the way.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html never a secret
 *   or a queue: CloudFormation knows them by an id that no template has (read 2026-11-26)
 */
function cdkArguments(stack: string, profile: string | undefined): readonly string[] {
  return [
    ...['deploy', stack, '--app', ASSEMBLY, '--exclusively'],
    ...['--require-approval', 'never', '--import-existing-resources'],
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
}

/** Proves where we are, checks everything, and deploys. @returns the exit code @throws {ConfigurationError} */
export async function deploy(options: DeployOptions, tools: DeployTools): Promise<number> {
  const { console } = tools;
  const { accountId, region } = await proveAccount(options, tools);
  const stack = stackName(options.environment);
  assertAssembly(await tools.synthesise(options.config.dir), { stack, accountId });
  console.err(`${stack} goes to account ${accountId} in ${region}\n`);
  await assertAgreed(stack, options, console);
  return tools.runCdk(cdkArguments(stack, options.profile));
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      env: { type: 'string', multiple: true, default: [] },
      region: { type: 'string' },
      profile: { type: 'string' },
      'expect-account': { type: 'string' },
      config: { type: 'string' },
      'data-dir': { type: 'string' },
      'create-secrets': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function readOptions(values: ReturnType<typeof readArguments>, surface: Surface): DeployOptions {
  const { region, 'expect-account': expectAccount } = values;
  const { variables, defaultConfigDir, defaultDataDir } = surface;
  return {
    environment: resolveEnvironmentName({ options: values.env, variable: variables.environment }),
    region: region === undefined ? undefined : parseRegion(region),
    profile: values.profile,
    expectAccount: expectAccount === undefined ? undefined : parseAccountId(expectAccount),
    config: surface.openConfig(
      path.resolve(values.config ?? variables.configDir ?? defaultConfigDir),
    ),
    dataDir: path.resolve(values['data-dir'] ?? defaultDataDir),
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

/** Loaded only when everything else is proved: CDK takes seconds to start. */
async function synthesiseAll(configDir: string): Promise<readonly AssemblyVerdict[]> {
  const { synthesise } = await import('./synth.ts');
  return synthesise({ projectDir: PROJECT, configDir, outdir: ASSEMBLY, organisation: false });
}

async function main(args: readonly string[]): Promise<number> {
  const surface = createLocalSurface(process);
  const { account, console } = surface;
  try {
    const values = readArguments(args);
    if (values.help) {
      console.out(USAGE);
      return 0;
    }
    const tools = { account, console, synthesise: synthesiseAll, runCdk };
    return await deploy(readOptions(values, surface), tools);
  } catch (thrown) {
    if (!isWrongUsage(thrown)) return reportError(console, thrown, false);
    console.err(`WRONG_USAGE: ${thrown.message}\n`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
