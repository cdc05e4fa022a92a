import { expect } from 'vitest';
import type {
  EffectRow,
  EffectRowState,
  EffectStore,
  NewEffect,
  ReplyLimits,
} from '../../src/core/worker/effect-store.ts';
import type { ContractCase, Harness } from './contract-case.ts';

type Case = ContractCase<Harness<EffectStore>>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LIMITS: ReplyLimits = { repliesTicket10Min: 1, repliesTicket24h: 3, repliesCustomer24h: 5 };
const NO_LIMITS: ReplyLimits = {
  repliesTicket10Min: 99,
  repliesTicket24h: 99,
  repliesCustomer24h: 99,
};

let messages = 0;

/** A reply to a message that nobody has seen before. */
function reply(nowMs: number, overrides: Partial<NewEffect> = {}): NewEffect {
  messages += 1;
  const key = { ticketRef: 't_1', messageRef: `m_${messages}`, kind: 'talk' } as const;
  return { ...key, templateId: 't_return_request_intake', customerRef: 'p_1', nowMs, ...overrides };
}

async function outcomeOf(port: EffectStore, effect: NewEffect): Promise<string> {
  const result = await port.intend(effect, LIMITS);
  return result.outcome === 'capped' ? result.code : result.outcome;
}

async function reserve(port: EffectStore, effect: NewEffect): Promise<EffectRow> {
  const result = await port.intend(effect, NO_LIMITS);
  if (result.outcome !== 'intended') throw new Error(`expected intended, got ${result.outcome}`);
  return result.row;
}

function counts(port: EffectStore, nowMs: number, customerRef: string | null = 'p_1') {
  const except = { ticketRef: 't_1', messageRef: 'm_none', kind: 'talk' } as const;
  return port.countReplies({ ticketRef: 't_1', customerRef, except, nowMs });
}

async function stateCounts(port: EffectStore, nowMs: number, to: EffectRowState): Promise<boolean> {
  const row = await reserve(port, reply(nowMs, { ticketRef: `t_${to}`, customerRef: null }));
  if (to !== 'intended') await port.move(row, to, { nowMs });
  const except = { ticketRef: 't_0', messageRef: 'm_0', kind: 'talk' } as const;
  const seen = await port.countReplies({ ticketRef: `t_${to}`, customerRef: null, except, nowMs });
  return seen.repliesTicket24h === 1;
}

const windows: readonly Case[] = [
  {
    name: 'caps the replies of a ticket within ten minutes',
    run: async ({ port, now, advance }) => {
      expect(await outcomeOf(port, reply(now()))).toBe('intended');
      await advance(10 * MINUTE_MS - 1);
      expect(await outcomeOf(port, reply(now()))).toBe('CAP_TICKET');
      expect(await outcomeOf(port, reply(now(), { ticketRef: 't_2' }))).toBe('intended');
      await advance(1);
      expect(await outcomeOf(port, reply(now()))).toBe('intended');
    },
  },
  {
    name: 'caps the replies of a ticket within a day',
    run: async ({ port, now, advance }) => {
      for (const _ of [1, 2, 3]) {
        expect(await outcomeOf(port, reply(now(), { customerRef: null }))).toBe('intended');
        await advance(10 * MINUTE_MS);
      }
      expect(await outcomeOf(port, reply(now(), { customerRef: null }))).toBe('CAP_TICKET');
      await advance(DAY_MS - 30 * MINUTE_MS);
      expect(await outcomeOf(port, reply(now(), { customerRef: null }))).toBe('intended');
    },
  },
  {
    name: 'caps the replies of a customer within a day, over all tickets',
    run: async ({ port, now, advance }) => {
      for (const ticketRef of ['t_1', 't_2', 't_3', 't_4', 't_5']) {
        expect(await outcomeOf(port, reply(now(), { ticketRef }))).toBe('intended');
      }
      expect(await outcomeOf(port, reply(now(), { ticketRef: 't_6' }))).toBe('CAP_CUSTOMER');
      expect(await outcomeOf(port, reply(now(), { ticketRef: 't_6', customerRef: 'p_2' }))).toBe(
        'intended',
      );
      await advance(DAY_MS);
      expect(await outcomeOf(port, reply(now(), { ticketRef: 't_7' }))).toBe('intended');
    },
  },
  {
    name: 'has no customer cap for a requester without identity',
    run: async ({ port, now }) => {
      for (const ticketRef of ['t_1', 't_2', 't_3', 't_4', 't_5', 't_6']) {
        expect(await outcomeOf(port, reply(now(), { ticketRef, customerRef: null }))).toBe(
          'intended',
        );
      }
      expect((await counts(port, now(), null)).repliesCustomer24h).toBe(0);
    },
  },
  {
    name: 'reserves in the same step: concurrent replies cannot pass the cap together',
    run: async ({ port, now }) => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => outcomeOf(port, reply(now()))),
      );

      expect(outcomes.filter((outcome) => outcome === 'intended')).toHaveLength(1);
    },
  },
  {
    name: 'leaves nothing behind when it caps',
    run: async ({ port, now }) => {
      await outcomeOf(port, reply(now()));
      const capped = reply(now());
      await outcomeOf(port, capped);

      expect(await port.find(capped)).toBeNull();
      expect(await counts(port, now())).toEqual({
        repliesTicket10Min: 1,
        repliesTicket24h: 1,
        repliesCustomer24h: 1,
      });
    },
  },
];

const states: readonly Case[] = [
  {
    name: 'counts what is reserved, under way, done or perhaps done, and nothing else',
    run: async ({ port, now }) => {
      const all = [
        'intended',
        'sending',
        'confirmed',
        'unconfirmed',
        'unsent',
        'withdrawn',
        'refused',
      ] as const;
      const counted: boolean[] = [];
      for (const state of all) counted.push(await stateCounts(port, now(), state));

      expect(counted).toEqual([true, true, true, true, false, false, false]);
    },
  },
  {
    name: 'never counts a refused row nor a close, and never caps a close',
    run: async ({ port, now }) => {
      await port.refuse(reply(now()), { outcome: 'deny', codes: ['SAFE_MODE_ON'] });
      for (const _ of [1, 2, 3, 4]) {
        expect(await outcomeOf(port, reply(now(), { kind: 'close' }))).toBe('intended');
      }

      expect(await outcomeOf(port, reply(now()))).toBe('intended');
      expect(await outcomeOf(port, reply(now(), { kind: 'close' }))).toBe('intended');
    },
  },
  {
    name: 'counts an unsent reply again once it is intended again',
    run: async ({ port, now }) => {
      const row = await reserve(port, reply(now()));
      const unsent = await port.move(row, 'unsent', { nowMs: now() });
      const before = await counts(port, now());
      if (unsent !== null) await port.move(unsent, 'intended', { nowMs: now() });

      expect(before.repliesTicket10Min).toBe(0);
      expect((await counts(port, now())).repliesTicket10Min).toBe(1);
    },
  },
  {
    name: 'counts a reply from its send, however long ago it was reserved',
    run: async ({ port, now, advance }) => {
      const row = await reserve(port, reply(now()));
      await advance(30 * MINUTE_MS);
      await port.move(row, 'sending', { nowMs: now() });

      expect((await counts(port, now())).repliesTicket10Min).toBe(1);
    },
  },
  {
    name: 'counts without the row that asks',
    run: async ({ port, now }) => {
      const row = await reserve(port, reply(now()));
      await reserve(port, reply(now()));
      const own = await port.countReplies({
        ticketRef: 't_1',
        customerRef: 'p_1',
        except: row,
        nowMs: now(),
      });

      expect(own).toEqual({ repliesTicket10Min: 1, repliesTicket24h: 1, repliesCustomer24h: 1 });
    },
  },
  {
    name: 'does not open the caps when the clock is put back',
    run: async ({ port, now }) => {
      await reserve(port, reply(now()));

      expect(await outcomeOf(port, reply(now() - 20 * MINUTE_MS))).toBe('CAP_TICKET');
    },
  },
];

/** The part of the contract of `EffectStore` that is about caps. */
export const REPLY_CAP_CASES: readonly Case[] = [...windows, ...states];
