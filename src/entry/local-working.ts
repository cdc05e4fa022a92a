import type { SettledEvent } from '../cli/surface.ts';
import { createKeywordClassifier } from '../core/intents/keyword-router/keyword-classifier.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import type { Logger } from '../core/runtime/logger.ts';
import type { Metrics } from '../core/runtime/metrics.ts';
import type { Random } from '../core/runtime/random.ts';
import { runWorkers } from '../core/worker/worker.ts';
import type { LocalStores } from './local-stores.ts';
import { startUpkeep } from './local-upkeep.ts';
import type { LocalVendors } from './local-vendors.ts';

const WORKERS = 16;

/** Starts the workers and the upkeep; `done` resolves when `signal` has aborted and the jobs in hand are settled. */
export function startWorking(parts: {
  readonly config: Configuration;
  readonly stores: LocalStores;
  readonly vendors: LocalVendors;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}) {
  const { config, stores, vendors, random, logger, metrics, signal } = parts;
  const listeners: ((event: SettledEvent) => void)[] = [];
  const deps = {
    ...stores,
    ...vendors.ports,
    random,
    logger,
    metrics,
    routing: config.routing,
    templates: config.templates,
    classifier: createKeywordClassifier(),
    onSettled: (event: SettledEvent) => {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // Whoever watches must not fail the work; what cannot be written shows where it is written.
          metrics.count('settled.listener-failed');
        }
      }
    },
  };
  const upkeep = startUpkeep({ ...stores, logger, metrics }, signal);
  const workers = runWorkers(deps, WORKERS, signal);
  return {
    onSettled: (listener: (event: SettledEvent) => void) => void listeners.push(listener),
    done: Promise.all([workers, upkeep]).then(() => undefined),
  };
}
