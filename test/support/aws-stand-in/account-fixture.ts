import { afterAll, beforeAll, vi } from 'vitest';
import {
  type AccountServices,
  createAccountServices,
} from '../../../src/adapters/aws/account-services.ts';
import { accountEndpoints } from '../../../src/adapters/aws/endpoints.ts';
import { createEgressList, type EgressEntry } from '../../../src/adapters/outbound/egress.ts';
import { createHttpTransport } from '../../../src/adapters/outbound/http-transport.ts';
import { createPlainOutbound } from '../../../src/adapters/outbound/outbound.ts';
import type { Clock } from '../../../src/core/runtime/platform.ts';

export const TEST_ACCOUNT = '222233334444';
export const TEST_REGION = 'us-east-2';
/** Long enough for a busy machine. */
const TIMEOUT_MS = 5_000;
/** For a call of which it is known that no answer will come. */
const IMPATIENT_MS = 100;

const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: async () => undefined,
  defer: (task) => setImmediate(task),
};

const NO_FILE = '/dev/null';

/** Keys that are no secret, and no files of the person who runs the tests. */
export function useTestCredentials(): void {
  beforeAll(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test-secret');
    useNoFiles();
  });
  afterAll(() => void vi.unstubAllEnvs());
}

export function useNoFiles(): void {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', NO_FILE);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', NO_FILE);
}

type AccountOutbound = ReturnType<typeof createPlainOutbound>;

/** The real outbound over the real transport, with this list of infrastructure. */
export function openOutbound(egress: readonly EgressEntry[]) {
  const transport = createHttpTransport();
  const logger = { log: () => undefined, child: () => logger };
  const outbound = createPlainOutbound({
    egress: createEgressList(egress),
    transport,
    clock: SYSTEM_CLOCK,
    metrics: { count: () => undefined, timing: () => undefined },
    logger,
  });
  return { outbound, close: () => transport.close() };
}

export interface OpenAccount {
  readonly services: AccountServices;
  readonly outbound: AccountOutbound;
  /** From now on calls wait a tenth of a second for an answer. */
  loseHope(): void;
  close(): void;
}

/** The services of an account at `origin`, through real SDK clients, outbound and transport. */
export function openAccount(
  origin: string,
  change: {
    readonly profile?: string;
    readonly region?: string;
    readonly egress?: readonly EgressEntry[];
  } = {},
): OpenAccount {
  const region = change.region ?? TEST_REGION;
  const endpoints = accountEndpoints({ variables: { AWS_ENDPOINT_URL: origin }, region });
  const opened = openOutbound(change.egress ?? endpoints.egress);
  let mayHope = true;
  const outbound: AccountOutbound = {
    ...opened.outbound,
    sendInfrastructure: (message) =>
      opened.outbound.sendInfrastructure(
        mayHope ? message : { ...message, timeoutMs: IMPATIENT_MS },
      ),
  };
  const services = createAccountServices({
    endpoints,
    region,
    profile: change.profile,
    outbound,
    clock: SYSTEM_CLOCK,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    services,
    outbound,
    loseHope: () => {
      mayHope = false;
    },
    close() {
      services.close();
      opened.close();
    },
  };
}
