import type { AccountHarness } from '../../contract/account-harness.ts';
import type { CallerIdentityHarness } from '../../contract/caller-identity.contract.ts';
import type { ParameterStoreHarness } from '../../contract/parameter-store.contract.ts';
import type { SecretVaultHarness } from '../../contract/secret-vault.contract.ts';
import { type OpenAccount, openAccount, TEST_ACCOUNT, TEST_REGION } from './account-fixture.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import { scheduleDeletion, storeParameter, storeSecret } from './state.ts';

interface Opened<P> {
  readonly standIn: AwsStandIn;
  readonly account: OpenAccount;
  readonly harness: AccountHarness<P>;
}

async function open<P>(choose: (account: OpenAccount) => P): Promise<Opened<P>> {
  const standIn = await startAwsStandIn({ accountId: TEST_ACCOUNT, region: TEST_REGION });
  const account = openAccount(standIn.origin);
  const harness: AccountHarness<P> = {
    port: choose(account),
    accountId: TEST_ACCOUNT,
    region: TEST_REGION,
    fail: (kind, name, times) => {
      if (kind === 'hang') account.loseHope();
      standIn.fail({
        kind,
        ...(name === null ? {} : { name }),
        ...(times === undefined ? {} : { times }),
      });
    },
    calls: () => standIn.journal.length,
    close: async () => {
      account.close();
      await standIn.close();
    },
  };
  return { standIn, account, harness };
}

export async function callerIdentityOnStandIn(): Promise<CallerIdentityHarness> {
  const { standIn, harness } = await open(({ services }) => services.caller);
  return {
    ...harness,
    moveTo: (accountId) => {
      standIn.state.accountId = accountId;
    },
    skew: (ms) => {
      standIn.state.clockOffsetMs = ms;
    },
    goAway: () => standIn.close(),
  };
}

export async function parameterStoreOnStandIn(): Promise<ParameterStoreHarness> {
  const { standIn, harness } = await open(({ services }) => services.parameters);
  return {
    ...harness,
    put: async (name, raw, type) => void storeParameter(standIn.state, name, raw, type),
  };
}

export async function secretVaultOnStandIn(): Promise<SecretVaultHarness> {
  const { standIn, harness } = await open(({ services }) => services.secrets);
  const { state } = standIn;
  return {
    ...harness,
    create: async (name, content, tags) => storeSecret(state, name, content, tags),
    rotate: async (name, text) => storeSecret(state, name, { text }),
    scheduleDeletion: async (name) => scheduleDeletion(state, name, Date.now()),
  };
}
