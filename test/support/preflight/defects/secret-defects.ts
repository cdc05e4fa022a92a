import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretName } from '../../../../src/core/environment/resource.names.ts';
import { TEST_REGION } from '../../aws-stand-in/account-fixture.ts';
import { scheduleDeletion } from '../../aws-stand-in/state.ts';
import { ACCOUNT_IDS, changeJson } from '../config-folder.ts';
import { goodSecret } from '../planted-values.ts';
import type { Site } from '../stage.ts';
import { changeSecret, type Defect, onSecret, setSecret } from './defect.ts';

const TOKEN = 'richpanel/webhook_token';
const failing = (code: string) => [`secret.${TOKEN} ${code}`];

const STATES: readonly Defect[] = [
  {
    name: 'a secret that does not exist',
    plant: ({ environment, standIn }) =>
      void standIn.state.secrets.delete(secretName(environment, TOKEN)),
    fails: failing('SECRET_MISSING'),
  },
  {
    name: 'a secret that may not be described',
    plant: onSecret(TOKEN, 'access-denied', 'DescribeSecret'),
    fails: failing('SECRET_DESCRIBE_DENIED'),
  },
  {
    name: 'a secret that may not be read',
    plant: onSecret(TOKEN, 'access-denied', 'GetSecretValue'),
    fails: failing('SECRET_READ_DENIED'),
  },
  {
    name: 'a secret whose key is of no use',
    plant: onSecret(TOKEN, 'decryption-failure', 'GetSecretValue'),
    fails: failing('SECRET_UNDECRYPTABLE'),
  },
  {
    name: 'a secret without a version',
    plant: changeSecret(TOKEN, (secret) => ({ ...secret, versions: [] })),
    fails: failing('SECRET_EMPTY'),
  },
  {
    name: 'a secret that is scheduled for deletion',
    plant: ({ environment, standIn: { state } }) =>
      scheduleDeletion(state, secretName(environment, TOKEN), Date.now()),
    fails: failing('SECRET_DELETION_SCHEDULED'),
  },
  {
    name: 'a secret answered from another account',
    plant: ({ environment, standIn: { state } }) =>
      void state.strayPlaces.set(secretName(environment, TOKEN), {
        ...{ accountId: ACCOUNT_IDS.prod, region: TEST_REGION },
      }),
    fails: failing('SECRET_ELSEWHERE'),
  },
  {
    name: 'a secret of bytes',
    plant: changeSecret(TOKEN, (secret) => ({
      ...secret,
      versions: secret.versions.map((version) => ({ ...version, text: null, binary: 'AAEC' })),
    })),
    fails: failing('ANSWER_UNREADABLE'),
  },
  {
    name: 'a secret that is throttled for good',
    plant: onSecret(TOKEN, 'throttling', 'GetSecretValue'),
    fails: failing('SERVICE_THROTTLED'),
  },
];

const TAGS: readonly Defect[] = [
  {
    name: 'a secret without the tag',
    plant: changeSecret(TOKEN, (secret) => ({ ...secret, tags: new Map() })),
    fails: [`secret.${TOKEN}.tag SECRET_TAG_DIFFERS`],
  },
  {
    name: 'a secret tagged as prod’s',
    plant: changeSecret(TOKEN, (secret) => ({ ...secret, tags: new Map([['env', 'prod']]) })),
    fails: [`secret.${TOKEN}.tag SECRET_TAG_DIFFERS`],
  },
];

const notOnFile = ({ configDir }: Site): void =>
  changeJson(configDir, 'secret-fingerprints.json', () => ({ schemaVersion: 1, environments: {} }));
const notCompared = (...ids: readonly string[]) =>
  ids.map((id) => `secret.${id}.fingerprint SECRET_NOT_COMPARED`);
const fromElsewhere = (id: string) => [`secret.${id}.fingerprint SECRET_OF_OTHER_ENVIRONMENT`];

const FINGERPRINTS: readonly Defect[] = [
  {
    name: 'dev’s webhook token in staging',
    environment: 'staging',
    plant: setSecret(TOKEN, goodSecret('dev', TOKEN)),
    fails: fromElsewhere(TOKEN),
    says: ['the value of dev'],
  },
  {
    name: 'dev’s webhook token in prod, beside a new one',
    environment: 'prod',
    plant: setSecret(
      TOKEN,
      JSON.stringify([goodSecret('prod', TOKEN, 'new'), goodSecret('dev', TOKEN)]),
    ),
    fails: fromElsewhere(TOKEN),
  },
  {
    name: 'dev’s helpdesk key in prod',
    environment: 'prod',
    plant: setSecret('richpanel/api_key', goodSecret('dev', 'richpanel/api_key')),
    fails: fromElsewhere('richpanel/api_key'),
  },
  {
    name: 'prod’s shop token in dev',
    modes: 'live',
    plant: setSecret('shopify/admin_api_token', goodSecret('prod', 'shopify/admin_api_token')),
    fails: fromElsewhere('shopify/admin_api_token'),
  },
  {
    name: 'staging’s model key in prod',
    environment: 'prod',
    plant: setSecret('openai/api_key', goodSecret('staging', 'openai/api_key')),
    fails: fromElsewhere('openai/api_key'),
  },
  {
    name: 'dev’s bot agent in prod, which may be',
    environment: 'prod',
    plant: setSecret('richpanel/bot_agent_id', goodSecret('dev', 'richpanel/bot_agent_id')),
    fails: [],
  },
  {
    name: 'a file of fingerprints that cannot be understood',
    plant: ({ configDir }) => writeFileSync(join(configDir, 'secret-fingerprints.json'), '{'),
    fails: [`secret.${TOKEN}.fingerprint FINGERPRINTS_UNREADABLE`],
  },
  {
    name: 'a key of prod that was changed, and its fingerprint was not',
    environment: 'prod',
    plant: setSecret('openai/api_key', goodSecret('prod', 'openai/api_key', 'new')),
    fails: ['secret.openai/api_key.fingerprint SECRET_FINGERPRINT_STALE'],
  },
  {
    name: 'a webhook token that is being rotated, in dev',
    plant: setSecret(
      TOKEN,
      JSON.stringify([goodSecret('dev', TOKEN), goodSecret('dev', TOKEN, 'new')]),
    ),
    fails: [],
    warns: [`secret.${TOKEN}.fingerprint SECRET_FINGERPRINT_STALE`],
  },
  {
    name: 'no fingerprints on file, in dev',
    plant: notOnFile,
    fails: [],
    warns: notCompared(TOKEN),
  },
  {
    name: 'no fingerprints on file, in staging',
    environment: 'staging',
    ...{ plant: notOnFile, fails: [], warns: notCompared(TOKEN) },
  },
  {
    name: 'no fingerprints on file, in prod',
    environment: 'prod',
    plant: notOnFile,
    fails: notCompared(TOKEN),
  },
];

export const SECRET_DEFECTS: readonly Defect[] = [...STATES, ...TAGS, ...FINGERPRINTS];
