import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createNodeFingerprinter } from '../../../src/adapters/node/node-fingerprinter.ts';
import { openFingerprintFiles } from '../../../src/config/fingerprint-files.ts';
import type { SecretFingerprints } from '../../../src/core/environment/fingerprints.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../../src/core/environment/names.ts';
import {
  parameterName,
  SECRET_IDS,
  secretName,
} from '../../../src/core/environment/resource.names.ts';
import { INITIAL_FLAGS, REQUIRED_FLAGS } from '../../../src/core/flags/names.ts';
import { renewFingerprints } from '../../../src/core/operate/fingerprint-secrets.ts';
import { Sensitive } from '../../../src/core/redaction/sensitive.ts';
import { TEST_REGION } from '../aws-stand-in/account-fixture.ts';
import { type AwsStandIn, startAwsStandIn } from '../aws-stand-in/aws-stand-in.ts';
import { runInProcess } from '../in-process.ts';
import type { CliResult } from '../run-cli.ts';
import { type ChildResult, startRpmw, type Variables } from './child.ts';
import { ACCOUNT_IDS, copyConfig, createConfigFolder, type Modes } from './config-folder.ts';
import { goodSecret } from './planted-values.ts';

const KEYS: Variables = {
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'test-secret',
};

/** One environment's account, its configuration and its folder, all its own: whatever is planted spoils no other. */
export interface Site {
  readonly environment: EnvironmentName;
  readonly standIn: AwsStandIn;
  readonly configDir: string;
  readonly dataDir: string;
  /** Home of the child, for files of AWS. */
  readonly home: string;
  /** Of the child; a plant may change them. */
  readonly variables: Record<string, string>;
}

/** Three accounts that were set up by the real commands, to be copied. */
export interface Stage {
  readonly open: (environment: EnvironmentName, modes: Modes) => Promise<Site>;
  readonly close: () => Promise<void>;
}

/** Adds the site's folders, and no environment. */
export function inFolders({ configDir, dataDir }: Site, args: readonly string[]) {
  return [...args, '--config', configDir, '--data-dir', dataDir];
}

/** Runs `rpmw <args>` on a site, in the process of the test; keys and profiles are those of the stage. */
export function rpmw(site: Site, ...args: readonly string[]): Promise<CliResult> {
  return runInProcess(
    'rpmw',
    inFolders(site, [...args, '--env', site.environment]),
    site.variables,
  );
}

/** Runs `rpmw <args>` on a site as a process of its own. */
export function rpmwChild(site: Site, ...args: readonly string[]): Promise<ChildResult> {
  return startRpmw(inFolders(site, [...args, '--env', site.environment]), site).done;
}

/**
 * The AWS SDK looks for credentials in the variables of the process, so while a stage is open this process has those of
 * its sites and nothing of the person who runs the tests. @returns what puts back what was there
 */
function borrowVariables(home: string): () => void {
  const before = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  for (const [name] of before) delete process.env[name];
  const own = {
    ...KEYS,
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'aws-credentials'),
  };
  Object.assign(process.env, own);
  return () => {
    for (const name of Object.keys(own)) delete process.env[name];
    Object.assign(process.env, Object.fromEntries(before));
  };
}

function clientOf({ standIn }: Site) {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test-secret' };
  return { region: TEST_REGION, endpoint: standIn.origin, credentials };
}

/** What a stack and a person do: the secrets with their tags, and a value in each, by the API. */
async function fillSecrets(site: Site): Promise<void> {
  const { environment } = site;
  const client = new SecretsManagerClient(clientOf(site));
  const Tags = [{ Key: 'env', Value: environment }];
  for (const id of SECRET_IDS) {
    const named = { Name: secretName(environment, id), SecretString: goodSecret(environment, id) };
    await client.send(new CreateSecretCommand({ ...named, Tags }));
  }
  client.destroy();
}

/** Prod's vendors are live, and an emulated identity may do nothing there: marker and flags by the API. */
async function markByApi(site: Site): Promise<void> {
  const { environment } = site;
  const client = new SSMClient(clientOf(site));
  const flags = REQUIRED_FLAGS.map(
    (flag) => [flag, String(INITIAL_FLAGS[environment][flag])] as const,
  );
  for (const [thing, Value] of [...flags, ['environment', environment] as const]) {
    const Name = parameterName(environment, thing);
    await client.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
  }
  client.destroy();
}

/** Fingerprints of every secret of every environment, those of live vendors too. */
async function saveFingerprints(configDir: string): Promise<void> {
  const fingerprinter = createNodeFingerprinter();
  let file: SecretFingerprints = { schemaVersion: 1, environments: {} };
  for (const environment of ENVIRONMENT_NAMES) {
    const values = SECRET_IDS.map(
      (id) => [id, new Sensitive(goodSecret(environment, id))] as const,
    );
    const made = await renewFingerprints(environment, new Map(values), file, fingerprinter);
    file = made.fingerprints;
  }
  openFingerprintFiles(configDir).saveSecrets(file);
}

async function mustRun(site: Site, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await rpmw(site, ...args);
  if (code !== 0) throw new Error(`rpmw ${args.join(' ')} ended with ${code}: ${stderr}`);
}

function copyState(from: AwsStandIn, to: AwsStandIn): void {
  for (const [name, parameter] of from.state.parameters) to.state.parameters.set(name, parameter);
  for (const [name, secret] of from.state.secrets) to.state.secrets.set(name, secret);
}

/** Sets three accounts up: secrets by the API, marker and flags by `account init` where that is possible. */
export async function prepareStage(): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), 'rpmw-preflight-'));
  const giveBack = borrowVariables(root);
  const configs: Readonly<Record<Modes, string>> = {
    live: createConfigFolder(join(root, 'config-live'), 'live'),
    stub: createConfigFolder(join(root, 'config-stub'), 'stub'),
  };
  const opened: AwsStandIn[] = [];
  const build = async (environment: EnvironmentName, configDir: string): Promise<Site> => {
    const accountId = ACCOUNT_IDS[environment];
    const standIn = await startAwsStandIn({ accountId, region: TEST_REGION });
    const home = join(root, `home-${opened.push(standIn)}`);
    mkdirSync(home);
    const variables = { ...KEYS, AWS_ENDPOINT_URL: standIn.origin };
    return { environment, standIn, configDir, dataDir: join(home, 'data'), home, variables };
  };
  const setUp = async (environment: EnvironmentName) => {
    const site = await build(environment, configs.stub);
    await fillSecrets(site);
    await (environment === 'prod' ? markByApi(site) : mustRun(site, 'account', 'init', '--yes'));
    return site;
  };
  const [dev, staging, prod] = await Promise.all([setUp('dev'), setUp('staging'), setUp('prod')]);
  const sources = { dev, staging, prod };
  for (const dir of Object.values(configs)) await saveFingerprints(dir);
  return {
    async open(environment, modes) {
      const site = await build(environment, '');
      copyState(sources[environment].standIn, site.standIn);
      return { ...site, configDir: copyConfig(configs[modes], join(site.home, 'config')) };
    },
    async close() {
      giveBack();
      await Promise.all(opened.map((standIn) => standIn.close()));
      rmSync(root, { recursive: true, force: true });
    },
  };
}
