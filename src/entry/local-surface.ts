import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import {
  createNodeDigest,
  createNodeRandom,
  createSystemClock,
} from '../adapters/node/platform.ts';
import { sealEgress } from '../adapters/outbound/egress-seal.ts';
import { createTerminalConsole } from '../cli/console.ts';
import type { AccountSurface, LocalOptions, OperatorLedger, Surface } from '../cli/surface.ts';
import { openConfig } from '../config/load-config.ts';
import { PROJECT_DIR } from '../config/release.ts';
import { createKeywordClassifier } from '../core/intents/keyword-router/keyword-classifier.ts';
import { identityOf } from '../core/preflight/identity-of.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import { createLogger } from '../telemetry/logger.ts';
import {
  createAccountOperation,
  operatorLedgerPath,
  type ProcessParts,
} from './account-operation.ts';
import { openLocalEndpoint } from './local-endpoint.ts';
import { startLocalService } from './local-service.ts';
import { openFlags, openLocalStores } from './local-stores.ts';

type Process = typeof globalThis.process;

/**
 * A command that serves asks for it once; other commands end at the first Ctrl-C. Only the first signal is ours; the next
 * one of either kind ends the process at once, as `kill -9` may at any time.
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

async function openAccountLedger(options: LocalOptions): Promise<OperatorLedger> {
  if (!existsSync(operatorLedgerPath(options)))
    throw new ConfigurationError(
      'STORE_MISSING',
      'Nothing was done in this account from this data folder.',
      'Name the folder with --data-dir.',
    );
  const clock = createSystemClock();
  const { environment } = options;
  const unwitnessed = () => identityOf([], { environment, identityKind: 'account' }, clock.now());
  return (await createAccountOperation(options, unwitnessed).open()).operatorLedger;
}

/** What a command may do with an account. The code that speaks to AWS is loaded when a command needs it. */
export function createAccountSurface(
  parts: ProcessParts & { readonly actor: string },
): AccountSurface {
  return {
    open: async (options) => (await import('./account.ts')).openAccount(options, parts),
    preflight: async (options) =>
      (await import('./account-preflight.ts')).preflightAccount(options, parts),
    openLedger: openAccountLedger,
  };
}

/**
 * Gives the commands everything they may use, on one machine. The only place that reads the process's variables.
 * @param readText how the files of the configuration are read; for tests that count the reads
 */
export function createLocalSurface(process: Process, readText?: (path: string) => string): Surface {
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
    openConfig: (dir) => openConfig(dir, readText),
    startService: (options) => startLocalService(options, env['RPMW_WEBHOOK_TOKEN']),
    openFlags,
    openStores: openLocalStores,
    openEndpoint: (options) => openLocalEndpoint(options, env['RPMW_WEBHOOK_TOKEN']),
    stopRequested: () => stopSignal(process),
  };
}
