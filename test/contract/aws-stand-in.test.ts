import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import {
  callerIdentityOnStandIn,
  parameterStoreOnStandIn,
  secretVaultOnStandIn,
} from '../support/aws-stand-in/harnesses.ts';
import { describeCallerIdentity } from './caller-identity.contract.ts';
import { describeParameterStore } from './parameter-store.contract.ts';
import { describeSecretVault } from './secret-vault.contract.ts';

useTestCredentials();

describeCallerIdentity('STS on the stand-in', callerIdentityOnStandIn);
describeParameterStore('SSM on the stand-in', parameterStoreOnStandIn);
describeSecretVault('Secrets Manager on the stand-in', secretVaultOnStandIn);
