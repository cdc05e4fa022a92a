import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import {
  createCredentialChain,
  fromEnv,
  fromIni,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import type { HttpHandler } from '@smithy/protocol-http';
import type { AwsCredentialIdentity } from '@smithy/types';
import { z } from 'zod';
import { type AccountFailure, AccountServiceError } from '../../core/environment/account.ts';
import type { Clock } from '../../core/runtime/platform.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { createSdkRequestHandler, type SdkTry } from '../outbound/sdk-request-handler.ts';
import { toAccountFailure } from './failures.ts';

export interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly requestHandler: HttpHandler;
}

/** One first try and two more, with the SDK's own waiting in between. */
const MAX_ATTEMPTS = 3;

/**
 * What every client of the SDK is told, so that it does not look it up in files and variables. FIPS and dual-stack
 * choices would lead to other hosts, and any mode but `standard` may ask the instance's metadata for its region.
 */
function commonSettings(requestHandler: HttpHandler) {
  return {
    requestHandler,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  } as const;
}

/** Settings of one client of ours. The endpoint is always given: a profile's `endpoint_url` is never used. */
export function clientSettings({ region, endpoint, requestHandler }: ClientSettings) {
  return { ...commonSettings(requestHandler), region, endpoint };
}

const assumedSchema = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().min(1),
    Expiration: z.date(),
  }),
});

function toIdentity(answer: unknown): AwsCredentialIdentity {
  const { Credentials } = assumedSchema.parse(answer);
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
    expiration: Credentials.Expiration,
  };
}

async function once<T>(client: STSClient, ask: (client: STSClient) => Promise<T>): Promise<T> {
  try {
    return await ask(client);
  } finally {
    client.destroy();
  }
}

/**
 * How profiles with a role get their credentials. The SDK's own way would choose an endpoint by the profile; here it
 * is the environment's STS, through the same handler as every other call.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-26)
 */
function createRoleAssumers(settings: ClientSettings) {
  return {
    roleAssumer: async (credentials: AwsCredentialIdentity, input: AssumeRoleCommandInput) =>
      once(new STSClient({ ...clientSettings(settings), credentials }), async (client) =>
        toIdentity(await client.send(new AssumeRoleCommand(input))),
      ),
    roleAssumerWithWebIdentity: async (input: AssumeRoleWithWebIdentityCommandInput) =>
      once(new STSClient(clientSettings(settings)), async (client) =>
        toIdentity(await client.send(new AssumeRoleWithWebIdentityCommand(input))),
      ),
  };
}

export type Credentials = () => Promise<AwsCredentialIdentity>;

export interface CredentialsDeps {
  readonly profile: string | undefined;
  readonly region: string;
  /** Where roles are assumed. */
  readonly stsEndpoint: string;
  readonly outbound: Pick<Outbound, 'sendInfrastructure'>;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly onTry: (result: SdkTry) => void;
}

/** Credentials that end sooner are fetched again, so that no call begins with ones that end on the way. */
const RENEW_BEFORE_MS = 300_000;

/**
 * A profile may name the instance's metadata or its container as `credential_source`; the SDK would ask them over
 * connections of its own. A time-out and a port that node's HTTP client refuses end that before it connects.
 */
const NO_METADATA = { timeout: -1, awsContainerCredentialsRelativeUri: ':none' };

const quiet = (): void => undefined;

/** Without a logger some providers write warnings to the terminal. */
const SILENT = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

/** `tryNextLink`: whether the provider had nothing to go by, or had something that is of no use. */
const providerErrorSchema = z.object({ tryNextLink: z.boolean() });

const errorWithStatusSchema = z.object({ $metadata: z.object({}) });

function createChain(deps: CredentialsDeps, onTry: (result: SdkTry) => void) {
  const { profile, region, stsEndpoint, outbound, timeoutMs } = deps;
  const requestHandler = createSdkRequestHandler({ outbound, timeoutMs, onTry });
  const assumers = createRoleAssumers({ region, endpoint: stsEndpoint, requestHandler });
  const files = {
    ...assumers,
    ...NO_METADATA,
    logger: SILENT,
    // For the clients of the Identity Center, which take their region from the profile: none may stand here.
    clientConfig: commonSettings(requestHandler),
    ignoreCache: true,
    mfaCodeProvider: () =>
      Promise.reject(new AccountServiceError('CREDENTIALS_MISSING', 'a profile that asks for MFA')),
  };
  return profile === undefined
    ? createCredentialChain(fromEnv(), fromIni(files), fromTokenFile(assumers))
    : fromIni({ ...files, profile });
}

function failureOfTry(last: SdkTry | null): AccountFailure {
  if (last === null) return 'CREDENTIALS_EXPIRED';
  if (last.outcome === 'failed') return last.failure;
  if (last.status === 429) return 'SERVICE_THROTTLED';
  return last.status >= 500 ? 'SERVICE_FAILED' : 'CREDENTIALS_EXPIRED';
}

/** Providers wrap what happened in errors of their own, whose text alone would tell; so the last try is asked. */
function failureOf(thrown: unknown, last: SdkTry | null): AccountFailure {
  if (thrown instanceof AccountServiceError || thrown instanceof z.ZodError)
    return toAccountFailure(thrown);
  const provider = providerErrorSchema.safeParse(thrown);
  if (provider.success) {
    return provider.data.tryNextLink ? 'CREDENTIALS_MISSING' : failureOfTry(last);
  }
  const isAnswer = errorWithStatusSchema.safeParse(thrown).success;
  return isAnswer ? toAccountFailure(thrown) : 'CREDENTIALS_MISSING';
}

/**
 * Finds credentials: variables, then the shared files (keys, Identity Center, roles, web identity, processes), then a
 * web identity from variables. Instance metadata and containers are never asked, so a machine without credentials is
 * told at once. Found ones are kept until five minutes before they end; concurrent callers share one search.
 * @throws {AccountServiceError} `CREDENTIALS_MISSING` when no credentials exist, `CREDENTIALS_EXPIRED` when there was a
 * log-in that no longer holds, else what stood in the way of getting them
 */
export function createCredentials(deps: CredentialsDeps): Credentials {
  let known: AwsCredentialIdentity | null = null;
  let search: Promise<AwsCredentialIdentity> | null = null;

  async function find(): Promise<AwsCredentialIdentity> {
    let last: SdkTry | null = null;
    const chain = createChain(deps, (result) => {
      last = result;
      deps.onTry(result);
    });
    try {
      known = await chain();
      return known;
    } catch (thrown) {
      throw new AccountServiceError(failureOf(thrown, last), 'the source of credentials');
    } finally {
      search = null;
    }
  }

  return () => {
    const endsAtMs = known?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (known !== null && endsAtMs - RENEW_BEFORE_MS > deps.clock.now())
      return Promise.resolve(known);
    search ??= find();
    return search;
  };
}
