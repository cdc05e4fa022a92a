import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createRichpanelStub } from '../../stubs/richpanel/richpanel-stub.ts';
import { createEgressList } from '../adapters/outbound/egress.ts';
import { createHttpTransport } from '../adapters/outbound/http-transport.ts';
import { createOutbound } from '../adapters/outbound/outbound.ts';
import { createTokenBucket } from '../adapters/outbound/rate-limiter.ts';
import { createRichpanelHelpdesk } from '../adapters/richpanel/client.ts';
import { richpanelRateOf } from '../adapters/richpanel/rate.ts';
import { RICHPANEL_PATH_PREFIX } from '../adapters/richpanel/richpanel.names.ts';
import type { ServiceOptions } from '../cli/surface.ts';
import { scopeRuleOf } from '../core/environment/ticket-scope.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import { Sensitive } from '../core/redaction/sensitive.ts';
import type { Logger, Metrics } from '../core/runtime/telemetry.ts';
import type { LocalStores } from './local-stores.ts';

const BOT_AGENT_ID = 'agent-rpmw-bot';
const TIMEOUT_MS = 10_000;

/** Starts the stub vendors of one machine and everything that reaches them, all through `outbound`. */
export async function startVendors(parts: {
  readonly options: ServiceOptions;
  readonly config: Configuration;
  readonly stores: LocalStores;
  readonly ownOrigin: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}) {
  const { options, config, stores, logger, metrics } = parts;
  const { richpanel } = config.registry.environments[options.environment].vendors;
  const rate = richpanelRateOf(richpanel.mode, richpanel.stubRate);
  const apiKey = randomBytes(16).toString('hex');
  const path = join(options.dataDir, 'stub-richpanel.db');
  const stub = createRichpanelStub({
    path,
    clock: stores.clock,
    seed: 1,
    apiKey,
    botAgentId: BOT_AGENT_ID,
    ratePer30s: rate.capacity,
    oddities: 'seeded',
  });
  const { origin } = await stub.listen({ port: 0 });
  const egress = createEgressList([
    { origin, pathPrefix: RICHPANEL_PATH_PREFIX, kind: 'vendor' },
    { origin, pathPrefix: ['_stub'], kind: 'own-endpoint' },
    { origin: parts.ownOrigin, kind: 'own-endpoint' },
  ]);
  const transport = createHttpTransport();
  const outbound = createOutbound({ ...stores, egress, transport, metrics, logger });
  const limiter = createTokenBucket({ ...rate, clock: stores.clock });
  const helpdesk = createRichpanelHelpdesk({
    outbound,
    origin,
    apiKey: new Sensitive(apiKey),
    botAgentId: BOT_AGENT_ID,
    timeoutMs: TIMEOUT_MS,
    limiter,
    clock: stores.clock,
    metrics,
  });
  return {
    stubUrl: origin,
    outbound,
    unknownCalls: () => stub.stats().unknownCalls,
    ports: {
      helpdesk,
      limiter,
      scope: scopeRuleOf(richpanel, options.ticketScope),
      isListed: (to: string, at: string) => egress.isListed(to, at),
    },
    close: async () => {
      transport.close();
      await stub.close();
    },
  };
}

export type LocalVendors = Awaited<ReturnType<typeof startVendors>>;
