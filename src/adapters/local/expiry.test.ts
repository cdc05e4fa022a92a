import { afterEach, describe, expect, it } from 'vitest';
import { digest, newEntry, RETENTION_MS } from '../../../test/support/ledger-model.ts';
import { type LocalStore, openLocalStore } from '../../../test/support/local-store.ts';
import { openTestLedger } from '../../../test/support/sqlite-harnesses.ts';
import { CHECKPOINT_CHAIN } from '../../core/gate/ledger.ts';
import { verifyLedger } from '../../core/gate/verify-ledger.ts';
import { createSqliteConversationStore } from './conversations.ts';
import { createSqliteEffectStore } from './effects.ts';
import { sweepExpired } from './expiry.ts';
import type { SqliteLedger } from './ledger.ts';
import { createSqliteJobQueue } from './queue.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const stores: LocalStore[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function openStore(): Promise<LocalStore> {
  const store = await openLocalStore();
  stores.push(store);
  return store;
}

const LIMITS = { repliesTicket10Min: 9, repliesTicket24h: 9, repliesCustomer24h: 9 };

describe('D12 the stores forget', () => {
  it('effects and event keys after 30 days', async () => {
    const { db, clock } = await openStore();
    const effects = createSqliteEffectStore({ db });
    const conversations = createSqliteConversationStore({ db });
    const nowMs = clock.now();
    const key = { ticketRef: 't_1', messageRef: 'm_1', kind: 'talk' } as const;
    await effects.intend({ ...key, templateId: 't_x', customerRef: null, nowMs }, LIMITS);
    await effects.countWrite('t_1', 'm_1', nowMs);
    const item = {
      ticketRef: 't_1',
      messageRef: 'm_1',
      outcome: 'routed',
      codes: [],
      intent: null,
      templateId: null,
    } as const;
    await conversations.settle({ ...item, settledAtMs: nowMs }, { jobId: 'j1', deliveries: 1 });

    const early = await sweepExpired(db, nowMs + 30 * DAY_MS - 1, 100);
    const due = await sweepExpired(db, nowMs + 30 * DAY_MS, 100);

    expect([early.rows, due.rows]).toEqual([0, 4]);
    expect(await effects.find(key)).toBeNull();
    expect(await effects.readWrites('t_1', 'm_1')).toBe(0);
    expect(await conversations.findWorkItem('t_1', 'm_1')).toBeNull();
  });

  it('dead letters after 14 days', async () => {
    const { db, clock } = await openStore();
    const queue = createSqliteJobQueue({ db, clock, random: { next: () => 0, id: () => 'lease' } });
    await queue.enqueue({ jobId: 'job-1', group: 'a', body: '{}' });
    const [job] = await queue.claim({ max: 1, waitMs: 0 });
    if (job !== undefined) await queue.deadLetter(job, 'VENDOR_REJECTED');

    await sweepExpired(db, clock.now() + 14 * DAY_MS - 1, 100);
    expect(await queue.listDead(10)).toHaveLength(1);
    await sweepExpired(db, clock.now() + 14 * DAY_MS, 100);
    expect(await queue.listDead(10)).toEqual([]);
    expect(await queue.stats()).toMatchObject({ waiting: 0, dead: 0 });
  });

  it('conversations 90 days after the last thing that was recorded, replies included', async () => {
    const { db, clock, advance } = await openStore();
    const conversations = createSqliteConversationStore({ db });
    const reply = (messageRef: string) => ({ messageRef, templateId: 't_x', atMs: clock.now() });
    await conversations.recordReply('t_1', reply('m_1'));
    await conversations.block('t_2', clock.now());
    await advance(50 * DAY_MS);
    await conversations.recordReply('t_1', reply('m_2'));
    await advance(40 * DAY_MS);
    await sweepExpired(db, clock.now(), 100);

    expect((await conversations.findConversation('t_1'))?.replies).toHaveLength(2);
    expect(await conversations.findConversation('t_2')).toBeNull();
    await sweepExpired(db, clock.now() + 50 * DAY_MS, 100);
    expect(db.sqlite.prepare('SELECT count(*) AS n FROM conversation_replies').get()?.['n']).toBe(
      0,
    );
  });

  it('in batches, oldest first', async () => {
    const { db, clock, advance } = await openStore();
    const effects = createSqliteEffectStore({ db });
    for (const messageRef of ['m_1', 'm_2', 'm_3']) {
      await effects.countWrite('t_1', messageRef, clock.now());
      await advance(1_000);
    }

    const nowMs = clock.now() + 30 * DAY_MS;
    expect(await sweepExpired(db, nowMs, 2)).toEqual({ rows: 2, ledgerEntries: 0, hasMore: true });
    expect(await effects.readWrites('t_1', 'm_3')).toBe(1);
    expect(await sweepExpired(db, nowMs, 2)).toEqual({ rows: 1, ledgerEntries: 0, hasMore: false });
  });
});

async function seqsOf(ledger: SqliteLedger, chain: string): Promise<number[]> {
  const seqs: number[] = [];
  for await (const entry of ledger.read(chain)) seqs.push(entry.seq);
  return seqs;
}

async function isVerified(ledger: SqliteLedger, nowMs: number): Promise<boolean> {
  return (await verifyLedger(ledger.read(), ledger.heads(), { nowMs, digest })).verified;
}

describe('the ledger forgets', () => {
  it('the old end of a chain, but for the newest expired entry while a younger one follows', async () => {
    const { db, clock, advance } = await openStore();
    const ledger = openTestLedger(db);
    for (let day = 0; day < 5; day += 1) {
      await ledger.append(newEntry({ atMs: clock.now() }));
      await advance(DAY_MS);
    }
    const startMs = clock.now() - 5 * DAY_MS;

    const first = await sweepExpired(db, startMs + RETENTION_MS, 100);
    const second = await sweepExpired(db, startMs + RETENTION_MS + 2 * DAY_MS, 100);

    expect([first.ledgerEntries, second.ledgerEntries]).toEqual([0, 2]);
    expect(await seqsOf(ledger, 't_1')).toEqual([3, 4, 5]);
    expect(await isVerified(ledger, startMs + RETENTION_MS + 2 * DAY_MS)).toBe(true);
  });

  it('a chain with its head once everything in it has expired, and lets it start anew', async () => {
    const { db, clock } = await openStore();
    const ledger = openTestLedger(db);
    const startMs = clock.now();
    for (const chain of ['t_1', 't_1', 't_2'])
      await ledger.append(newEntry({ chain, atMs: startMs }));
    await ledger.append(newEntry({ chain: 't_2', atMs: startMs + DAY_MS }));

    const nowMs = startMs + RETENTION_MS;
    await sweepExpired(db, nowMs, 100);
    const again = await ledger.append(newEntry({ chain: 't_1', atMs: nowMs }));

    expect(await seqsOf(ledger, 't_2')).toEqual([1, 2]);
    expect(again.seq).toBe(1);
    expect(await isVerified(ledger, nowMs)).toBe(true);
  });

  it('in batches that leave a ledger that verifies', async () => {
    const { db, clock } = await openStore();
    const ledger = openTestLedger(db);
    for (let index = 0; index < 30; index += 1) {
      await ledger.append(newEntry({ chain: `t_${index % 3}`, atMs: clock.now() + index * 1_000 }));
    }
    const nowMs = clock.now() + RETENTION_MS + 25_000;

    let sweeps = 0;
    for (let hasMore = true; hasMore; sweeps += 1) {
      const result = await sweepExpired(db, nowMs, 4);
      hasMore = result.hasMore;
      expect(result.ledgerEntries).toBeLessThanOrEqual(4);
      expect(await isVerified(ledger, nowMs)).toBe(true);
    }

    expect(sweeps).toBeGreaterThan(4);
    // 26 have expired; the newest expired one of each chain stays before the younger ones.
    expect(await ledger.count()).toBe(30 - 26 + 3);
    expect((await sweepExpired(db, nowMs + DAY_MS, 100)).ledgerEntries).toBe(7);
    expect(await ledger.count()).toBe(0);
  });

  it('in small batches without stopping at chains of which nothing may go yet', async () => {
    const { db, clock } = await openStore();
    const ledger = openTestLedger(db);
    const startMs = clock.now();
    const appends = [
      ['t_1', 0],
      ['t_1', DAY_MS * 9],
      ['t_2', 1_000],
      ['t_2', 2_000],
      ['t_2', DAY_MS * 9],
      ['t_3', 3_000],
    ] as const;
    for (const [chain, afterMs] of appends) {
      await ledger.append(newEntry({ chain, atMs: startMs + afterMs }));
    }

    const nowMs = startMs + RETENTION_MS + DAY_MS;
    const removed: number[] = [];
    for (let sweep = 0; sweep < 3; sweep += 1) {
      removed.push((await sweepExpired(db, nowMs, 1)).ledgerEntries);
    }

    expect(removed).toEqual([1, 1, 0]);
    expect(await seqsOf(ledger, 't_2')).toEqual([2, 3]);
    expect(await seqsOf(ledger, 't_3')).toEqual([]);
  });

  it('never the newest checkpoint, so that entries and checkpoints stay in step', async () => {
    const { db, clock, advance } = await openStore();
    const ledger = openTestLedger(db);
    for (let hour = 0; hour < 4; hour += 1) {
      await ledger.append(newEntry({ chain: `t_${hour}`, atMs: clock.now() }));
      await ledger.checkpointIfDue(clock.now());
      await advance(HOUR_MS);
    }
    await advance(2 * RETENTION_MS);

    await sweepExpired(db, clock.now(), 100);
    await ledger.append(newEntry({ atMs: clock.now() }));
    const next = await ledger.checkpointIfDue(clock.now());

    expect(next?.seq).toBe(5);
    expect(await seqsOf(ledger, CHECKPOINT_CHAIN)).toEqual([4, 5]);
    expect(await isVerified(ledger, clock.now())).toBe(true);
    expect((await sweepExpired(db, clock.now() + 2 * RETENTION_MS, 100)).ledgerEntries).toBe(2);
    expect(await seqsOf(ledger, CHECKPOINT_CHAIN)).toEqual([5]);
  });

  it('verifies on every day of a long life with daily sweeps', async () => {
    const { db, clock, advance } = await openStore();
    const ledger = openTestLedger(db);
    for (let day = 0; day < 140; day += 1) {
      for (const chain of [`t_${day}`, `t_${day % 7}`, 'operator']) {
        await ledger.append(newEntry({ chain, atMs: clock.now() }));
      }
      await ledger.checkpointIfDue(clock.now());
      await sweepExpired(db, clock.now(), 1_000);
      expect(await isVerified(ledger, clock.now())).toBe(true);
      await advance(DAY_MS);
    }

    expect(await ledger.count()).toBeLessThan(62 * 4 + 10);
  });
});
