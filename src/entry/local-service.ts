import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDataFolder } from '../adapters/local/lock.ts';
import { createFixedSecrets } from '../adapters/local/machine.ts';
import { endLeases } from '../adapters/local/queue.ts';
import { createNodeRandom } from '../adapters/node/node-random.ts';
import { createOwnDoor } from '../cli/own-door.ts';
import type { LocalService, ServiceOptions } from '../cli/surface.ts';
import { loadConfig } from '../config/load-config.ts';
import { assertRunnable } from '../config/runnable.ts';
import { serviceTokens } from '../config/webhook-tokens.ts';
import { OPERATOR_CHAIN } from '../core/gate/ledger-entry.ts';
import { createCountingMetrics } from '../telemetry/counting-metrics.ts';
import { createLogger } from '../telemetry/logger.ts';
import { SERVICE_FILE, type ServiceFile } from './local-door.ts';
import { startIntake } from './local-intake.ts';
import { type LocalStores, openLocalStores } from './local-stores.ts';
import { startVendors } from './local-vendors.ts';
import { startWorking } from './local-working.ts';
import { createReleasers, type Releasers } from './releasers.ts';

/** Tells commands of other processes where this service listens; holds no secret. */
function writeServiceFile(
  dataDir: string,
  url: string,
  stubUrl: string,
  releasers: Releasers,
): void {
  const path = join(dataDir, SERVICE_FILE);
  const file: ServiceFile = { schemaVersion: 1, pid: process.pid, url, stubUrl };
  writeFileSync(path, JSON.stringify(file));
  releasers.add(() => rmSync(path, { force: true }));
}

/** True where no flag was ever set and no operator ever acted: not after a kill. */
async function isFreshStore(stores: LocalStores): Promise<boolean> {
  for await (const _entry of stores.ledger.read(OPERATOR_CHAIN)) return false;
  const flags = await stores.flags.readAll();
  return [...flags.values()].every((reading) => reading.state === 'missing');
}

async function compose(
  options: ServiceOptions,
  rawToken: string | undefined,
  releasers: Releasers,
): Promise<LocalService> {
  const config = loadConfig(options.configDir);
  assertRunnable(config, options);
  const random = createNodeRandom();
  const given = serviceTokens(rawToken, random);
  const tokens = await createFixedSecrets(given.tokens).webhookTokens();
  const metrics = createCountingMetrics();
  const logger = createLogger({ destination: process.stderr, level: options.logLevel, metrics });
  const stopping = new AbortController();
  const lock = lockDataFolder(options.dataDir);
  releasers.add(() => lock.release());
  const stores = await openLocalStores(options, config);
  releasers.add(() => stores.close());
  await endLeases(stores.db);
  const shared = { options, config, stores, random, logger, metrics, signal: stopping.signal };
  const intake = await startIntake({ ...shared, tokens });
  releasers.add(() => intake.drain());
  const vendors = await startVendors({ ...shared, ownOrigin: intake.url });
  releasers.add(() => vendors.close());
  const working = startWorking({ ...shared, vendors });
  // First of all on stopping: no new webhooks, and the jobs in hand are finished while everything is still open.
  releasers.add(() => working.done);
  releasers.add(() => intake.drain());
  releasers.add(() => stopping.abort());
  writeServiceFile(options.dataDir, intake.url, vendors.stubUrl, releasers);
  const { outbound, stubUrl, unknownCalls } = vendors;
  return {
    environment: options.environment,
    url: intake.url,
    stubUrl,
    isFresh: await isFreshStore(stores),
    generatedToken: given.generated,
    door: createOwnDoor({ outbound, url: intake.url, stubUrl, token: tokens[0]?.reveal() ?? '' }),
    stores,
    refusals: outbound.refusals,
    unknownCalls,
    onSettled: working.onSettled,
    stop: releasers.releaseAll,
  };
}

/** Composes and starts the whole service on one machine. @throws {ConfigurationError} when anything is not in order */
export async function startLocalService(
  options: ServiceOptions,
  rawToken: string | undefined,
): Promise<LocalService> {
  const releasers = createReleasers();
  try {
    return await compose(options, rawToken, releasers);
  } catch (thrown) {
    await releasers.releaseAll();
    throw thrown;
  }
}
