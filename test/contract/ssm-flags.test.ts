import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import { flagsOnStandIn } from '../support/aws-stand-in/flags-harness.ts';
import { describeFlags } from './flags.contract.ts';

useTestCredentials();

describeFlags('SSM on the stand-in', flagsOnStandIn);
