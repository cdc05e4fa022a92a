import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../../src/config/load-config.ts';
import { ENVIRONMENT_NAMES } from '../../../src/core/environment/names.ts';
import { TEST_REGION } from '../aws-stand-in/account-fixture.ts';
import { type AwsStandIn, startAwsStandIn } from '../aws-stand-in/aws-stand-in.ts';
import type { Variables } from '../preflight/child.ts';
import { ACCOUNT_IDS, changeRegistry, createConfigFolder } from '../preflight/config-folder.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

/** What a line of a page did. */
export interface LineResult {
  readonly code: number | null;
  /** Both streams in the order in which they were written, as on a terminal. */
  readonly output: string;
}

/** The account of dev as a stand-in, with a folder and a shell in which the commands of a page mean the real ones. */
export interface PageShell {
  readonly standIn: AwsStandIn;
  readonly configDir: string;
  /** Runs one line with `sh`. `aws` is a program of ours unless `isRealAws`. */
  run(line: string, isRealAws?: boolean): Promise<LineResult>;
  close(): Promise<void>;
}

const NODE = `exec "${process.execPath}"`;
/** `npm run` starts the script behind it, and `npx rpmw` the checkout's own. */
const SCRIPTS = {
  npx: `[ "$1" = rpmw ] || exit 64\nshift\n${NODE} "${PROJECT}/bin/rpmw.mjs" "$@"\n`,
  npm: `[ "$1 $3" = "run --" ] || exit 64\nscript=$2\nshift 3\n${NODE} "${PROJECT}/scripts/$script.ts" "$@"\n`,
  aws: `${NODE} "${PROJECT}/test/docs/fixtures/aws-by-sdk.ts" "$@"\n`,
};

function writeScripts(dir: string): void {
  mkdirSync(dir);
  for (const [name, text] of Object.entries(SCRIPTS))
    writeFileSync(path.join(dir, name), `#!/bin/sh\n${text}`, { mode: 0o755 });
}

/** The machine's own variables, without anything of AWS or of ours that somebody has set. */
function machineVariables(): NodeJS.ProcessEnv {
  const isForeign = (name: string) => !name.startsWith('AWS_') && !name.startsWith('RPMW_');
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isForeign(name)));
}

function runLine(line: string, folder: string, variables: Variables): Promise<LineResult> {
  const file = path.join(folder, `output-${performance.now()}`);
  const output = openSync(file, 'w');
  const env = { ...machineVariables(), ...variables };
  const child = spawn('sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', output, output] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      closeSync(output);
      resolve({ code, output: readFileSync(file, 'utf8') });
    });
  });
}

/** True when a line with the real `aws` can be run here. */
export async function hasAws(): Promise<boolean> {
  return (await runLine('aws --version >/dev/null 2>&1', tmpdir(), {})).code === 0;
}

/** The project's own configuration, vendors and all; only the account ids are no placeholders. */
function createShippedConfig(dir: string): string {
  const shipped = loadConfig(path.join(PROJECT, 'config')).registry.environments;
  createConfigFolder(dir, 'stub');
  changeRegistry(dir, ({ environments, ...registry }) => {
    const entries = ENVIRONMENT_NAMES.map((name) => {
      const { vendors } = shipped[name];
      return [name, { ...environments[name], vendors }];
    });
    return { ...registry, environments: Object.fromEntries(entries) };
  });
  return dir;
}

/** A new account in which nothing was done yet. */
export async function openPageShell(): Promise<PageShell> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rpmw-page-'));
  const configDir = createShippedConfig(path.join(folder, 'config'));
  const scripts = path.join(folder, 'bin');
  writeScripts(scripts);
  const standIn = await startAwsStandIn({ accountId: ACCOUNT_IDS.dev, region: TEST_REGION });
  const variables: Variables = {
    AWS_ENDPOINT_URL: standIn.origin,
    AWS_REGION: TEST_REGION,
    AWS_DEFAULT_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test-secret',
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    RPMW_CONFIG_DIR: configDir,
    CDK_OUTDIR: path.join(folder, 'cdk.out'),
    // Compiled once for all lines of a page; they start in half the time.
  };
  const PATH = process.env['PATH'] ?? '';
  return {
    standIn,
    configDir,
    run: (line, isRealAws = false) =>
      runLine(line, folder, {
        ...variables,
        PATH: isRealAws ? PATH : `${scripts}${path.delimiter}${PATH}`,
      }),
    async close() {
      await standIn.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
