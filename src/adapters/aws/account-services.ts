import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type {
  CallerIdentity,
  ParameterStore,
  SecretVault,
} from '../../core/environment/account.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { createSdkRequestHandler } from '../outbound/sdk-request-handler.ts';
import { clientSettings, createCredentials } from './credentials.ts';
import type { AccountEndpoints } from './endpoints.ts';
import { createSecretsManagerVault } from './secrets-manager-vault.ts';
import { createSsmParameterStore } from './ssm-parameter-store.ts';
import { createServerClock, createStsCallerIdentity } from './sts-caller-identity.ts';

export interface AccountServicesDeps {
  readonly endpoints: AccountEndpoints;
  readonly region: string;
  /** A profile of the shared files. With one the environment's keys are not used; absent: the usual chain. */
  readonly profile?: string | undefined;
  /** Its egress list must hold `endpoints.egress`. */
  readonly outbound: Pick<Outbound, 'sendInfrastructure'>;
  readonly clock: Pick<Clock, 'now'>;
  /** For each try of a call, of which there are three at most; a time-out is not tried again. */
  readonly timeoutMs: number;
}

/** The services of one account, each through one client that is built once. */
export interface AccountServices {
  readonly caller: CallerIdentity;
  readonly parameters: ParameterStore;
  readonly secrets: SecretVault;
  /** Releases the clients. The connections belong to the transport. */
  close(): void;
}

/** Builds the clients; asks nothing yet, credentials included. All clients share them. */
export function createAccountServices(deps: AccountServicesDeps): AccountServices {
  const { endpoints, region, profile, outbound, clock, timeoutMs } = deps;
  const serverClock = createServerClock();
  const { onTry } = serverClock;
  const requestHandler = createSdkRequestHandler({ outbound, timeoutMs });
  const stsHandler = createSdkRequestHandler({ outbound, timeoutMs, onTry });
  const credentials = createCredentials({
    ...{ profile, region, outbound, timeoutMs, clock, onTry },
    stsEndpoint: endpoints.sts,
  });
  const settings = (endpoint: string, handler = requestHandler) => ({
    ...clientSettings({ region, endpoint, requestHandler: handler }),
    credentials,
  });
  const sts = new STSClient(settings(endpoints.sts, stsHandler));
  const ssm = new SSMClient(settings(endpoints.ssm));
  const secretsManager = new SecretsManagerClient(settings(endpoints.secretsManager));
  return {
    caller: createStsCallerIdentity({ client: sts, serverClock }),
    parameters: createSsmParameterStore({ client: ssm }),
    secrets: createSecretsManagerVault({ client: secretsManager }),
    close() {
      for (const client of [sts, ssm, secretsManager]) client.destroy();
    },
  };
}
