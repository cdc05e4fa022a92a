import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteConversationStore } from '../adapters/local/conversations.ts';
import { type LocalDatabase, openLocalDatabase } from '../adapters/local/database.ts';
import { createSqliteEffectStore } from '../adapters/local/effects.ts';
import { createSqliteFlags } from '../adapters/local/flags.ts';
import { createSqliteLedger } from '../adapters/local/ledger.ts';
import {
  createNoApprovals,
  createSealedAccountIdentity,
  loadReferenceKey,
} from '../adapters/local/machine.ts';
import { createSqliteJobQueue } from '../adapters/local/queue.ts';
import { createNodeDigest } from '../adapters/node/node-digest.ts';
import { createNodeRandom } from '../adapters/node/node-random.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { LocalOptions } from '../cli/local-options.ts';
import type { OpenFlags, OperatorStores } from '../cli/surface.ts';
import { loadConfig } from '../config/load-config.ts';
import { operatorContext, processFacts } from '../config/process-facts.ts';
import { POLICY_VERSION } from '../core/gate/policy.ts';
import { verifyLedger } from '../core/gate/verify-ledger.ts';
import type { Configuration } from '../core/operate/configuration.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import { createReferences } from '../core/runtime/references.ts';
import { PROJECT_DIR } from './project-dir.ts';

const STORE_FILE = 'rpmw.db';

/** Every store of one data folder, on one database file. */
export async function openLocalStores(options: LocalOptions, config: Configuration) {
  const clock = createSystemClock();
  const digest = createNodeDigest();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const db: LocalDatabase = openLocalDatabase({ path: join(options.dataDir, STORE_FILE), clock });
  const identity = await createSealedAccountIdentity(options.environment, clock).identify();
  const process = processFacts(identity, config, join(PROJECT_DIR, 'src'));
  const describeProcess = () => ({
    ...process,
    identityKind: identity.kind,
    policyVersion: POLICY_VERSION,
  });
  const ledger = createSqliteLedger({ db, digest, describeProcess });
  return {
    clock,
    digest,
    db,
    process,
    ledger,
    queue: createSqliteJobQueue({ db, clock, random: createNodeRandom() }),
    effects: createSqliteEffectStore({ db }),
    conversations: createSqliteConversationStore({ db }),
    approvals: createNoApprovals(),
    flags: createSqliteFlags({ db, clock, environment: options.environment }),
    references: createReferences(await loadReferenceKey(db, options.environment), digest),
    operatorContext: () => operatorContext(process, config, clock.now()),
    verifyLedger: () =>
      ledger.snapshot((view) =>
        verifyLedger(view.read(), view.heads(), { digest, nowMs: clock.now() }),
      ),
    close: () => db.close(),
  };
}

export type LocalStores = Awaited<ReturnType<typeof openLocalStores>>;

/** The flags of a data folder, and nothing else, for a kill. */
export async function openFlags(options: LocalOptions): Promise<OpenFlags> {
  const path = join(options.dataDir, STORE_FILE);
  if (!existsSync(path)) {
    throw new ConfigurationError(
      'STORE_MISSING',
      'There is no store in this data folder.',
      'Name the folder of the running service with --data-dir.',
    );
  }
  const clock = createSystemClock();
  const db = openLocalDatabase({ path, clock });
  const flags = createSqliteFlags({ db, clock, environment: options.environment });
  return { flags, close: () => db.close() };
}

/** The stores as an operator's command uses them, beside a running service or alone. */
export async function openOperatorStores(options: LocalOptions): Promise<OperatorStores> {
  return openLocalStores(options, loadConfig(options.configDir));
}
