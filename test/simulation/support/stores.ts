import type { DatabaseSync } from 'node:sqlite';
import type { LocalDatabase } from '../../../src/adapters/local/database.ts';
import { createSqliteFlags } from '../../../src/adapters/local/flags.ts';
import { createGroupCommit } from '../../../src/adapters/local/group-commit.ts';
import { createSqliteLedger } from '../../../src/adapters/local/ledger.ts';
import { createNodeDigest } from '../../../src/adapters/node/platform.ts';
import { type FlagName, templateFlag } from '../../../src/core/flags/names.ts';
import { type LedgerVerification, verifyLedger } from '../../../src/core/gate/verify-ledger.ts';
import { TEMPLATE_IDS } from '../../../src/core/replies/template-ids.ts';
import type { Clock } from '../../../src/core/runtime/platform.ts';

/** The store as a command beside the service sees it: what it writes is committed when the call returns. */
function besideService(sqlite: DatabaseSync, clock: Clock): LocalDatabase {
  const { write } = createGroupCommit(sqlite, { ...clock, defer: (run) => run() });
  return { sqlite, write, close: async () => undefined };
}

/** Sets flags as `rpmw flags set` does, without waiting for anybody. */
export function createFlagSetter(
  sqlite: DatabaseSync,
  clock: Clock,
): (name: FlagName, value: string) => void {
  const flags = createSqliteFlags({ db: besideService(sqlite, clock), clock, environment: 'dev' });
  return (name, value) => void flags.write(name, value);
}

const OPEN_FLAGS: readonly (readonly [FlagName, string])[] = [
  ['safe_mode', 'false'],
  ['automation_enabled', 'true'],
  ['routing_enabled', 'true'],
  ['automation_channels', 'email,livechat'],
  ...TEMPLATE_IDS.map((id) => [templateFlag(id), 'true'] as const),
];

/** Everything is switched on. */
export function openEveryFlag(setFlag: (name: FlagName, value: string) => void): void {
  for (const [name, value] of OPEN_FLAGS) setFlag(name, value);
}

function noCheckpoint(): never {
  throw new RangeError('a verification writes no checkpoint');
}

export function verifyStoredLedger(
  sqlite: DatabaseSync,
  clock: Clock,
): Promise<LedgerVerification> {
  const digest = createNodeDigest();
  const db = besideService(sqlite, clock);
  const ledger = createSqliteLedger({ db, digest, describeProcess: noCheckpoint });
  return ledger.snapshot((view) =>
    verifyLedger(view.read(), view.heads(), { digest, nowMs: clock.now() }),
  );
}
