import { join } from 'node:path';
import type { Variables } from '../adapters/aws/endpoints.ts';
import { isWritable, openLocalDatabase } from '../adapters/local/database.ts';
import { createSqliteLedger } from '../adapters/local/ledger.ts';
import { createNodeDigest, createSystemClock } from '../adapters/node/platform.ts';
import type { Transport } from '../adapters/outbound/transport.ts';
import type { LocalOptions, OperatorLedger } from '../cli/surface.ts';
import { releaseDigest } from '../config/release.ts';
import type { Identity } from '../core/environment/identity.ts';
import { NOTHING_APPROVED } from '../core/gate/approval-source.ts';
import type { GateContext, ProcessFacts } from '../core/gate/context.ts';
import { POLICY_VERSION } from '../core/gate/policy.ts';
import { verifyLedger } from '../core/gate/verify-ledger.ts';
import { operatorContext, processFacts } from '../core/operate/configuration.ts';
import type { OperationDeps } from '../core/operate/operation.ts';
import type { Logger } from '../core/runtime/telemetry.ts';

/** What the process of an operator, or of a function, brings along to an account. */
export interface ProcessParts {
  /** The variables of the process; only those of AWS are read. */
  readonly variables: Variables;
  readonly logger: Logger;
  /** Set where no ledger outlives the process, so that no vendor may be asked: a live workspace is unverified there. */
  readonly asksNoVendor?: true;
  /** @default node's own HTTP client */
  readonly createTransport?: () => Transport;
}

type LedgerPlace = Pick<LocalOptions, 'environment' | 'dataDir'>;

/** Where the ledger of what was done in an account from this machine lies. */
export function operatorLedgerPath({ environment, dataDir }: LedgerPlace): string {
  return join(dataDir, `account-${environment}.db`);
}

/** Opens the record of what operators did in one account from this machine (docs/decisions/0007). */
function openOperatorLedger(place: LedgerPlace, describe: () => ProcessFacts): OperatorLedger {
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

/** What an operator's act in an account needs, decided by what the witnesses said. */
interface AccountOperation extends OperationDeps {
  readonly operatorLedger: OperatorLedger;
  readonly contextFor: (identity: Identity) => GateContext;
}

/** Opens nothing until `open`: a kill must not depend on the ledger of this machine, nor on other files. */
export function createAccountOperation(options: LocalOptions, identity: () => Identity) {
  let opened: AccountOperation | null = null;
  const openOnce = (): AccountOperation => {
    const config = options.config.configuration();
    const clock = createSystemClock();
    const own = processFacts(identity(), config, releaseDigest());
    const facts = (witnessed: Identity) => ({ ...own, identity: witnessed });
    const contextFor = (witnessed: Identity) =>
      operatorContext(facts(witnessed), config, clock.now());
    const operatorLedger = openOperatorLedger(options, () => facts(identity()));
    return {
      clock,
      ledger: operatorLedger.ledger,
      operatorLedger,
      contextFor,
      operatorContext: () => contextFor(identity()),
      approvals: NOTHING_APPROVED,
    };
  };
  const open = async (): Promise<AccountOperation> => {
    opened ??= openOnce();
    return opened;
  };
  const isStoreWritable = async (): Promise<boolean> => {
    try {
      return await (await open()).operatorLedger.isWritable();
    } catch {
      return false;
    }
  };
  return { open, isStoreWritable, close: async () => opened?.operatorLedger.close() };
}

export type LazyOperation = ReturnType<typeof createAccountOperation>;
