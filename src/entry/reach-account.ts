import { createAccountServices } from '../adapters/aws/account-services.ts';
import { accountEndpoints, type Variables } from '../adapters/aws/endpoints.ts';
import { createNodeFingerprinter } from '../adapters/node/node-fingerprinter.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { createEgressList } from '../adapters/outbound/egress.ts';
import { createHttpTransport } from '../adapters/outbound/http-transport.ts';
import { createPlainOutbound } from '../adapters/outbound/outbound.ts';
import type { Transport } from '../adapters/outbound/transport.ts';
import type { AccountDoorOptions, AccountOptions } from '../cli/account-surface.ts';
import { loadSecretFingerprints } from '../config/fingerprint-files.ts';
import { loadRegistry } from '../config/load-config.ts';
import type { SurveyDeps, SurveyPlan } from '../core/preflight/readings.ts';
import type { Logger } from '../core/runtime/logger.ts';
import { createCountingMetrics } from '../telemetry/counting-metrics.ts';

/** What the process brings along. */
export interface AccountWorld {
  /** The variables of the process; only those of AWS are looked at. */
  readonly variables: Variables;
  readonly logger: Logger;
  /** Set where no ledger outlives the process, so that no vendor may be asked: a live workspace is unverified there. */
  readonly asksNoVendor?: true;
  /** @default node's own HTTP client */
  readonly createTransport?: () => Transport;
}

/** Everything that an account is looked at with. Nothing is called yet. */
export function reachAccount(
  options: AccountOptions & Pick<AccountDoorOptions, 'secretIds'>,
  world: AccountWorld,
) {
  const registry = loadRegistry(options.configDir);
  const { region } = registry.environments[options.environment];
  const { variables, logger } = world;
  const { identityCenterRegion } = registry;
  const endpoints = accountEndpoints({ variables, region, identityCenterRegion });
  const clock = createSystemClock();
  const transport = (world.createTransport ?? createHttpTransport)();
  const metrics = createCountingMetrics();
  const egress = createEgressList(endpoints.egress);
  const outbound = createPlainOutbound({ egress, transport, clock, metrics, logger });
  const { profile, timeoutMs } = options;
  const services = createAccountServices({
    ...{ endpoints, region, profile, outbound, clock, timeoutMs },
  });
  const plan: SurveyPlan = {
    environment: options.environment,
    region: options.region ?? region,
    identityKind: endpoints.kind,
    expectAccount: options.expectAccount ?? null,
    registry,
    fingerprints: () => loadSecretFingerprints(options.configDir),
    secretIds: options.secretIds,
  };
  const deps: SurveyDeps = { ...services, clock, fingerprinter: createNodeFingerprinter() };
  const close = (): void => {
    services.close();
    transport.close();
  };
  return { plan, deps, clock, transport, metrics, close };
}

export type ReachedAccount = ReturnType<typeof reachAccount>;
