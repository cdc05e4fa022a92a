import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createNodeDigest } from '../adapters/node/node-digest.ts';
import { createNodeRandom } from '../adapters/node/node-random.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { sealEgress } from '../adapters/outbound/egress-seal.ts';
import type { Surface } from '../cli/surface.ts';
import { createTerminalConsole } from '../cli/terminal-console.ts';
import { checkConfig, loadConfig } from '../config/load-config.ts';
import { createKeywordClassifier } from '../core/intents/keyword-router/keyword-classifier.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createAccountSurface } from './account-surface.ts';
import { openLocalDoor } from './local-door.ts';
import { startLocalService } from './local-service.ts';
import { openFlags, openOperatorStores } from './local-stores.ts';
import { PROJECT_DIR } from './project-dir.ts';

type Process = typeof globalThis.process;

/**
 * Asked for once, by what serves: other commands end at the first Ctrl-C. Only the first signal is ours; the next one,
 * whichever it is, ends the process at once, as `kill -9` may at any time.
 */
function stopSignal(process: Process): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return stopping.signal;
}

/** The name of the account, or its number on a machine that has no name for it. */
function actorName(process: Process): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Gives the commands everything they may use, on one machine. The only place that reads the process's variables. */
export function createLocalSurface(process: Process): Surface {
  const { env } = process;
  const actor = actorName(process);
  const logger = createLogger({ destination: process.stderr, level: 'warn' });
  return {
    account: createAccountSurface({ variables: env, logger, actor }),
    evaluation: { digest: createNodeDigest(), projectDir: PROJECT_DIR, sealEgress },
    console: createTerminalConsole(process),
    variables: {
      environment: env['RPMW_ENV'],
      configDir: env['RPMW_CONFIG_DIR'],
      webhookToken: env['RPMW_WEBHOOK_TOKEN'],
      actor,
    },
    clock: createSystemClock(),
    random: createNodeRandom(),
    classifier: createKeywordClassifier(),
    defaultConfigDir: join(PROJECT_DIR, 'config'),
    defaultDataDir: '.rpmw',
    samples: {
      tickets: join(PROJECT_DIR, 'samples', 'tickets.jsonl'),
      testOnly: join(PROJECT_DIR, 'samples', 'tickets-test-only.jsonl'),
    },
    loadConfig,
    checkConfig,
    startService: (options) => startLocalService(options, env['RPMW_WEBHOOK_TOKEN']),
    openFlags,
    openStores: openOperatorStores,
    openDoor: (options) => openLocalDoor(options, env['RPMW_WEBHOOK_TOKEN']),
    stopRequested: () => stopSignal(process),
  };
}
