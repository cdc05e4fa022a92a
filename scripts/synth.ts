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
import { createApp, ORGANISATION_CONTEXT } from '../infra/app.ts';
import { bundleHandlers, missingHandlers } from '../infra/bundle.ts';
import { synthesiseChecked } from '../infra/checks.ts';
import { type StackVerdict, writeDeployability } from '../infra/deployability.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { ConfigurationError } from '../src/core/errors.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
/** CDK writes this file into every assembly. */
const ASSEMBLY_MARK = 'cdk.out';
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

export interface SynthOptions {
  /** Holds src/entry. */
  readonly projectDir: string;
  readonly configDir: string;
  readonly outdir: string;
  readonly organisation: boolean;
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

/**
 * Bundles the handlers, once for all environments, and writes the assembly to `outdir` in place of an older one.
 *
 * @throws {ConfigurationError} `CONFIG_REFUSED`
 * @throws {Error} when a handler is missing, `outdir` holds something else, or a check finds something
 */
export async function synthesise({
  projectDir,
  configDir,
  outdir,
  organisation,
}: SynthOptions): Promise<readonly SynthStack[]> {
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
      context: organisation ? { [ORGANISATION_CONTEXT]: 'true' } : {},
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

function readOptions(): SynthOptions & { readonly json: boolean } {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      organisation: { type: 'boolean', default: false },
      config: { type: 'string', default: path.join(PROJECT, 'config') },
      out: { type: 'string', default: process.env['CDK_OUTDIR'] ?? path.join(PROJECT, 'cdk.out') },
    },
  });
  return {
    projectDir: PROJECT,
    json: values.json,
    organisation: values.organisation,
    configDir: path.resolve(values.config),
    outdir: path.resolve(values.out),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  try {
    const stacks = await synthesise(options);
    if (options.json)
      console.log(JSON.stringify({ schemaVersion: 1, assembly: options.outdir, stacks }));
    else printTable(stacks, options.outdir);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    console.error(`synth failed: ${thrown.message}`);
    if (thrown instanceof ConfigurationError) console.error(thrown.remedy);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
