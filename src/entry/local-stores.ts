import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteConversationStore } from '../adapters/local/conversations.ts';
import { type LocalDatabase, openLocalDatabase } from '../adapters/local/database.ts';
import { createSqliteEffectStore } from '../adapters/local/effects.ts';
import { createSqliteFlags } from '../adapters/local/flags.ts';
import { createSqliteLedger } from '../adapters/local/ledger.ts';
import { createSqliteJobQueue } from '../adapters/local/queue.ts';
import { loadReferenceKey } from '../adapters/local/reference-key.ts';
import {
  createNodeDigest,
  createNodeRandom,
  createSystemClock,
} from '../adapters/node/platform.ts';
import type { LocalOptions, OpenFlags } from '../cli/surface.ts';
import { releaseDigest } from '../config/release.ts';
import { sealedIdentity } from '../core/environment/identity.ts';
import { NOTHING_APPROVED } from '../core/gate/approval-source.ts';
import { POLICY_VERSION } from '../core/gate/policy.ts';
import { verifyLedger } from '../core/gate/verify-ledger.ts';
import { operatorContext, processFacts } from '../core/operate/configuration.ts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import { createReferences } from '../core/runtime/references.ts';

const STORE_FILE = 'rpmw.db';

/** Opens every store of one data folder, on one database file: for the service, or for a command beside it or alone. */
export async function openLocalStores(options: LocalOptions) {
  const config = options.config.configuration();
  const clock = createSystemClock();
  const digest = createNodeDigest();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const db: LocalDatabase = openLocalDatabase({ path: join(options.dataDir, STORE_FILE), clock });
  const identity = sealedIdentity(options.environment, clock.now());
  const process = processFacts(identity, config, releaseDigest());
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
    approvals: NOTHING_APPROVED,
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
