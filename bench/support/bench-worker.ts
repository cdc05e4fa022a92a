import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeRandom } from '../../src/adapters/node/platform.ts';
import { createEgressList } from '../../src/adapters/outbound/egress.ts';
import { createOutbound } from '../../src/adapters/outbound/outbound.ts';
import { createTokenBucket } from '../../src/adapters/outbound/rate-limiter.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';
import { createRichpanelHelpdesk } from '../../src/adapters/richpanel/client.ts';
import { RICHPANEL_PATH_PREFIX } from '../../src/adapters/richpanel/richpanel.names.ts';
import { openConfig } from '../../src/config/load-config.ts';
import { PROJECT_DIR } from '../../src/config/release.ts';
import { scopeRuleOf } from '../../src/core/environment/ticket-scope.ts';
import { type FlagName, templateFlag } from '../../src/core/flags/names.ts';
import { createKeywordClassifier } from '../../src/core/intents/keyword-router/keyword-classifier.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { TEMPLATE_IDS } from '../../src/core/replies/template-ids.ts';
import { formatJobBody, TICKET_COALESCING_KEY } from '../../src/core/tickets/webhook-event.ts';
import { runWorkers } from '../../src/core/worker/worker.ts';
import { type LocalStores, openLocalStores } from '../../src/entry/local-stores.ts';
import { createCountingMetrics } from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { BENCH_BOT_ID, BENCH_KEY, type BenchStub, NO_LIMIT } from './bench-stub.ts';

const ENVIRONMENT = 'dev';
const TIMEOUT_MS = 10_000;

const OPEN_FLAGS: readonly (readonly [FlagName, string])[] = [
  ['safe_mode', 'false'],
  ['automation_enabled', 'true'],
  ['routing_enabled', 'true'],
  ['automation_channels', 'email,livechat'],
  ...TEMPLATE_IDS.map((id) => [templateFlag(id), 'true'] as const),
];

const folder = openConfig(join(PROJECT_DIR, 'config'));
const config = folder.configuration();

/** The ports of the product, over the stub; only the limiter is opened wide and the log goes nowhere. */
function createDeps(stores: LocalStores, stub: BenchStub, transport: Transport) {
  const { clock } = stores;
  const { origin } = stub;
  const random = createNodeRandom();
  const metrics = createCountingMetrics();
  const logger = createLogger({ destination: { write: () => true }, level: 'info', metrics });
  const egress = createEgressList([{ origin, pathPrefix: RICHPANEL_PATH_PREFIX, kind: 'vendor' }]);
  const outbound = createOutbound({ ...stores, egress, transport, metrics, logger });
  const limiter = createTokenBucket({ ...NO_LIMIT, clock });
  const helpdesk = createRichpanelHelpdesk({
    outbound,
    origin,
    apiKey: new Sensitive(BENCH_KEY),
    botAgentId: BENCH_BOT_ID,
    timeoutMs: TIMEOUT_MS,
    limiter,
    clock,
    metrics,
  });
  const { richpanel } = config.registry.environments[ENVIRONMENT].vendors;
  return {
    ...stores,
    random,
    metrics,
    logger,
    limiter,
    helpdesk,
    routing: config.routing,
    templates: config.templates,
    classifier: createKeywordClassifier(),
    scope: scopeRuleOf(richpanel, 'all'),
    isListed: (to: string, at: string) => egress.isListed(to, at),
  };
}

async function enqueue(stores: LocalStores, ticketIds: readonly string[]): Promise<void> {
  const random = createNodeRandom();
  await Promise.all(
    ticketIds.map((ticketId) => {
      const jobId = random.id();
      const group = stores.references.ticketRef(ticketId);
      const body = formatJobBody(ticketId, jobId);
      return stores.queue.enqueue({ jobId, group, coalescingKey: TICKET_COALESCING_KEY, body });
    }),
  );
}

/** How the tickets ended, and how many of them were settled per second. */
export interface WorkerRun {
  readonly perSecond: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly ledgerRows: number;
}

/**
 * Lets `concurrency` workers of the product settle these tickets of the stub, with every store on disk in a folder of
 * its own. Enqueueing them is not timed.
 */
export async function settleTickets(options: {
  readonly stub: BenchStub;
  readonly transport: Transport;
  readonly ticketIds: readonly string[];
  readonly concurrency: number;
}): Promise<WorkerRun> {
  const { ticketIds } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'rpmw-bench-'));
  const stores = await openLocalStores({ environment: ENVIRONMENT, config: folder, dataDir });
  try {
    for (const [flag, value] of OPEN_FLAGS) await stores.flags.write(flag, value);
    await enqueue(stores, ticketIds);
    const outcomes = new Map<string, number>();
    const stopping = new AbortController();
    let settled = 0;
    const deps = {
      ...createDeps(stores, options.stub, options.transport),
      onSettled: ({ record }: { readonly record: { readonly outcome: string } }) => {
        outcomes.set(record.outcome, (outcomes.get(record.outcome) ?? 0) + 1);
        settled += 1;
        if (settled === ticketIds.length) stopping.abort();
      },
    };
    const startedAtMs = performance.now();
    // The jobs in hand are completed before this resolves.
    await runWorkers(deps, options.concurrency, stopping.signal);
    const seconds = (performance.now() - startedAtMs) / 1000;
    const ledgerRows = await stores.ledger.count();
    return { perSecond: ticketIds.length / seconds, outcomes, ledgerRows };
  } finally {
    await stores.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
