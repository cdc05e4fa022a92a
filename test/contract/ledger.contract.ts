import { expect } from 'vitest';
import { hashEntry, headOf, NO_HASH } from '../../src/core/gate/hash-chain.ts';
import { CHECKPOINT_CHAIN, type Ledger, ledgerEntrySchema } from '../../src/core/gate/ledger.ts';
import { verifyLedger } from '../../src/core/gate/verify-ledger.ts';
import { digest, newEntry } from '../support/ledger-model.ts';
import { type ContractCase, describeCases, type Gap, type Harness } from './contract-case.ts';

export type LedgerHarness = Harness<Ledger>;

const HOUR_MS = 3_600_000;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function verify(port: Ledger, nowMs: number) {
  return verifyLedger(port.read(), port.heads(), { nowMs, digest });
}

const appending: readonly ContractCase<LedgerHarness>[] = [
  {
    name: 'numbers and links the entries of a chain',
    run: async ({ port, now }) => {
      const first = await port.append(newEntry({ atMs: now() }));
      const second = await port.append(
        newEntry({ atMs: now(), outcome: 'deny', codes: ['SAFE_MODE_ON'] }),
      );

      expect(first).toMatchObject({ seq: 1, previousHash: NO_HASH });
      expect(second).toMatchObject({ seq: 2, previousHash: first.hash, codes: ['SAFE_MODE_ON'] });
      expect(second.hash).toBe(hashEntry(second, digest));
    },
  },
  {
    name: 'gives back what was appended',
    run: async ({ port, now }) => {
      const detail = { actor: 'person', reason: 'a reason', heads: 3 };
      const appended = await port.append(newEntry({ atMs: now(), detail, requestHash: null }));
      const [read] = await collect(port.read('t_1'));

      expect(read).toMatchObject(appended);
      expect(await port.count()).toBe(1);
    },
  },
  {
    name: 'serialises concurrent appends to one chain',
    run: async ({ port, now }) => {
      const appended = await Promise.all(
        Array.from({ length: 20 }, () => port.append(newEntry({ atMs: now() }))),
      );

      expect(appended.map((entry) => entry.seq).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      expect(await verify(port, now())).toEqual({ verified: true, entries: 20, chains: 1 });
    },
  },
  {
    name: 'refuses what is no entry and keeps the rest',
    run: async ({ port, now }) => {
      const bad = newEntry({ atMs: now() + 0.5 });
      const outcomes = await Promise.allSettled([
        port.append(newEntry({ atMs: now() })),
        port.append(bad),
        port.append(newEntry({ chain: 'a customer@example.com' })),
        port.append({ ...newEntry(), text: 'hello' } as never),
      ]);

      expect(outcomes.map((outcome) => outcome.status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
      ]);
      expect(await port.count()).toBe(1);
    },
  },
  {
    name: 'keeps everything over a restart',
    run: async ({ port, now, reopen }) => {
      const first = await port.append(newEntry({ atMs: now() }));
      const again = await reopen();
      if (again === null) return;
      const second = await again.append(newEntry({ atMs: now() }));

      expect(second).toMatchObject({ seq: 2, previousHash: first.hash });
      expect(await verify(again, now())).toEqual({ verified: true, entries: 2, chains: 1 });
    },
  },
];

const reading: readonly ContractCase<LedgerHarness>[] = [
  {
    name: 'reads entries and heads in ascending order of chain, over any number of entries',
    run: async ({ port, now }) => {
      const chains = ['t_2', 'operator', 't_10', 't_1', 'a-b', 'a_b'];
      const appends = chains.flatMap((chain) =>
        Array.from({ length: 120 }, () => newEntry({ chain, atMs: now() })),
      );
      await Promise.all(appends.map((entry) => port.append(entry)));
      const entries = await collect(port.read());
      const heads = await collect(port.heads());

      expect(entries).toHaveLength(720);
      expect(heads.map((head) => head.chain)).toEqual(chains.toSorted());
      expect(heads.map((head) => head.seq)).toEqual(chains.map(() => 120));
      expect(await verify(port, now())).toEqual({ verified: true, entries: 720, chains: 6 });
    },
  },
  {
    name: 'reads one chain alone',
    run: async ({ port, now }) => {
      for (const chain of ['t_1', 't_2', 't_1'])
        await port.append(newEntry({ chain, atMs: now() }));

      expect((await collect(port.read('t_1'))).map((entry) => entry.seq)).toEqual([1, 2]);
      expect(await collect(port.read('t_3'))).toEqual([]);
    },
  },
  {
    name: 'keeps the head of a chain at its newest entry',
    run: async ({ port, now }) => {
      await port.append(newEntry({ atMs: now() }));
      const newest = await port.append(newEntry({ atMs: now() }));

      expect(await collect(port.heads())).toEqual([headOf(newest)]);
    },
  },
];

const checkpoints: readonly ContractCase<LedgerHarness>[] = [
  {
    name: 'writes a checkpoint at most once an hour',
    run: async ({ port, now, advance }) => {
      await port.append(newEntry({ atMs: now() }));
      const first = await port.checkpointIfDue(now());
      await advance(HOUR_MS - 1);
      const tooEarly = await port.checkpointIfDue(now());
      await advance(1);
      const second = await port.checkpointIfDue(now());

      expect(first).toMatchObject({
        chain: CHECKPOINT_CHAIN,
        kind: 'checkpoint',
        seq: 1,
        detail: { heads: 1 },
      });
      expect(tooEarly).toBeNull();
      expect(second).toMatchObject({ seq: 2, previousHash: first?.hash });
      expect(ledgerEntrySchema.safeParse(second).success).toBe(true);
    },
  },
  {
    name: 'writes one checkpoint when several ask at once',
    run: async ({ port, now }) => {
      const written = await Promise.all([1, 2, 3].map(() => port.checkpointIfDue(now())));

      expect(written.filter((entry) => entry !== null)).toHaveLength(1);
    },
  },
  {
    name: 'goes on writing checkpoints after a clock that ran far ahead',
    run: async ({ port, now }) => {
      await port.checkpointIfDue(now() + 1_000 * HOUR_MS);

      expect(await port.checkpointIfDue(now())).not.toBeNull();
    },
  },
  {
    name: 'verifies with checkpoints between the entries of its chains',
    run: async ({ port, now, advance }) => {
      for (const chains of [['t_1', 't_2'], ['t_2'], [], ['t_1', 't_3', 't_1']]) {
        for (const chain of chains) await port.append(newEntry({ chain, atMs: now() }));
        await port.checkpointIfDue(now());
        await advance(HOUR_MS);
      }
      await port.append(newEntry({ atMs: now() }));

      expect(await verify(port, now())).toEqual({ verified: true, entries: 11, chains: 4 });
    },
  },
];

export const LEDGER_CASES: readonly ContractCase<LedgerHarness>[] = [
  ...appending,
  ...reading,
  ...checkpoints,
];

/** Runs the contract of the port `Ledger`. */
export function describeLedger(
  adapter: string,
  makeHarness: () => Promise<LedgerHarness>,
  skip: readonly Gap[] = [],
): void {
  describeCases(`Ledger contract: ${adapter}`, LEDGER_CASES, makeHarness, skip);
}
