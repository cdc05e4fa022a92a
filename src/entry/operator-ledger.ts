import { join } from 'node:path';
import { isWritable, openLocalDatabase } from '../adapters/local/database.ts';
import { createSqliteLedger } from '../adapters/local/ledger.ts';

import { createNodeDigest } from '../adapters/node/node-digest.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { OperatorLedger } from '../cli/account-surface.ts';
import type { EnvironmentName } from '../core/environment/names.ts';
import type { ProcessFacts } from '../core/gate/context.ts';
import { POLICY_VERSION } from '../core/gate/policy.ts';
import { verifyLedger } from '../core/gate/verify-ledger.ts';

/** Where the ledger of what was done in an account from this machine stands. */
interface OperatorLedgerPlace {
  readonly environment: EnvironmentName;
  readonly dataDir: string;
}

export function operatorLedgerPath({ environment, dataDir }: OperatorLedgerPlace): string {
  return join(dataDir, `account-${environment}.db`);
}

/** The record of what operators did in one account from this machine (docs/decisions/0007). */
export function openOperatorLedger(
  place: OperatorLedgerPlace,
  describe: () => ProcessFacts,
): OperatorLedger {
  const clock = createSystemClock();
  const digest = createNodeDigest();
  const db = openLocalDatabase({ path: operatorLedgerPath(place), clock });
  const ledger = createSqliteLedger({
    db,
    digest,
    describeProcess: () => {
      const process = describe();
      return { ...process, identityKind: process.identity.kind, policyVersion: POLICY_VERSION };
    },
  });
  return {
    ledger,
    isWritable: () => isWritable(db),
    verifyLedger: () =>
      ledger.snapshot((view) =>
        verifyLedger(view.read(), view.heads(), { digest, nowMs: clock.now() }),
      ),
    close: () => db.close(),
  };
}
