import { createWriteProbe } from '../adapters/local/database.ts';
import { isIdentityVerified } from '../core/environment/identity.ts';
import type { Sensitive } from '../core/redaction/sensitive.ts';
import type { Logger } from '../core/runtime/logger.ts';
import type { Metrics } from '../core/runtime/metrics.ts';
import type { Random } from '../core/runtime/random.ts';
import { createHealth, createHttpHandler } from '../http/health.ts';
import { createIntakeServer } from '../http/node-server.ts';
import { createIntake } from '../http/webhooks/intake.ts';
import type { LocalStores } from './local-stores.ts';

/** Starts the door for webhooks: verify, make durable, answer. */
export async function startIntake(parts: {
  readonly stores: LocalStores;
  readonly tokens: readonly Sensitive<string>[];
  readonly random: Random;
  readonly options: { readonly port: number };
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
}) {
  const { stores, logger, metrics } = parts;
  const isVerified = () => isIdentityVerified(stores.process.identity);
  const intake = createIntake({
    ...stores,
    tokens: () => parts.tokens,
    isIdentityVerified: isVerified,
    isDraining: () => parts.signal.aborted,
    groupOf: stores.references.ticketRef,
    random: parts.random,
    logger,
    metrics,
  });
  const isWritable = createWriteProbe(stores.db, stores.clock);
  const health = createHealth(async () => [
    ...(isVerified() ? [] : ['IDENTITY_UNVERIFIED']),
    ...((await isWritable()) ? [] : ['STORE_UNAVAILABLE']),
  ]);
  const server = createIntakeServer({
    handle: createHttpHandler({ intake, health }),
    port: parts.options.port,
    logger,
    metrics,
  });
  const { url } = await server.listen();
  return { url, drain: () => server.drain() };
}
