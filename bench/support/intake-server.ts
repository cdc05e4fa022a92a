import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openLocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteJobQueue } from '../../src/adapters/local/queue.ts';
import {
  createNodeDigest,
  createNodeRandom,
  createSystemClock,
} from '../../src/adapters/node/platform.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { createReferences, REFERENCE_KEY_BYTES } from '../../src/core/runtime/references.ts';
import { createHealth, createHttpHandler } from '../../src/http/health.ts';
import { createIntakeServer } from '../../src/http/node-server.ts';
import { createIntake } from '../../src/http/webhooks/intake.ts';
import { createCountingMetrics } from '../../src/telemetry/counting-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { BENCH_TOKEN } from './messages.ts';
import { runAsChild } from './server-process.ts';

// The intake as it runs in the service: token, checks, HMAC reference, log line, metrics, SQLite queue with
// synchronous=FULL in the folder given. Only the log's destination is nowhere.

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('name the data folder');

const clock = createSystemClock();
const random = createNodeRandom();
const digest = createNodeDigest();
const metrics = createCountingMetrics();
const logger = createLogger({ destination: { write: () => true }, level: 'info', metrics });
const db = openLocalDatabase({ path: join(folder, 'bench.db'), clock });
const queue = createSqliteJobQueue({ db, clock, random });
const references = createReferences(randomBytes(REFERENCE_KEY_BYTES), digest);
const tokens = [new Sensitive(BENCH_TOKEN)];

const intake = createIntake({
  queue,
  tokens: () => tokens,
  isIdentityVerified: () => true,
  isDraining: () => false,
  groupOf: references.ticketRef,
  clock,
  random,
  digest,
  logger,
  metrics,
});
const handle = createHttpHandler({ intake, health: createHealth(() => []) });
const server = createIntakeServer({ handle, port: 0, logger, metrics });
const { port } = await server.listen();
const countDeliveries = db.sqlite.prepare('SELECT sum(deliveries) AS deliveries FROM jobs');

runAsChild({
  port,
  countDurable: async () => Number(countDeliveries.get()?.['deliveries'] ?? 0),
  close: async () => {
    await server.drain(0);
    await db.close();
  },
});
