import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWriteProbe } from '../adapters/local/database.ts';
import { sweepExpired } from '../adapters/local/expiry.ts';
import { lockDataFolder } from '../adapters/local/lock.ts';
import { endLeases } from '../adapters/local/queue.ts';
import { createNodeRandom } from '../adapters/node/platform.ts';
import { createOwnEndpoint } from '../cli/demo/own-endpoint.ts';
import type { LocalService, ServiceOptions, SettledEvent } from '../cli/surface.ts';
import { isIdentityVerified } from '../core/environment/identity.ts';
import { serviceTokens } from '../core/environment/webhook-tokens.ts';
import { OPERATOR_CHAIN } from '../core/gate/ledger.ts';
import { createKeywordClassifier } from '../core/intents/keyword-router/keyword-classifier.ts';
import { assertRunnable, type Configuration } from '../core/operate/configuration.ts';
import type { Sensitive } from '../core/redaction/sensitive.ts';
import { toMiddlewareError } from '../core/runtime/errors.ts';
import type { Random } from '../core/runtime/platform.ts';
import type { Logger, Metrics } from '../core/runtime/telemetry.ts';
import { sweepLostWork } from '../core/worker/sweep.ts';
import { runWorkers } from '../core/worker/worker.ts';
import { createHealth, createHttpHandler } from '../http/health.ts';
import { createIntakeServer } from '../http/node-server.ts';
import { createIntake } from '../http/webhooks/intake.ts';
import { createCountingMetrics } from '../telemetry/counting-metrics.ts';
import { createLogger } from '../telemetry/logger.ts';
import { SERVICE_FILE, type ServiceFile } from './local-endpoint.ts';
import { type LocalStores, openLocalStores } from './local-stores.ts';
import { type LocalVendors, startVendors } from './local-vendors.ts';

const WORKERS = 16;
const MAINTENANCE_INTERVAL_MS = 60_000;
const EXPIRY_BATCH = 1_000;

/** What every part of the service shares. */
interface Shared {
  readonly options: ServiceOptions;
  readonly config: Configuration;
  readonly stores: LocalStores;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Aborts when the service stops. */
  readonly signal: AbortSignal;
}

/** Starts the endpoint for webhooks: verify, make durable, answer. */
async function startIntake(shared: Shared, tokens: readonly Sensitive<string>[]) {
  const { options, stores, random, logger, metrics, signal } = shared;
  const isVerified = () => isIdentityVerified(stores.process.identity);
  const intake = createIntake({
    ...stores,
    tokens: () => tokens,
    isIdentityVerified: isVerified,
    isDraining: () => signal.aborted,
    groupOf: stores.references.ticketRef,
    ...{ random, logger, metrics },
  });
  const isWritable = createWriteProbe(stores.db, stores.clock);
  const health = createHealth(async () => [
    ...(isVerified() ? [] : ['IDENTITY_UNVERIFIED']),
    ...((await isWritable()) ? [] : ['STORE_UNAVAILABLE']),
  ]);
  const handle = createHttpHandler({ intake, health });
  const server = createIntakeServer({ handle, port: options.port, logger, metrics });
  const { url } = await server.listen();
  return { url, drain: () => server.drain() };
}

type MaintenanceParts = Pick<LocalStores, 'clock' | 'db' | 'ledger' | 'queue' | 'conversations'> &
  Pick<Shared, 'logger' | 'metrics'>;

async function writeCheckpoint({ clock, ledger, logger }: MaintenanceParts): Promise<void> {
  const checkpoint = await ledger.checkpointIfDue(clock.now());
  const detail = checkpoint?.detail ?? null;
  if (detail?.headsDigest === undefined || (detail.heads ?? 0) === 0) return;
  const fields = { digest: detail.headsDigest, count: detail.heads ?? 0 };
  logger.log('info', 'ledger.checkpoint', fields);
}

/** Lost work comes first: the row that expires may be the last trace of it. */
const MAINTENANCE: readonly ((parts: MaintenanceParts) => Promise<unknown>)[] = [
  writeCheckpoint,
  sweepLostWork,
  ({ db, clock }) => sweepExpired(db, clock.now(), EXPIRY_BATCH),
];

/**
 * Every minute until `signal` aborts: writes the checkpoint when it is due, finds lost work, removes what has expired.
 * A failure is logged and is never fatal; the other tasks go on.
 */
export async function runMaintenance(parts: MaintenanceParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const task of MAINTENANCE) {
      try {
        await task(parts);
      } catch (thrown) {
        parts.logger.log('error', 'maintenance.failed', { code: toMiddlewareError(thrown).code });
      }
    }
    await parts.clock.sleep(MAINTENANCE_INTERVAL_MS, signal);
  }
}

/** Starts workers and maintenance; `done` resolves when `signal` has aborted and the jobs in hand are settled. */
function startWorking(shared: Shared, vendors: LocalVendors) {
  const { config, stores, random, logger, metrics, signal } = shared;
  const listeners: ((event: SettledEvent) => void)[] = [];
  const deps = {
    ...{ ...stores, ...vendors.ports, random, logger, metrics },
    routing: config.routing,
    templates: config.templates,
    classifier: createKeywordClassifier(),
    onSettled: (event: SettledEvent) => {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // A listener must not fail the work; what it could not write is told where it writes.
        }
      }
    },
  };
  const maintenance = runMaintenance({ ...stores, logger, metrics }, signal);
  const workers = runWorkers(deps, WORKERS, signal);
  return {
    onSettled: (listener: (event: SettledEvent) => void) => void listeners.push(listener),
    done: Promise.all([workers, maintenance]).then(() => undefined),
  };
}

/** True where no flag was ever set and no operator ever acted: not after a kill. */
async function isFreshStore(stores: LocalStores): Promise<boolean> {
  for await (const _entry of stores.ledger.read(OPERATOR_CHAIN)) return false;
  const flags = await stores.flags.readAll();
  return [...flags.values()].every((reading) => reading.state === 'missing');
}

/** Tells commands of other processes where this service listens; holds no secret. */
function writeServiceFile(dataDir: string, url: string, stubUrl: string): () => void {
  const path = join(dataDir, SERVICE_FILE);
  const file: ServiceFile = { schemaVersion: 1, pid: process.pid, url, stubUrl };
  writeFileSync(path, JSON.stringify(file));
  return () => rmSync(path, { force: true });
}

async function compose(
  options: ServiceOptions,
  rawToken: string | undefined,
  opened: AsyncDisposableStack,
): Promise<Omit<LocalService, 'stop'>> {
  const config = options.config.configuration();
  assertRunnable(config, options);
  const random = createNodeRandom();
  const { tokens, generated } = serviceTokens(rawToken, random);
  const metrics = createCountingMetrics();
  const logger = createLogger({ destination: process.stderr, level: options.logLevel, metrics });
  const stopping = new AbortController();
  const lock = lockDataFolder(options.dataDir);
  opened.defer(() => lock.release());
  const stores = await openLocalStores(options);
  opened.defer(() => stores.close());
  await endLeases(stores.db);
  const shared = { options, config, stores, random, logger, metrics, signal: stopping.signal };
  const intake = await startIntake(shared, tokens);
  opened.defer(() => intake.drain());
  const { url } = intake;
  const vendors = await startVendors({ ...shared, ownOrigin: url });
  opened.defer(() => vendors.close());
  const working = startWorking(shared, vendors);
  // First of all on stopping: no new webhooks, and the jobs in hand are finished while everything is still open.
  opened.defer(() => working.done);
  opened.defer(() => intake.drain());
  opened.defer(() => stopping.abort());
  const { outbound, stubUrl, unknownCalls } = vendors;
  opened.defer(writeServiceFile(options.dataDir, url, stubUrl));
  return {
    environment: options.environment,
    url,
    stubUrl,
    isFresh: await isFreshStore(stores),
    generatedToken: generated,
    endpoint: createOwnEndpoint({ outbound, url, stubUrl, token: tokens[0]?.reveal() ?? '' }),
    stores,
    refusals: outbound.refusals,
    unknownCalls,
    onSettled: working.onSettled,
  };
}

/** Composes and starts the whole service on one machine. @throws {ConfigurationError} when anything is not in order */
export async function startLocalService(
  options: ServiceOptions,
  rawToken: string | undefined,
): Promise<LocalService> {
  // Closes what was opened, the newest first, each even where another fails to close.
  await using opened = new AsyncDisposableStack();
  const service = await compose(options, rawToken, opened);
  const running = opened.move();
  return { ...service, stop: () => running.disposeAsync() };
}
