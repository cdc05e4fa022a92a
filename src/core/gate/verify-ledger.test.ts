import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Act,
  buildLedger,
  digest,
  type ModelLedger,
  RETENTION_MS,
  START_MS,
  stream,
} from '../../../test/support/ledger-model.ts';
import { hashEntry, headOf } from './hash-chain.ts';
import { CHECKPOINT_CHAIN, type LedgerHead } from './ledger.ts';
import {
  type LedgerProblemCode,
  LedgerRowInvalidError,
  verifyLedger,
  type WindowedEntry,
} from './verify-ledger.ts';

const NOW_MS = START_MS + 3_600_000;

function verify({ entries, heads }: ModelLedger, nowMs = NOW_MS) {
  return verifyLedger(stream(entries), stream(heads), { nowMs, digest });
}

function found(code: LedgerProblemCode, chain: string, seq: number) {
  return { verified: false, problem: { code, chain, seq } };
}

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('a', 't_1', 't_2', 't_3').map((chain): Act => ({ chain })),
  },
  { weight: 1, arbitrary: fc.constant<Act>('checkpoint') },
);
const ledgers = fc.array(act, { minLength: 2, maxLength: 25 }).map(buildLedger);
const ledgersWithPick = ledgers.chain((ledger) =>
  fc.tuple(fc.constant(ledger), fc.nat(ledger.entries.length - 1)),
);

/** The ledger and its entry at `index`; index is in range by construction. */
function pick(ledger: ModelLedger, index: number): WindowedEntry {
  const entry = ledger.entries[index];
  if (entry === undefined) throw new Error('no such entry');
  return entry;
}

function replace(ledger: ModelLedger, index: number, entry: WindowedEntry): ModelLedger {
  return { ...ledger, entries: ledger.entries.with(index, entry) };
}

const edits: readonly ((entry: WindowedEntry) => WindowedEntry)[] = [
  (entry) => ({ ...entry, atMs: entry.atMs + 1 }),
  (entry) => ({ ...entry, outcome: entry.outcome === 'deny' ? 'allow' : 'deny' }),
  (entry) => ({ ...entry, codes: [...entry.codes, 'SAFE_MODE_ON'] }),
  (entry) => ({ ...entry, requestHash: null }),
  (entry) => ({ ...entry, environment: 'prod' }),
  (entry) => ({ ...entry, effect: 'reply.send' }),
  (entry) => ({ ...entry, detail: { ...entry.detail, actor: 'nobody' } }),
  (entry) => ({ ...entry, expiresAtMs: 0 }),
  (entry) => ({ ...entry, previousHash: 'd'.repeat(64) }),
  (entry) => ({ ...entry, hash: 'e'.repeat(64) }),
  (entry) => ({ ...entry, releaseDigest: 'f'.repeat(64) }),
];

describe('D12 verifyLedger: laws over any ledger', () => {
  it('verifies what nobody touched, and counts it', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async (ledger) => {
        expect(await verify(ledger)).toEqual({
          verified: true,
          entries: ledger.entries.length,
          chains: ledger.heads.length,
        });
      }),
    );
  });

  it('names the one entry that was edited', async () => {
    await fc.assert(
      fc.asyncProperty(
        ledgersWithPick,
        fc.constantFrom(...edits),
        async ([ledger, index], edit) => {
          const { chain, seq } = pick(ledger, index);
          const edited = replace(ledger, index, edit(pick(ledger, index)));

          expect(await verify(edited)).toMatchObject(found('LEDGER_ALTERED', chain, seq));
        },
      ),
    );
  });

  it('names the one entry that was edited and given a new hash', async () => {
    await fc.assert(
      fc.asyncProperty(ledgersWithPick, async ([ledger, index]) => {
        const entry = { ...pick(ledger, index), policyVersion: 'forged' };
        const forged = { ...entry, hash: hashEntry(entry, digest) };

        expect(await verify(replace(ledger, index, forged))).toMatchObject(
          found('LEDGER_ALTERED', entry.chain, entry.seq),
        );
      }),
    );
  });

  it('names the one entry that is missing', async () => {
    await fc.assert(
      fc.asyncProperty(ledgersWithPick, async ([ledger, index]) => {
        const { chain, seq } = pick(ledger, index);
        const isLast = ledger.heads.some((head) => head.chain === chain && head.seq === seq);
        const without = { ...ledger, entries: ledger.entries.toSpliced(index, 1) };

        const code = isLast ? 'LEDGER_CUT' : 'LEDGER_GAP';
        expect(await verify(without)).toMatchObject(found(code, chain, seq));
      }),
    );
  });

  it('names the first of two entries of a chain that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(ledgersWithPick, async ([ledger, index]) => {
        const [one, two] = [pick(ledger, index), ledger.entries[index + 1]];
        fc.pre(two !== undefined && two.chain === one.chain);
        const swapped = {
          ...ledger,
          entries: ledger.entries.toSpliced(
            index,
            2,
            { ...two, seq: one.seq },
            { ...one, seq: two.seq },
          ),
        };

        expect(await verify(swapped)).toMatchObject(found('LEDGER_REORDERED', one.chain, one.seq));
      }),
    );
  });

  it('names the first entry of an end that was cut', async () => {
    await fc.assert(
      fc.asyncProperty(ledgersWithPick, async ([ledger, index]) => {
        const { chain, seq } = pick(ledger, index);
        const kept = ledger.entries.filter((entry) => entry.chain !== chain || entry.seq < seq);

        expect(await verify({ ...ledger, entries: kept })).toMatchObject(
          found('LEDGER_CUT', chain, seq),
        );
      }),
    );
  });

  it('names the chain whose head row is missing', async () => {
    await fc.assert(
      fc.asyncProperty(ledgersWithPick, async ([ledger, index]) => {
        const { chain } = pick(ledger, index);
        const gone = ledger.heads.find((head) => head.chain === chain);
        const heads = ledger.heads.filter((head) => head !== gone);

        expect(await verify({ ...ledger, heads })).toMatchObject(
          found('LEDGER_HEAD_MISSING', chain, gone?.seq ?? 0),
        );
      }),
    );
  });

  it('finds any chain that is gone with its head, once a checkpoint covered it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 20 }), async (acts) => {
        const ledger = buildLedger([{ chain: 't_9' }, ...acts, 'checkpoint']);
        const isOther = ({ chain }: { chain: string }) => chain !== 't_9';
        const without = {
          entries: ledger.entries.filter(isOther),
          heads: ledger.heads.filter(isOther),
        };

        expect(await verify(without)).toMatchObject(
          found('LEDGER_CHECKPOINT_DIFFERS', CHECKPOINT_CHAIN, 1),
        );
      }),
    );
  });
});

const CHAIN: readonly Act[] = [
  { chain: 't_1' },
  { chain: 't_1' },
  { chain: 't_1' },
  { chain: 't_1' },
];

function changeHead(ledger: ModelLedger, change: Partial<LedgerHead>): ModelLedger {
  return { ...ledger, heads: ledger.heads.map((head) => ({ ...head, ...change })) };
}

describe('verifyLedger: the first entry', () => {
  it('is altered when it points at something before it', async () => {
    const ledger = buildLedger([{ chain: 't_1' }]);
    const pointing = { ...pick(ledger, 0), previousHash: 'd'.repeat(64) };
    const forged = { ...pointing, hash: hashEntry(pointing, digest) };

    expect(await verify(replace(ledger, 0, forged))).toMatchObject(
      found('LEDGER_ALTERED', 't_1', 1),
    );
  });
});

describe('verifyLedger: heads', () => {
  const ledger = buildLedger(CHAIN);

  it.each([
    ['another hash', { hash: 'd'.repeat(64) }, 4],
    ['another time', { atMs: 1 }, 4],
    ['an earlier entry', { seq: 3 }, 4],
  ])('names the entry that a head with %s does not vouch for', async (_name, change, seq) => {
    expect(await verify(changeHead(ledger, change))).toMatchObject(
      found('LEDGER_ALTERED', 't_1', seq),
    );
  });

  it('finds a newest entry that was cut although the head was put back, once a checkpoint covered it', async () => {
    const whole = buildLedger([...CHAIN, 'checkpoint']);
    const entries = whole.entries.filter((entry) => entry.chain !== 't_1' || entry.seq < 4);
    const heads = whole.heads.map((head) =>
      head.chain === 't_1' ? headOf(pick({ entries, heads: [] }, 3)) : head,
    );

    expect(await verify({ entries, heads })).toMatchObject(
      found('LEDGER_CHECKPOINT_DIFFERS', CHECKPOINT_CHAIN, 1),
    );
  });

  it('names a chain that has a head and no entries, wherever it stands', async () => {
    const three = buildLedger([{ chain: 't_1' }, { chain: 't_2' }, { chain: 't_3' }]);
    for (const chain of ['t_1', 't_2', 't_3']) {
      const entries = three.entries.filter((entry) => entry.chain !== chain);

      expect(await verify({ ...three, entries })).toMatchObject(found('LEDGER_CUT', chain, 1));
    }
  });
});

describe('verifyLedger: checkpoints', () => {
  it('finds checkpoints that are gone with their head', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, 'checkpoint', { chain: 't_1' }]);
    const isOther = ({ chain }: { chain: string }) => chain !== CHECKPOINT_CHAIN;
    const without = {
      entries: ledger.entries.filter(isOther),
      heads: ledger.heads.filter(isOther),
    };

    expect(await verify(without)).toMatchObject(found('LEDGER_CUT', CHECKPOINT_CHAIN, 1));
  });

  it('finds an entry whose window was changed', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, 'checkpoint', { chain: 't_2' }, 'checkpoint']);
    const index = ledger.entries.findIndex((entry) => entry.chain === 't_2');
    const moved = replace(ledger, index, { ...pick(ledger, index), window: 1 });

    expect(await verify(moved)).toMatchObject(
      found('LEDGER_CHECKPOINT_DIFFERS', CHECKPOINT_CHAIN, 1),
    );
  });

  it('trusts no ledger that gives checkpoints but no windows', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, 'checkpoint']);
    const entries = ledger.entries.map(({ window: _window, ...entry }) => entry);

    expect(await verify({ ...ledger, entries })).toMatchObject(
      found('LEDGER_CHECKPOINT_DIFFERS', CHECKPOINT_CHAIN, 1),
    );
  });

  it('accepts that what an expired checkpoint covered is gone', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, 'checkpoint', { chain: 't_2' }, 'checkpoint']);
    const isOther = ({ chain }: { chain: string }) => chain !== 't_1';
    const swept = { entries: ledger.entries.filter(isOther), heads: ledger.heads.filter(isOther) };

    expect((await verify(swept, START_MS + RETENTION_MS - 1)).verified).toBe(false);
    expect((await verify(swept, START_MS + RETENTION_MS)).verified).toBe(true);
  });
});

describe('verifyLedger: the retention horizon', () => {
  const ledger = buildLedger(CHAIN);
  const fromThird = { ...ledger, entries: ledger.entries.slice(2) };
  const thirdExpiresAtMs = START_MS + 2 * 60_000 + RETENTION_MS;

  it('accepts a missing old end when the first remaining entry has expired', async () => {
    expect(await verify(fromThird, thirdExpiresAtMs)).toEqual({
      verified: true,
      entries: 2,
      chains: 1,
    });
  });

  it('names the entry before the first one when that one has not expired', async () => {
    expect(await verify(fromThird, thirdExpiresAtMs - 1)).toMatchObject(
      found('LEDGER_GAP', 't_1', 2),
    );
  });

  it('does not believe an expiry that was edited', async () => {
    const edited = replace(fromThird, 0, { ...pick(fromThird, 0), expiresAtMs: 1 });

    expect(await verify(edited)).toMatchObject(found('LEDGER_ALTERED', 't_1', 3));
  });

  it('accepts no gap inside a chain, however old', async () => {
    const holed = { ...ledger, entries: ledger.entries.toSpliced(1, 1) };

    expect(await verify(holed, Number.MAX_SAFE_INTEGER)).toMatchObject(
      found('LEDGER_GAP', 't_1', 2),
    );
  });
});

describe('verifyLedger: input', () => {
  it('names a row that is no entry', async () => {
    const ledger = buildLedger(CHAIN);
    async function* broken() {
      yield* ledger.entries.slice(0, 2);
      throw new LedgerRowInvalidError('t_1', 3);
    }

    const result = await verifyLedger(broken(), stream(ledger.heads), { nowMs: NOW_MS, digest });

    expect(result).toEqual({ entries: 2, ...found('LEDGER_ALTERED', 't_1', 3) });
  });

  it('names what is wrong before a row that is no entry', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, { chain: 't_1' }, { chain: 't_2' }]);
    async function* broken() {
      yield* ledger.entries.slice(0, 1);
      throw new LedgerRowInvalidError('t_2', 1);
    }

    const result = await verifyLedger(broken(), stream(ledger.heads), { nowMs: NOW_MS, digest });

    expect(result).toMatchObject(found('LEDGER_CUT', 't_1', 2));
  });

  it('passes on the failure of a store', async () => {
    // biome-ignore lint/correctness/useYield: a store that fails gives nothing.
    async function* failing(): AsyncGenerator<WindowedEntry> {
      throw new Error('disk');
    }

    await expect(verifyLedger(failing(), stream([]), { nowMs: NOW_MS, digest })).rejects.toThrow(
      'disk',
    );
  });

  it('names an entry whose chain or place comes too late', async () => {
    const ledger = buildLedger([{ chain: 't_1' }, { chain: 't_1' }, { chain: 't_2' }]);
    const [one, two, three] = ledger.entries as [WindowedEntry, WindowedEntry, WindowedEntry];

    expect(await verify({ ...ledger, entries: [one, two, two, three] })).toMatchObject(
      found('LEDGER_REORDERED', 't_1', 2),
    );
    expect(await verify({ ...ledger, entries: [three, one] })).toMatchObject(
      found('LEDGER_REORDERED', 't_1', 1),
    );
  });

  it('verifies an empty ledger', async () => {
    expect(await verify({ entries: [], heads: [] })).toEqual({
      verified: true,
      entries: 0,
      chains: 0,
    });
  });
});
