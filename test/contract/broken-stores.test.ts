import { describe, expect, it } from 'vitest';
import { linkEntry } from '../../src/core/gate/hash-chain.ts';
import type { Ledger } from '../../src/core/gate/ledger.ts';
import type { ConversationStore } from '../../src/core/worker/conversation-store.ts';
import type { EffectStore } from '../../src/core/worker/effect-store.ts';
import { digest } from '../support/ledger-model.ts';
import {
  conversationStoreOn,
  effectStoreOn,
  flagsOn,
  ledgerOn,
} from '../support/sqlite-harnesses.ts';
import { type Harness, listFailures } from './contract-case.ts';
import { CONVERSATION_STORE_CASES } from './conversation-store.contract.ts';
import { EFFECT_STORE_CASES } from './effect-store.contract.ts';
import { FLAGS_CASES, type Flags } from './flags.contract.ts';
import { LEDGER_CASES } from './ledger.contract.ts';

/** The harness of a good adapter with something broken in front of it. */
async function spoil<P, H extends Harness<P>>(
  harness: Promise<H>,
  damage: (port: P) => P,
): Promise<H> {
  const good = await harness;
  const reopen = async () => {
    const port = await good.reopen();
    return port === null ? null : damage(port);
  };
  return { ...good, port: damage(good.port), reopen };
}

const failuresOfEffects = (damage: (port: EffectStore) => EffectStore) =>
  listFailures(EFFECT_STORE_CASES, () => spoil(effectStoreOn('memory'), damage));
const failuresOfLedger = (damage: (port: Ledger) => Ledger) =>
  listFailures(LEDGER_CASES, () => spoil(ledgerOn('memory'), damage));
const failuresOfConversations = (damage: (port: ConversationStore) => ConversationStore) =>
  listFailures(CONVERSATION_STORE_CASES, () => spoil(conversationStoreOn('memory'), damage));
const failuresOfFlags = (damage: (port: Flags) => Flags) =>
  listFailures(FLAGS_CASES, () => spoil(flagsOn('memory'), damage));

describe('the contract suites find nothing in a good adapter', () => {
  it('as a control', async () => {
    expect(await failuresOfEffects((port) => port)).toEqual([]);
    expect(await failuresOfLedger((port) => port)).toEqual([]);
    expect(await failuresOfConversations((port) => port)).toEqual([]);
    expect(await failuresOfFlags((port) => port)).toEqual([]);
  });
});

describe('the contract of EffectStore turns red', () => {
  it('when a move ignores the version', async () => {
    const failed = await failuresOfEffects((port) => ({
      ...port,
      move: async (row, to, change) => {
        for (;;) {
          const newest = await port.find(row);
          const moved = newest && (await port.move(newest, to, change));
          if (newest === null || moved !== null) return moved;
        }
      },
    }));

    expect(failed).toContain('I9 refuses to move a row that somebody else has moved since');
    expect(failed).toContain('I9 lets one of many concurrent callers move a row');
  });

  it('when the caps are judged without the reservations', async () => {
    const limits = { repliesTicket10Min: 99, repliesTicket24h: 99, repliesCustomer24h: 99 };
    const failed = await failuresOfEffects((port) => ({
      ...port,
      intend: async (effect, wanted) => {
        const counts = await port.countReplies({ ...effect, except: effect });
        if (effect.kind === 'talk' && counts.repliesTicket10Min >= wanted.repliesTicket10Min) {
          return { outcome: 'capped', code: 'CAP_TICKET' };
        }
        return port.intend(effect, limits);
      },
    }));

    expect(failed).toContain(
      'reserves in the same step: concurrent replies cannot pass the cap together',
    );
  });

  it('when a refusal overwrites a row', async () => {
    const failed = await failuresOfEffects((port) => ({
      ...port,
      refuse: async (effect, ending) => {
        const row = await port.find(effect);
        if (row === null) return port.refuse(effect, ending);
        return (await port.move(row, 'refused', { nowMs: effect.nowMs, ...ending })) !== null;
      },
    }));

    expect(failed).toContain('does not refuse over a row that was intended');
  });

  it('when every ending is called a denial', async () => {
    const failed = await failuresOfEffects((port) => ({
      ...port,
      refuse: (effect, ending) => port.refuse(effect, { ...ending, outcome: 'deny' }),
    }));

    expect(failed).toContain('keeps the outcome of the decision that ended a row beside its codes');
  });
});

describe('the contract of Ledger turns red', () => {
  it('when an append forgets the head', async () => {
    const failed = await failuresOfLedger((port) => ({
      ...port,
      append: async (entry) => linkEntry(await port.append(entry), null, digest),
    }));

    expect(failed).toContain('numbers and links the entries of a chain');
  });

  it('when heads lag behind their entries', async () => {
    const failed = await failuresOfLedger((port) => ({
      ...port,
      heads: async function* () {
        for await (const head of port.heads()) yield { ...head, seq: Math.max(1, head.seq - 1) };
      },
    }));

    expect(failed).toContain('keeps the head of a chain at its newest entry');
    expect(failed).toContain('verifies with checkpoints between the entries of its chains');
  });

  it('when checkpoints are written whenever somebody asks', async () => {
    const failed = await failuresOfLedger((port) => {
      let asked = 0;
      return {
        ...port,
        checkpointIfDue: (nowMs) => {
          asked += 1;
          return port.checkpointIfDue(nowMs + asked * 3_600_000);
        },
      };
    });

    expect(failed).toContain('writes a checkpoint at most once an hour');
  });
});

describe('the contract of ConversationStore turns red', () => {
  it('when settling is not idempotent by job', async () => {
    let calls = 0;
    const failed = await failuresOfConversations((port) => ({
      ...port,
      settle: (item, job) => {
        calls += 1;
        return port.settle(item, { ...job, jobId: `${job.jobId}-${calls}` });
      },
    }));

    expect(failed).toContain('changes nothing when a job that settled is handed out again');
  });

  it('when the work on a settled job stays begun', async () => {
    const failed = await failuresOfConversations((port) => ({
      ...port,
      settle: async (item, job) => {
        const [begun] = await port.listBegun({ untilMs: item.settledAtMs, nowMs: 0, limit: 1 });
        const settled = await port.settle(item, { ...job, jobId: `${job.jobId}-other` });
        if (begun !== undefined) await port.noteBegun(begun);
        return settled;
      },
    }));

    expect(failed).toContain(
      'D7 forgets it in the step that settles the job, first or not, and no other job',
    );
    expect(failed).toContain('does not begin a job again that has settled: a worker woke up late');
  });

  it('when whoever looks for a job has it, whatever was seen of it since', async () => {
    const failed = await failuresOfConversations((port) => ({
      ...port,
      lookForBegun: async (job, nowMs) => (await port.lookForBegun(job, nowMs)) ?? job,
      endBegun: async ({ version, ...job }) => {
        for (let seen = version; seen < version + 9; seen += 1)
          await port.endBegun({ ...job, version: seen });
      },
    }));

    expect(failed).toEqual([
      'lets one of many look for a job, and none when a worker has begun it or settled it since',
      'ends a job that others have taken over, unless a worker has begun it since',
    ]);
  });

  it('when a block is lost by the next reply', async () => {
    const failed = await failuresOfConversations((port) => ({
      ...port,
      findConversation: async (ticketRef) => {
        const found = await port.findConversation(ticketRef);
        return found === null
          ? null
          : { ...found, isBlocked: found.isBlocked && found.replies.length === 0 };
      },
    }));

    expect(failed).toContain('never takes a block back');
  });
});

describe('D5 the contract of FlagSource turns red', () => {
  it('when a missing flag gets a default', async () => {
    const failed = await failuresOfFlags((port) => ({
      ...port,
      read: async (names) => {
        const readings = new Map(await port.read(names));
        for (const [name, { state, readAtMs }] of readings) {
          if (state === 'missing') readings.set(name, { state: 'raw', raw: 'true', readAtMs });
        }
        return readings;
      },
    }));

    expect(failed).toContain('D5 reads a flag that was never written as missing, never as a value');
  });

  it('when a store that fails throws', async () => {
    const failed = await failuresOfFlags((port) => ({
      ...port,
      read: async (names) => {
        const readings = await port.read(names);
        if (names.some((name) => readings.get(name)?.state === 'unreadable'))
          throw new Error('store');
        return readings;
      },
    }));

    expect(failed).toEqual(['D5 never throws: what cannot be read is unreadable, and no value']);
  });

  it('when values are tidied on the way', async () => {
    const failed = await failuresOfFlags((port) => ({
      ...port,
      write: (name, raw) => port.write(name, raw.trim().toLowerCase()),
    }));

    expect(failed).toContain('D5 gives back exactly what was written, well-formed or not');
  });
});
