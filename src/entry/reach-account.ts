import { createAccountServices } from '../adapters/aws/account-services.ts';
import { accountEndpoints } from '../adapters/aws/endpoints.ts';
import { createNodeFingerprinter } from '../adapters/node/node-fingerprinter.ts';
import { createSystemClock } from '../adapters/node/platform.ts';
import { createEgressList } from '../adapters/outbound/egress.ts';
import { createHttpTransport } from '../adapters/outbound/http-transport.ts';
import { createPlainOutbound } from '../adapters/outbound/outbound.ts';
import type { AccountAccess, AccountOptions } from '../cli/surface.ts';
import { openFingerprintFiles } from '../config/fingerprint-files.ts';
import type { AccountDeps, AccountPlan } from '../core/preflight/readings.ts';
import { createCountingMetrics } from '../telemetry/counting-metrics.ts';
import type { ProcessParts } from './account-operation.ts';

/** Makes everything that an account is checked with. Nothing is called yet. */
export function reachAccount(
  options: AccountOptions & Pick<AccountAccess, 'secretIds'>,
  { variables, logger, createTransport = createHttpTransport }: ProcessParts,
) {
  const registry = options.config.registry();
  const { region } = registry.environments[options.environment];
  const { identityCenterRegion } = registry;
  const endpoints = accountEndpoints({ variables, region, identityCenterRegion });
  const clock = createSystemClock();
  const transport = createTransport();
  const metrics = createCountingMetrics();
  const egress = createEgressList(endpoints.egress);
  const outbound = createPlainOutbound({ egress, transport, clock, metrics, logger });
  const { profile, timeoutMs } = options;
  const services = createAccountServices({
    ...{ endpoints, region, profile, outbound, clock, timeoutMs },
  });
  const files = openFingerprintFiles(options.config.dir);
  const plan: AccountPlan = {
    environment: options.environment,
    region: options.region ?? region,
    identityKind: endpoints.kind,
    expectAccount: options.expectAccount ?? null,
    registry,
    fingerprints: files.loadSecrets,
    secretIds: options.secretIds,
  };
  const deps: AccountDeps = { ...services, clock, fingerprinter: createNodeFingerprinter() };
  const close = (): void => {
    services.close();
    transport.close();
  };
  return { plan, deps, files, clock, transport, metrics, logger, close };
}

export type ReachedAccount = ReturnType<typeof reachAccount>;
