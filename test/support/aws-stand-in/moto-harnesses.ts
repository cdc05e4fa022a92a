import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AccountHarness } from '../../contract/account-harness.ts';
import type { CallerIdentityHarness } from '../../contract/caller-identity.contract.ts';
import type { ParameterStoreHarness } from '../../contract/parameter-store.contract.ts';
import type { SecretVaultHarness } from '../../contract/secret-vault.contract.ts';
import { type OpenAccount, openAccount, TEST_ACCOUNT, TEST_REGION } from './account-fixture.ts';
import type { Moto } from './moto.ts';

function cannot(): never {
  throw new Error('moto cannot be steered');
}

async function open<P>(moto: Moto, choose: (account: OpenAccount) => P) {
  await moto.reset();
  const account = openAccount(moto.origin);
  const harness: AccountHarness<P> = {
    port: choose(account),
    accountId: TEST_ACCOUNT,
    region: TEST_REGION,
    fail: cannot,
    calls: cannot,
    close: async () => account.close(),
  };
  return harness;
}

export async function callerIdentityOnMoto(moto: Moto): Promise<CallerIdentityHarness> {
  const harness = await open(moto, ({ services }) => services.caller);
  return { ...harness, moveTo: cannot, skew: cannot, goAway: cannot };
}

export async function parameterStoreOnMoto(moto: Moto): Promise<ParameterStoreHarness> {
  const client = new SSMClient({ region: TEST_REGION, endpoint: moto.origin });
  const harness = await open(moto, ({ services }) => services.parameters);
  return {
    ...harness,
    put: async (name, raw, type) => {
      const input = { Name: name, Value: raw, Type: type, Overwrite: true };
      await client.send(new PutParameterCommand(input));
    },
    close: async () => {
      client.destroy();
      await harness.close();
    },
  };
}

export async function secretVaultOnMoto(moto: Moto): Promise<SecretVaultHarness> {
  const client = new SecretsManagerClient({ region: TEST_REGION, endpoint: moto.origin });
  const harness = await open(moto, ({ services }) => services.secrets);
  return {
    ...harness,
    create: async (name, content, tags = {}) => {
      const value =
        content === null
          ? {}
          : 'text' in content
            ? { SecretString: content.text }
            : { SecretBinary: Buffer.from(content.binary, 'base64') };
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await client.send(new CreateSecretCommand({ Name: name, Tags, ...value }));
    },
    rotate: async (name, text) => {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
    },
    scheduleDeletion: async (name) => {
      await client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
    },
    close: async () => {
      client.destroy();
      await harness.close();
    },
  };
}
