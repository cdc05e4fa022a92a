import { createSqliteConversationStore } from '../../src/adapters/local/conversations.ts';
import type { LocalDatabase } from '../../src/adapters/local/database.ts';
import { createSqliteEffectStore } from '../../src/adapters/local/effects.ts';
import { createSqliteFlags } from '../../src/adapters/local/flags.ts';
import { createSqliteLedger, type LedgerProcess } from '../../src/adapters/local/ledger.ts';
import type { ConversationStoreHarness } from '../contract/conversation-store.contract.ts';
import type { EffectStoreHarness } from '../contract/effect-store.contract.ts';
import type { FlagsHarness } from '../contract/flags.contract.ts';
import type { LedgerHarness } from '../contract/ledger.contract.ts';
import { digest } from './ledger-model.ts';
import { harnessOn, openLocalStore, type StorePlace } from './local-store.ts';
import { readSettledTotals } from './settled-totals.ts';

export const LEDGER_PROCESS: LedgerProcess = {
  environment: 'dev',
  identityKind: 'sealed',
  runMode: 'live',
  policyVersion: 'test.1',
  releaseDigest: 'b'.repeat(64),
  registryDigest: 'c'.repeat(64),
};

export function openTestLedger(db: LocalDatabase) {
  return createSqliteLedger({ db, digest, describeProcess: () => LEDGER_PROCESS });
}

export const ledgerOn = (place: StorePlace): Promise<LedgerHarness> =>
  harnessOn(place, openTestLedger);

export const effectStoreOn = (place: StorePlace): Promise<EffectStoreHarness> =>
  harnessOn(place, (db) => createSqliteEffectStore({ db }));

export async function conversationStoreOn(place: StorePlace): Promise<ConversationStoreHarness> {
  const opened: LocalDatabase[] = [];
  const harness = await harnessOn(place, (db) => {
    opened.push(db);
    return createSqliteConversationStore({ db });
  });
  return {
    ...harness,
    settledTotals: () => {
      const sqlite = opened.at(-1)?.sqlite;
      if (sqlite === undefined) throw new Error('no store was opened');
      return readSettledTotals(sqlite);
    },
  };
}

export async function flagsOn(place: StorePlace): Promise<FlagsHarness> {
  const store = await openLocalStore(place);
  const create = (db: LocalDatabase) =>
    createSqliteFlags({ db, clock: store.clock, environment: 'dev' });
  return {
    port: create(store.db),
    now: () => store.clock.now(),
    advance: store.advance,
    reopen: async () => {
      const db = await store.reopen();
      return db === null ? null : create(db);
    },
    close: store.close,
    breakStore: () => store.db.close(),
  };
}
