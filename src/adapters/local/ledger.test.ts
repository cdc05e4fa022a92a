import { afterEach, describe, expect, it } from 'vitest';
import { digest, newEntry, RETENTION_MS } from '../../../test/support/ledger-model.ts';
import {
  type LocalStore,
  openLocalStore,
  type StorePlace,
} from '../../../test/support/local-store.ts';
import { LEDGER_PROCESS, openTestLedger } from '../../../test/support/sqlite-harnesses.ts';
import { CHECKPOINT_CHAIN } from '../../core/gate/ledger.ts';
import { verifyLedger } from '../../core/gate/verify-ledger.ts';
import type { LogFields, Logger } from '../../core/runtime/telemetry.ts';
import { openLocalDatabase } from './database.ts';
import { createSqliteLedger, type SqliteLedger } from './ledger.ts';

const HOUR_MS = 3_600_000;
const stores: LocalStore[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function openStore(place: StorePlace = 'memory'): Promise<LocalStore> {
  const store = await openLocalStore(place);
  stores.push(store);
  return store;
}

function verify(ledger: SqliteLedger, nowMs: number) {
  return ledger.snapshot((view) => verifyLedger(view.read(), view.heads(), { nowMs, digest }));
}

/** Three chains, two checkpoints, and something after the last one. */
async function fill(ledger: SqliteLedger, { clock, advance }: LocalStore): Promise<void> {
  for (const chains of [['t_1', 't_2', 't_1'], ['t_1', 'operator', 't_1'], ['t_1']]) {
    for (const chain of chains) {
      await ledger.append(newEntry({ chain, atMs: clock.now(), detail: { reason: 'why' } }));
    }
    if (chains.length > 1) await ledger.checkpointIfDue(clock.now());
    await advance(HOUR_MS);
  }
}

const STATEMENTS: readonly [string, string, { code: string; chain: string; seq: number }][] = [
  [
    'an edited time',
    `UPDATE ledger_entries SET at_ms = at_ms + 1 WHERE chain = 't_1' AND seq = 2`,
    { code: 'LEDGER_ALTERED', chain: 't_1', seq: 2 },
  ],
  [
    'an edited fact',
    `UPDATE ledger_entries SET facts = replace(facts, '"allow"', '"deny"') WHERE chain = 't_1' AND seq = 3`,
    { code: 'LEDGER_ALTERED', chain: 't_1', seq: 3 },
  ],
  [
    'an edited expiry',
    `UPDATE ledger_entries SET expires_at_ms = 1 WHERE chain = 't_2'`,
    { code: 'LEDGER_ALTERED', chain: 't_2', seq: 1 },
  ],
  [
    'facts that are no JSON',
    `UPDATE ledger_entries SET facts = '{' WHERE chain = 'operator'`,
    { code: 'LEDGER_ALTERED', chain: 'operator', seq: 1 },
  ],
  [
    'facts that are no object',
    `UPDATE ledger_entries SET facts = '7' WHERE chain = 'operator'`,
    { code: 'LEDGER_ALTERED', chain: 'operator', seq: 1 },
  ],
  [
    'a field too many',
    `UPDATE ledger_entries SET facts = json_set(facts, '$.more', 1) WHERE chain = 't_2'`,
    { code: 'LEDGER_ALTERED', chain: 't_2', seq: 1 },
  ],
  [
    'a missing entry',
    `DELETE FROM ledger_entries WHERE chain = 't_1' AND seq = 3`,
    { code: 'LEDGER_GAP', chain: 't_1', seq: 3 },
  ],
  [
    'a missing first entry',
    `DELETE FROM ledger_entries WHERE chain = 't_1' AND seq = 1`,
    { code: 'LEDGER_GAP', chain: 't_1', seq: 1 },
  ],
  [
    'a cut end',
    `DELETE FROM ledger_entries WHERE chain = 't_1' AND seq >= 4`,
    { code: 'LEDGER_CUT', chain: 't_1', seq: 4 },
  ],
  [
    'a chain without entries',
    `DELETE FROM ledger_entries WHERE chain = 't_2'`,
    { code: 'LEDGER_CUT', chain: 't_2', seq: 1 },
  ],
  [
    'a missing head',
    `DELETE FROM ledger_heads WHERE chain = 't_2'`,
    { code: 'LEDGER_HEAD_MISSING', chain: 't_2', seq: 1 },
  ],
  [
    'an edited head',
    `UPDATE ledger_heads SET hash = 'x' WHERE chain = 't_2'`,
    { code: 'LEDGER_ALTERED', chain: 't_2', seq: 1 },
  ],
  [
    'two entries that changed places',
    `UPDATE ledger_entries SET seq = -seq WHERE chain = 't_1' AND seq IN (2, 3);
     UPDATE ledger_entries SET seq = 5 + seq WHERE chain = 't_1' AND seq < 0`,
    { code: 'LEDGER_REORDERED', chain: 't_1', seq: 2 },
  ],
  [
    'a ticket that was removed whole',
    `DELETE FROM ledger_entries WHERE chain = 't_2'; DELETE FROM ledger_heads WHERE chain = 't_2'`,
    { code: 'LEDGER_CHECKPOINT_DIFFERS', chain: CHECKPOINT_CHAIN, seq: 1 },
  ],
];

describe('D12 verifying the ledger of the embedded store', () => {
  it.each(STATEMENTS)('names %s', async (_name, statement, problem) => {
    const store = await openStore();
    const ledger = openTestLedger(store.db);
    await fill(ledger, store);
    expect(await verify(ledger, store.clock.now())).toEqual({
      verified: true,
      entries: 9,
      chains: 4,
    });

    store.db.sqlite.exec(statement);

    expect(await verify(ledger, store.clock.now())).toMatchObject({ verified: false, problem });
  });

  it('sees one moment while the service writes on', async () => {
    const store = await openStore('file');
    const ledger = openTestLedger(store.db);
    await fill(ledger, store);
    const nowMs = store.clock.now();

    const result = await ledger.snapshot(async (view) => {
      const first = await view.count();
      for (const chain of ['t_0', 't_1', 't_9'])
        await ledger.append(newEntry({ chain, atMs: nowMs }));
      expect(await view.count()).toBe(first);
      return verifyLedger(view.read(), view.heads(), { nowMs, digest });
    });

    expect(result).toEqual({ verified: true, entries: 9, chains: 4 });
    expect(await verify(ledger, nowMs)).toEqual({ verified: true, entries: 12, chains: 6 });
  });

  it('serialises appends of two processes to one chain', async () => {
    const store = await openStore('file');
    const other = openLocalDatabase({ path: store.path ?? '', clock: store.clock });
    const ledgers = [openTestLedger(store.db), openTestLedger(other)];

    await Promise.all(
      Array.from({ length: 10 }, () => ledgers).flatMap((both) =>
        both.map((ledger) => ledger.append(newEntry({ atMs: store.clock.now() }))),
      ),
    );

    const result = await verify(openTestLedger(store.db), store.clock.now());
    await other.close();
    expect(result).toEqual({ verified: true, entries: 20, chains: 1 });
  });
});

describe('checkpoints of the embedded store', () => {
  it('go to the log with count and digest', async () => {
    const lines: [string, string, LogFields | undefined][] = [];
    const logger: Logger = {
      log: (...line) => lines.push([line[0], line[1], line[2]]),
      child: () => logger,
    };
    const { db, clock } = await openStore();
    const ledger = createSqliteLedger({
      db,
      digest,
      logger,
      describeProcess: () => LEDGER_PROCESS,
    });
    await ledger.append(newEntry({ atMs: clock.now() }));

    const checkpoint = await ledger.checkpointIfDue(clock.now());
    await ledger.checkpointIfDue(clock.now());

    const fields = { environment: 'dev', count: 1, digest: checkpoint?.detail?.headsDigest };
    expect(lines).toEqual([['info', 'ledger.checkpoint', fields]]);
  });

  it('expire no later than what they cover', async () => {
    const { db, clock, advance } = await openStore();
    const ledger = openTestLedger(db);
    const early = await ledger.append(newEntry({ atMs: clock.now() }));
    await advance(HOUR_MS);
    const covering = await ledger.checkpointIfDue(clock.now());
    await advance(HOUR_MS);
    const empty = await ledger.checkpointIfDue(clock.now());

    expect(covering?.expiresAtMs).toBe(early.expiresAtMs);
    expect(empty?.expiresAtMs).toBe(clock.now() + RETENTION_MS);
  });

  it('cover the chains that grew since the one before', async () => {
    const { db, clock, advance } = await openStore();
    const ledger = openTestLedger(db);
    const counts: unknown[] = [];
    for (const chains of [['t_1', 't_2', 't_1'], ['t_2'], []]) {
      for (const chain of chains) await ledger.append(newEntry({ chain, atMs: clock.now() }));
      counts.push((await ledger.checkpointIfDue(clock.now()))?.detail?.heads);
      await advance(HOUR_MS);
    }

    expect(counts).toEqual([2, 1, 0]);
  });
});

describe('appending to the ledger', () => {
  it('says which field is wrong, without its value', async () => {
    const ledger = openTestLedger((await openStore()).db);

    const refused = ledger.append(
      newEntry({ vendorMode: 'jane.doe@example.com, who lives far away' }),
    );

    await expect(refused).rejects.toMatchObject({
      code: 'LEDGER_ENTRY_INVALID',
      disposition: 'hold',
      context: { field: 'vendorMode' },
    });
    await expect(refused).rejects.not.toThrow(/jane/);
  });
});
