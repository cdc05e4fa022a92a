/**
 * Writes the cloud assembly: the stacks of all environments, from config/environments.json, without network and without
 * credentials. Placeholder accounts are accepted, and the assembly then says that it cannot be deployed. cdk.json names
 * this script too, so that `cdk` passes its context and its output folder.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { z } from 'zod';
import { createApp, ORGANISATION_ACCOUNT_CONTEXT, ORGANISATION_CONTEXT } from '../infra/app.ts';
import { bundleHandlers, missingHandlers } from '../infra/bundle.ts';
import { synthesiseChecked } from '../infra/checks.ts';
import { type StackVerdict, writeDeployability } from '../infra/deployability.ts';
import { parseAccountId } from '../src/cli/options.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { ConfigurationError } from '../src/core/runtime/errors.ts';
import { isWrongUsage } from './usage.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
/** CDK writes this file into every assembly. */
const ASSEMBLY_MARK = 'cdk.out';
const USAGE = `Usage: npm run synth [-- options]

  --organisation               the guard rails of the organisation too
  --organisation-account <id>  the same, and names its management account
  --json                       print JSON for machines on stdout
  --config <dir>               folder of the configuration (or RPMW_CONFIG_DIR)
  --out <dir>                  folder of the assembly (default cdk.out)
`;
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

export interface SynthOptions {
  /** Holds src/entry. */
  readonly projectDir: string;
  readonly configDir: string;
  readonly outdir: string;
  readonly organisation: boolean;
  /** The management account. @default a placeholder, or what CDK's own context says */
  readonly organisationAccount?: string | undefined;
}

type SynthStack = StackVerdict & { readonly resources: number };

function resourceCount(outdir: string, stack: string): number {
  const text = readFileSync(path.join(outdir, `${stack}.template.json`), 'utf8');
  return Object.keys(templateSchema.parse(JSON.parse(text)).Resources).length;
}

/** Nothing of an older assembly stays; a folder that holds something else is left alone. */
function clearAssembly(outdir: string): void {
  if (!existsSync(outdir)) return;
  // The command line of CDK holds the folder with lock files while it asks for an assembly.
  const names = readdirSync(outdir).filter((name) => !name.endsWith('.lock'));
  if (names.length > 0 && !names.includes(ASSEMBLY_MARK))
    throw new Error(`${outdir} holds something else than an assembly`);
  for (const name of names) rmSync(path.join(outdir, name), { recursive: true });
}

function contextOf({ organisation, organisationAccount }: SynthOptions): Record<string, string> {
  return {
    ...(organisation ? { [ORGANISATION_CONTEXT]: 'true' } : {}),
    ...(organisationAccount === undefined
      ? {}
      : { [ORGANISATION_ACCOUNT_CONTEXT]: organisationAccount }),
  };
}

/**
 * Bundles the handlers, once for all environments, and writes the assembly to `outdir` in place of an older one.
 *
 * @throws {ConfigurationError} `CONFIG_REFUSED`
 * @throws {Error} when a handler is missing, `outdir` holds something else, or a check finds something
 */
export async function synthesise(options: SynthOptions): Promise<readonly SynthStack[]> {
  const { projectDir, configDir, outdir } = options;
  const { registry } = loadConfig(configDir);
  const missing = missingHandlers(projectDir);
  if (missing.length > 0) throw new Error(`there is nothing to bundle at ${missing.join(', ')}`);
  clearAssembly(outdir);
  const bundleDir = mkdtempSync(path.join(tmpdir(), 'rpmw-synth-'));
  try {
    await bundleHandlers(projectDir, configDir, bundleDir);
    const { app, verdicts } = createApp({
      registry,
      outdir,
      codeOf: ({ id }) => Code.fromAsset(path.join(bundleDir, id)),
      context: contextOf(options),
    });
    synthesiseChecked(app);
    writeDeployability(outdir, verdicts);
    return verdicts.map((verdict) => ({
      ...verdict,
      resources: resourceCount(outdir, verdict.stack),
    }));
  } finally {
    rmSync(bundleDir, { recursive: true, force: true });
  }
}

function printTable(stacks: readonly SynthStack[], outdir: string): void {
  const width = Math.max(...stacks.map(({ stack }) => stack.length)) + 2;
  console.log(`${'stack'.padEnd(width)}account       region      resources  deployable`);
  for (const { stack, account, region, resources, deployable, reasons } of stacks) {
    const word = deployable ? 'yes' : `no: ${reasons.join('; ')}`;
    console.log(
      `${stack.padEnd(width)}${account}  ${region.padEnd(12)}${String(resources).padStart(9)}  ${word}`,
    );
  }
  console.log(`\nassembly: ${outdir}`);
}

function readArguments() {
  return parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      organisation: { type: 'boolean', default: false },
      'organisation-account': { type: 'string' },
      config: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function readOptions(values: ReturnType<typeof readArguments>): SynthOptions {
  const { env } = process;
  const { config, out, organisation, 'organisation-account': organisationAccount } = values;
  return {
    projectDir: PROJECT,
    configDir: path.resolve(config ?? env['RPMW_CONFIG_DIR'] ?? path.join(PROJECT, 'config')),
    outdir: path.resolve(out ?? env['CDK_OUTDIR'] ?? path.join(PROJECT, 'cdk.out')),
    organisation: organisation || organisationAccount !== undefined,
    organisationAccount:
      organisationAccount === undefined ? undefined : parseAccountId(organisationAccount),
  };
}

async function run(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const options = readOptions(values);
  const stacks = await synthesise(options);
  if (values.json)
    console.log(JSON.stringify({ schemaVersion: 1, assembly: options.outdir, stacks }));
  else printTable(stacks, options.outdir);
}

async function main(): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    const isUsage = isWrongUsage(thrown);
    console.error(`${isUsage ? 'WRONG_USAGE' : 'synth failed'}: ${thrown.message}`);
    if (thrown instanceof ConfigurationError) console.error(thrown.remedy);
    process.exitCode = isUsage ? 2 : 1;
  }
}

if (import.meta.main) await main();
