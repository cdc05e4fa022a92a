import { afterAll, describe, it } from 'vitest';
import { TEST_ACCOUNT, useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import { flagsOnMoto } from '../support/aws-stand-in/flags-harness.ts';
import { startMoto } from '../support/aws-stand-in/moto.ts';
import {
  callerIdentityOnMoto,
  parameterStoreOnMoto,
  secretVaultOnMoto,
} from '../support/aws-stand-in/moto-harnesses.ts';
import { CALLER_IDENTITY_FAULTS, describeCallerIdentity } from './caller-identity.contract.ts';
import { describeFlags } from './flags.contract.ts';
import { describeParameterStore, PARAMETER_STORE_FAULTS } from './parameter-store.contract.ts';
import { describeSecretVault, SECRET_VAULT_FAULTS } from './secret-vault.contract.ts';

const CANNOT_FAIL = 'moto plans no faults and has one account and one clock';

useTestCredentials();

const moto = await startMoto(TEST_ACCOUNT);

if ('missing' in moto) {
  console.log(`contracts of the account on moto are left out: ${moto.missing}`);
  describe('contracts of the account on moto', () => {
    it.skipIf(true)(`are left out: ${moto.missing}`, () => undefined);
  });
} else {
  afterAll(moto.stop);
  describeCallerIdentity('STS on moto', () => callerIdentityOnMoto(moto), [
    { reason: CANNOT_FAIL, tests: CALLER_IDENTITY_FAULTS },
  ]);
  describeParameterStore('SSM on moto', () => parameterStoreOnMoto(moto), [
    { reason: CANNOT_FAIL, tests: PARAMETER_STORE_FAULTS },
  ]);
  describeSecretVault('Secrets Manager on moto', () => secretVaultOnMoto(moto), [
    { reason: CANNOT_FAIL, tests: SECRET_VAULT_FAULTS },
  ]);
  describeFlags('SSM on moto', () => flagsOnMoto(moto));
}
