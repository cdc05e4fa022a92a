import { expect } from 'vitest';
import type {
  EffectRow,
  EffectStore,
  NewEffect,
  ReplyLimits,
} from '../../src/core/worker/effect-store.ts';
import { type ContractCase, describeCases, type Gap, type Harness } from './contract-case.ts';
import { REPLY_CAP_CASES } from './reply-caps.contract.ts';

export type EffectStoreHarness = Harness<EffectStore>;
type Case = ContractCase<EffectStoreHarness>;

const LIMITS: ReplyLimits = {
  repliesTicket10Min: 10,
  repliesTicket24h: 10,
  repliesCustomer24h: 10,
};

function talk(nowMs: number, overrides: Partial<NewEffect> = {}): NewEffect {
  const key = { ticketRef: 't_1', messageRef: 'm_1', kind: 'talk' } as const;
  return { ...key, templateId: 't_return_request_intake', customerRef: 'p_1', nowMs, ...overrides };
}

function denied(...codes: readonly string[]) {
  return { outcome: 'deny', codes } as const;
}

async function intended(port: EffectStore, effect: NewEffect): Promise<EffectRow> {
  const result = await port.intend(effect, LIMITS);
  if (result.outcome !== 'intended') throw new Error(`expected intended, got ${result.outcome}`);
  return result.row;
}

const locking: readonly Case[] = [
  {
    name: 'I9 inserts one row for a ticket, message and kind, whatever the template',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));
      const again = await port.intend(
        talk(now(), { templateId: 't_exchange_request_intake' }),
        LIMITS,
      );

      expect(row).toEqual({
        ...{ ticketRef: 't_1', messageRef: 'm_1', kind: 'talk', state: 'intended', version: 1 },
        outcome: null,
        ...{ templateId: 't_return_request_intake', codes: [], baselineRefs: [], looks: 0 },
        ...{ customerRef: 'p_1', createdAtMs: now(), changedAtMs: now() },
      });
      expect(again).toEqual({ outcome: 'exists', row });
      expect(await port.find(row)).toEqual(row);
    },
  },
  {
    name: 'I9 lets one of many concurrent callers intend',
    run: async ({ port, now }) => {
      const results = await Promise.all(
        Array.from({ length: 10 }, () => port.intend(talk(now()), LIMITS)),
      );

      expect(results.filter((result) => result.outcome === 'intended')).toHaveLength(1);
      expect(results.filter((result) => result.outcome === 'exists')).toHaveLength(9);
    },
  },
  {
    name: 'keeps messages, tickets and kinds apart',
    run: async ({ port, now }) => {
      await intended(port, talk(now()));
      await intended(port, talk(now(), { messageRef: 'm_2' }));
      await intended(port, talk(now(), { ticketRef: 't_2' }));
      await intended(port, talk(now(), { kind: 'close' }));

      expect(await port.find({ ticketRef: 't_2', messageRef: 'm_2', kind: 'talk' })).toBeNull();
    },
  },
  {
    name: 'I9 lets one of many concurrent callers move a row',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));
      const move = () => port.move(row, 'sending', { nowMs: now(), baselineRefs: ['c_1', 'c_2'] });
      const moved = (await Promise.all(Array.from({ length: 10 }, move))).filter(
        (result) => result !== null,
      );

      expect(moved).toHaveLength(1);
      expect(moved[0]).toMatchObject({
        state: 'sending',
        version: 2,
        baselineRefs: ['c_1', 'c_2'],
      });
      expect(await port.find(row)).toEqual(moved[0]);
    },
  },
  {
    name: 'I9 refuses to move a row that somebody else has moved since',
    run: async ({ port, now }) => {
      const stale = await intended(port, talk(now()));
      const newer = await port.move(stale, 'intended', { nowMs: now() });

      expect(await port.move(stale, 'sending', { nowMs: now() })).toBeNull();
      expect(await port.find(stale)).toEqual(newer);
    },
  },
  {
    name: 'refuses to move a row that does not exist',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));

      expect(
        await port.move({ ...row, messageRef: 'm_9' }, 'sending', { nowMs: now() }),
      ).toBeNull();
    },
  },
  {
    name: 'keeps what a move does not mention',
    run: async ({ port, now, advance }) => {
      const row = await intended(port, talk(now()));
      const sending = await port.move(row, 'sending', {
        nowMs: now(),
        baselineRefs: ['c_1'],
        looks: 2,
        codes: ['LATE_ANSWER'],
      });
      await advance(1_000);
      const unconfirmed = sending && (await port.move(sending, 'unconfirmed', { nowMs: now() }));

      expect(unconfirmed).toEqual({
        ...sending,
        state: 'unconfirmed',
        version: 3,
        changedAtMs: now(),
      });
    },
  },
];

const endings: readonly Case[] = [
  {
    name: 'writes a final refused row only where none is',
    run: async ({ port, now }) => {
      expect(await port.refuse(talk(now()), denied('SAFE_MODE_ON', 'TEMPLATE_OFF'))).toBe(true);
      expect(await port.refuse(talk(now()), denied('AUTOMATION_OFF'))).toBe(false);
      const row = await port.find(talk(now()));

      expect(row).toMatchObject({
        state: 'refused',
        outcome: 'deny',
        codes: ['SAFE_MODE_ON', 'TEMPLATE_OFF'],
        version: 1,
      });
      expect(await port.intend(talk(now()), LIMITS)).toEqual({ outcome: 'exists', row });
    },
  },
  {
    name: 'does not refuse over a row that was intended',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));

      expect(await port.refuse(talk(now()), denied('SAFE_MODE_ON'))).toBe(false);
      expect(await port.find(row)).toEqual(row);
    },
  },
  {
    name: 'keeps the outcome of the decision that ended a row beside its codes',
    run: async ({ port, now }) => {
      const held = { outcome: 'hold', codes: ['CAP_TICKET'] } as const;
      expect(await port.refuse(talk(now()), held)).toBe(true);
      const row = await intended(port, talk(now(), { messageRef: 'm_2' }));
      const ending = { outcome: 'hold', codes: ['MESSAGE_SUPERSEDED'] } as const;
      const withdrawn = await port.move(row, 'withdrawn', { nowMs: now(), ...ending });

      expect(await port.find(talk(now()))).toMatchObject({ state: 'refused', ...held });
      expect(withdrawn).toMatchObject({ state: 'withdrawn', ...ending });
      expect(await port.find(row)).toEqual(withdrawn);
    },
  },
  {
    name: 'lists unconfirmed rows, oldest first',
    run: async ({ port, now, advance }) => {
      for (const messageRef of ['m_3', 'm_1', 'm_2']) {
        const row = await intended(port, talk(now(), { messageRef }));
        if (messageRef !== 'm_1')
          await port.move(row, 'unconfirmed', { nowMs: now(), codes: ['REPLY_UNCONFIRMED'] });
        await advance(1_000);
      }

      expect((await port.listUnconfirmed(5)).map((row) => row.messageRef)).toEqual(['m_3', 'm_2']);
      expect((await port.listUnconfirmed(1)).map((row) => row.messageRef)).toEqual(['m_3']);
    },
  },
  {
    name: 'counts the writes of each customer message',
    run: async ({ port, now }) => {
      const counts = await Promise.all([1, 2, 3].map(() => port.countWrite('t_1', 'm_1', now())));

      expect(counts.toSorted()).toEqual([0, 1, 2]);
      expect(await port.readWrites('t_1', 'm_1')).toBe(3);
      expect(await port.readWrites('t_1', 'm_2')).toBe(0);
    },
  },
  {
    name: 'takes a write back that never left, never below zero',
    run: async ({ port, now }) => {
      await port.countWrite('t_1', 'm_1', now());
      await port.countWrite('t_1', 'm_1', now());
      await port.uncountWrite('t_1', 'm_1');
      expect(await port.readWrites('t_1', 'm_1')).toBe(1);

      await Promise.all([1, 2, 3].map(() => port.uncountWrite('t_1', 'm_1')));
      await port.uncountWrite('t_1', 'm_unknown');

      expect(await port.readWrites('t_1', 'm_1')).toBe(0);
      expect(await port.countWrite('t_1', 'm_1', now())).toBe(0);
    },
  },
  {
    name: 'finds the rows of a ticket that are not final, oldest first',
    run: async ({ port, now, advance }) => {
      const states = [
        'sending',
        'unsent',
        'confirmed',
        'withdrawn',
        'unconfirmed',
        'intended',
      ] as const;
      const wide = { repliesTicket10Min: 99, repliesTicket24h: 99, repliesCustomer24h: 99 };
      for (const [index, state] of states.entries()) {
        const effect = { ...talk(now()), customerRef: null, messageRef: `m_${index}` };
        const result = await port.intend(effect, wide);
        if (result.outcome !== 'intended') throw new Error('the caps are wide open');
        if (state !== 'intended') await port.move(result.row, state, { nowMs: now() });
        await advance(1_000);
      }
      const open = await port.findOpen('t_1');

      expect(open.map((row) => row.state)).toEqual(['sending', 'unsent', 'intended']);
      expect(await port.findOpen('t_other')).toEqual([]);
    },
  },
  {
    name: 'keeps everything over a restart',
    run: async ({ port, now, reopen }) => {
      const row = await intended(port, talk(now()));
      const sending = await port.move(row, 'sending', { nowMs: now(), baselineRefs: ['c_1'] });
      await port.countWrite('t_1', 'm_1', now());
      const again = await reopen();
      if (again === null) return;

      expect(await again.find(row)).toEqual(sending);
      expect(await again.readWrites('t_1', 'm_1')).toBe(1);
      expect(await again.move(row, 'sending', { nowMs: now() })).toBeNull();
    },
  },
];

const PERSONAL = [
  'jane.doe@example.com',
  'Where is my order?',
  '+49 170 1234567',
  '#1001',
  'Jane Doe',
];

const boundary: readonly Case[] = [
  {
    name: 'incident 8 refuses text and addresses wherever a reference or a code belongs',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));
      for (const text of PERSONAL) {
        const attempts = [
          ...(['ticketRef', 'messageRef', 'templateId', 'customerRef'] as const).map((field) =>
            port.intend(talk(now(), { messageRef: 'm_5', [field]: text }), LIMITS),
          ),
          port.refuse(talk(now(), { messageRef: 'm_5' }), denied(text)),
          port.move(row, 'sending', { nowMs: now(), codes: [text] }),
          port.move(row, 'sending', { nowMs: now(), baselineRefs: [text] }),
          port.countWrite(text, 'm_1', now()),
        ];
        const results = await Promise.allSettled(attempts);

        expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
      }
      expect(await port.find(row)).toEqual(row);
    },
  },
  {
    name: 'incident 12 refuses fractions and what is no number',
    run: async ({ port, now }) => {
      const row = await intended(port, talk(now()));
      for (const odd of [0.5, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
        const results = await Promise.allSettled([
          port.intend(talk(odd, { messageRef: 'm_5' }), LIMITS),
          port.refuse(talk(odd, { messageRef: 'm_5' }), denied()),
          port.move(row, 'sending', { nowMs: odd }),
          port.move(row, 'sending', { nowMs: now(), looks: odd }),
          port.countWrite('t_1', 'm_1', odd),
        ]);

        expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
      }
      expect(await port.find(row)).toEqual(row);
    },
  },
];

export const EFFECT_STORE_CASES: readonly Case[] = [
  ...locking,
  ...endings,
  ...REPLY_CAP_CASES,
  ...boundary,
];

/** Runs the contract of the port `EffectStore`. */
export function describeEffectStore(
  adapter: string,
  makeHarness: () => Promise<EffectStoreHarness>,
  skip: readonly Gap[] = [],
): void {
  describeCases(`EffectStore contract: ${adapter}`, EFFECT_STORE_CASES, makeHarness, skip);
}
