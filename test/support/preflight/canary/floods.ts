import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentName } from '../../../../src/core/environment/names.ts';
import {
  markerParameter,
  SECRET_IDS,
  type SecretId,
  secretName,
} from '../../../../src/core/environment/resource.names.ts';
import { ALL_FLAGS, flagParameter } from '../../../../src/core/flags/names.ts';
import type { Fault } from '../../aws-stand-in/faults.ts';
import { storeParameter, storeSecret } from '../../aws-stand-in/state.ts';
import { changeJson, type Modes } from '../config-folder.ts';
import type { Site } from '../stage.ts';
import type { Aviary } from './canary.ts';

/** A run with canaries in everything that it reads, is given or is told. */
export interface Flood {
  readonly name: string;
  readonly environment: EnvironmentName;
  readonly modes: Modes;
  readonly args: readonly string[];
  readonly plant: (site: Site, aviary: Aviary) => void;
}

/** Keys of a person, and the session name that every answer of STS and every refusal quotes. */
export function plantCaller(site: Site, aviary: Aviary, run: string): void {
  const { standIn, variables } = site;
  standIn.state.sessionName = `${aviary.plant(`${run}: session`)}@example.com`;
  variables['AWS_ACCESS_KEY_ID'] = aviary.plant(`${run}: access key`);
  variables['AWS_SECRET_ACCESS_KEY'] = aviary.plant(`${run}: secret key`);
  variables['AWS_SESSION_TOKEN'] = aviary.plant(`${run}: session token`);
}

function goodValue(id: SecretId, label: string, aviary: Aviary): string {
  switch (id) {
    case 'richpanel/webhook_token':
      return JSON.stringify([aviary.plant(label), aviary.plant(`${label}, next`)]);
    case 'shopify/admin_api_token':
      return `shpat_${aviary.plantHex(label)}`;
    case 'openai/api_key':
      return `sk-${aviary.plant(label)}`;
    default:
      return aviary.plant(label);
  }
}

/** Good secrets, each with a note in a tag that nobody asked for. */
export function plantGoodSecrets(site: Site, aviary: Aviary, run: string): void {
  const { environment, standIn } = site;
  for (const id of SECRET_IDS) {
    const text = goodValue(id, `${run}: ${id}`, aviary);
    const tags = { env: environment, note: aviary.plant(`${run}: ${id}, note`) };
    storeSecret(standIn.state, secretName(environment, id), { text }, tags);
  }
}

/** Wrong secrets, tags, flags and marker. */
function plantWrongValues(site: Site, aviary: Aviary, run: string): void {
  const { environment, standIn } = site;
  const { state } = standIn;
  for (const id of SECRET_IDS) {
    const text = ` ${aviary.plant(`${run}: ${id}`)}\n`;
    const tags = { env: aviary.plant(`${run}: ${id}, tag`) };
    storeSecret(state, secretName(environment, id), { text }, tags);
  }
  for (const flag of ALL_FLAGS)
    storeParameter(state, flagParameter(environment, flag), aviary.plant(`${run}: ${flag}`));
  storeParameter(state, markerParameter(environment), aviary.plant(`${run}: marker`));
}

/** Every single thing refused, each refusal with a text of its own. */
function plantDenials(site: Site, aviary: Aviary, run: string): void {
  const { environment, standIn } = site;
  const deny = (name: string, operation?: string) => {
    const text = aviary.plant(`${run}: ${name} ${operation ?? ''}`);
    standIn.fail({
      kind: 'access-denied',
      name,
      text,
      ...(operation === undefined ? {} : { operation }),
    });
  };
  for (const flag of ALL_FLAGS) deny(flagParameter(environment, flag));
  deny(markerParameter(environment));
  for (const id of SECRET_IDS) {
    deny(secretName(environment, id), 'DescribeSecret');
    deny(secretName(environment, id), 'GetSecretValue');
  }
}

function withFaults(...faults: readonly Fault[]): Flood['plant'] {
  return ({ standIn, environment }, aviary) => {
    for (const fault of faults) {
      const { kind, operation = 'all' } = fault;
      standIn.fail({ ...fault, text: aviary.plant(`${environment} ${kind} of ${operation}`) });
    }
  };
}

const OUT = ['--out', 'artifacts/preflight.json'] as const;
const ALL = ['preflight', 'all', ...OUT] as const;
const NO_PROBE = [...ALL, '--no-probe'] as const;

const dev = (name: string, args: readonly string[], plant: Flood['plant']): Flood => ({
  ...{ name, environment: 'dev', modes: 'stub', args, plant },
});

const ANSWERS: readonly Flood[] = [
  {
    ...{ name: 'good secrets in prod', environment: 'prod', modes: 'live', args: NO_PROBE },
    plant: (site, aviary) => plantGoodSecrets(site, aviary, 'prod'),
  },
  {
    ...{ name: 'good secrets, probes refused', environment: 'dev', modes: 'live', args: ALL },
    plant: (site, aviary) => plantGoodSecrets(site, aviary, 'dev'),
  },
  {
    ...{ name: 'wrong values', environment: 'dev', modes: 'live', args: NO_PROBE },
    plant: (site, aviary) => plantWrongValues(site, aviary, 'wrong'),
  },
  {
    ...{ name: 'wrong values, as JSON', environment: 'dev', modes: 'live' },
    args: [...NO_PROBE, '--json'],
    plant: (site, aviary) => plantWrongValues(site, aviary, 'wrong as JSON'),
  },
  {
    ...{ name: 'everything denied', environment: 'dev', modes: 'live', args: NO_PROBE },
    plant: (site, aviary) => plantDenials(site, aviary, 'denied'),
  },
];

const FAILURES: readonly Flood[] = [
  ...(['access-denied', 'server-error', 'garbage', 'expired-token'] as const).map((kind) =>
    dev(`STS: ${kind}`, [...ALL, '--json'], withFaults({ kind, operation: 'GetCallerIdentity' })),
  ),
  dev(
    'services that fail',
    ALL,
    withFaults(
      { kind: 'server-error', operation: 'GetParameters' },
      { kind: 'garbage', operation: 'DescribeSecret' },
      { kind: 'invalid-token', operation: 'GetSecretValue' },
    ),
  ),
];

function writeProfile(
  { home, variables }: Site,
  name: string,
  keys: readonly [string, string],
): void {
  const [id, secret] = keys;
  const lines = [`[${name}]`, `aws_access_key_id = ${id}`, `aws_secret_access_key = ${secret}`, ''];
  writeFileSync(join(home, 'aws-credentials'), lines.join('\n'));
  variables['AWS_PROFILE'] = name;
  delete variables['AWS_ACCESS_KEY_ID'];
  delete variables['AWS_SECRET_ACCESS_KEY'];
  delete variables['AWS_SESSION_TOKEN'];
}

/** What the process is told by a person, and should not repeat. */
const SETTINGS: readonly Flood[] = [
  dev('a profile with an e-mail', ALL, (site, aviary) => {
    const keys = ['profile access key', 'profile secret key'] as const;
    writeProfile(site, `${aviary.plant('profile')}@example.com`, [
      aviary.plant(keys[0]),
      aviary.plant(keys[1]),
    ]);
  }),
  dev('a profile that nobody has', ALL, ({ variables }, aviary) => {
    variables['AWS_PROFILE'] = `${aviary.plant('lost profile')}@example.com`;
  }),
  dev('an endpoint with a password', ALL, ({ variables }, aviary) => {
    const [user, password] = [aviary.plant('user'), aviary.plant('password')];
    variables['AWS_ENDPOINT_URL'] = `http://${user}:${password}@127.0.0.1:9/`;
  }),
  dev('a configuration that is no JSON', ALL, ({ configDir }, aviary) =>
    writeFileSync(join(configDir, 'environments.json'), aviary.plant('no JSON')),
  ),
  dev('a configuration with keys in it', ALL, ({ configDir }, aviary) =>
    changeJson(configDir, 'environments.json', () => ({
      schemaVersion: aviary.plant('version'),
      environments: {
        dev: { accountId: aviary.plant('account'), region: aviary.plant('region') },
      },
    })),
  ),
  dev('fingerprints that are values', ALL, ({ configDir }, aviary) =>
    changeJson(configDir, 'secret-fingerprints.json', () => ({
      environments: { dev: { 'openai/api_key': [aviary.plant('value')] } },
    })),
  ),
  dev('an init that is refused', ['account', 'init', '--yes'], ({ standIn }, aviary) => {
    storeParameter(standIn.state, markerParameter('prod'), aviary.plant('foreign marker'));
  }),
  dev('fingerprints of good secrets', ['secrets', 'fingerprint'], (site, aviary) =>
    plantGoodSecrets(site, aviary, 'fingerprinted'),
  ),
];

const OPEN_REASON = 'agreed with';

/** The reason stands on the ledger; who was asked does not. */
export const OPEN_STAGING: Flood = {
  ...{ name: 'an open staging', environment: 'staging', modes: 'stub', args: ALL },
  plant: ({ standIn }) =>
    void storeParameter(standIn.state, flagParameter('staging', 'safe_mode'), 'false'),
};

/** The arguments of `OPEN_STAGING`, with the address of a person in the reason. */
export function openStagingArgs(aviary: Aviary): readonly string[] {
  const address = `${aviary.plant('reason')}@example.com`;
  return [...ALL, '--allow-open-staging', `${OPEN_REASON} ${address}`];
}

export const FLOODS: readonly Flood[] = [...ANSWERS, ...FAILURES, ...SETTINGS];
