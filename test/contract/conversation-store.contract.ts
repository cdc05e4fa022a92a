import { expect } from 'vitest';
import type { ConversationStore, WorkItem } from '../../src/core/worker/conversation-store.ts';
import { BEGUN_JOB_CASES } from './begun-jobs.contract.ts';
import { type ContractCase, describeCases, type Gap, type Harness } from './contract-case.ts';

export interface ConversationStoreHarness extends Harness<ConversationStore> {
  /** Counted in the rows: the deliveries that are settled, and those of them that met a settled item or joined a job. */
  settledTotals(): { readonly handled: number; readonly duplicates: number };
}
type Case = ContractCase<ConversationStoreHarness>;

const MINUTE_MS = 60_000;

function workItem(settledAtMs: number, overrides: Partial<WorkItem> = {}): WorkItem {
  return {
    ticketRef: 't_1',
    messageRef: 'm_1',
    outcome: 'routed',
    codes: ['SAFE_MODE_ON'],
    intent: 'return_request',
    templateId: 't_return_request_intake',
    settledAtMs,
    ...overrides,
  };
}

const settling: readonly Case[] = [
  {
    name: 'D6 settles a work item once; later jobs that meet it are duplicates',
    run: async ({ port, now, settledTotals }) => {
      const item = workItem(now());

      expect(await port.settle(item, { jobId: 'j1', deliveries: 1 })).toBe(true);
      expect(
        await port.settle(workItem(now(), { outcome: 'held' }), { jobId: 'j2', deliveries: 1 }),
      ).toBe(false);
      expect(await port.findWorkItem('t_1', 'm_1')).toEqual(item);
      expect(settledTotals()).toEqual({ handled: 2, duplicates: 1 });
    },
  },
  {
    name: 'changes nothing when a job that settled is handed out again',
    run: async ({ port, now, settledTotals }) => {
      const first = { jobId: 'j1', deliveries: 3 };
      await port.settle(workItem(now()), first);

      expect(await port.settle(workItem(now(), { outcome: 'held' }), first)).toBe(true);
      expect(settledTotals()).toEqual({ handled: 3, duplicates: 2 });
      expect((await port.findWorkItem('t_1', 'm_1'))?.outcome).toBe('routed');
    },
  },
  {
    name: 'changes nothing when a job that came second is handed out again, also for another message',
    run: async ({ port, now, settledTotals }) => {
      await port.settle(workItem(now()), { jobId: 'j1', deliveries: 1 });
      await port.settle(workItem(now()), { jobId: 'j2', deliveries: 1 });

      expect(
        await port.settle(workItem(now(), { messageRef: 'm_2' }), { jobId: 'j2', deliveries: 1 }),
      ).toBe(false);
      expect(await port.findWorkItem('t_1', 'm_2')).toBeNull();
      expect(settledTotals()).toEqual({ handled: 2, duplicates: 1 });
    },
  },
  {
    name: 'lets one of many concurrent jobs settle; handled less duplicates is the number of work items',
    run: async ({ port, now, settledTotals }) => {
      const jobs = Array.from({ length: 12 }, (_, index) => ({
        jobId: `j${index}`,
        deliveries: 1 + (index % 3),
      }));
      const settled = await Promise.all(
        jobs.map((job, index) =>
          port.settle(workItem(now(), { messageRef: `m_${index % 4}` }), job),
        ),
      );

      expect(settled.filter(Boolean)).toHaveLength(4);
      expect(settledTotals()).toEqual({ handled: 24, duplicates: 20 });
    },
  },
  {
    name: 'finds no work item that was not settled, and counts from nothing',
    run: async ({ port, settledTotals }) => {
      expect(await port.findWorkItem('t_1', 'm_1')).toBeNull();
      expect(settledTotals()).toEqual({ handled: 0, duplicates: 0 });
    },
  },
];

const remembering: readonly Case[] = [
  {
    name: 'remembers our replies, oldest first, each message once',
    run: async ({ port, now, advance }) => {
      const one = { messageRef: 'm_2', templateId: 't_return_request_intake', atMs: now() };
      await port.recordReply('t_1', one);
      await advance(1_000);
      const two = { messageRef: 'm_1', templateId: 't_exchange_request_intake', atMs: now() };
      await port.recordReply('t_1', two);
      await port.recordReply('t_1', { ...one, atMs: now() });

      expect(await port.findConversation('t_1')).toEqual({
        ticketRef: 't_1',
        replies: [one, two],
        isBlocked: false,
      });
      expect(await port.findConversation('t_2')).toBeNull();
    },
  },
  {
    name: 'never takes a block back',
    run: async ({ port, now }) => {
      await port.block('t_1', now());
      await port.recordReply('t_1', {
        messageRef: 'm_1',
        templateId: 't_return_request_intake',
        atMs: now(),
      });

      expect(await port.findConversation('t_1')).toMatchObject({
        isBlocked: true,
        replies: [{ messageRef: 'm_1' }],
      });
    },
  },
  {
    name: 'counts unknown notes of one ticket within ten minutes',
    run: async ({ port, now, advance }) => {
      const startMs = now();
      expect(await port.noteUnknown('t_1', now())).toEqual({ count: 1, firstAtMs: startMs });
      await advance(MINUTE_MS);
      expect(await port.noteUnknown('t_1', now())).toEqual({ count: 2, firstAtMs: startMs });
      expect(await port.noteUnknown('t_2', now())).toMatchObject({ count: 1 });
      await advance(10 * MINUTE_MS);
      expect(await port.noteUnknown('t_1', now())).toEqual({
        count: 2,
        firstAtMs: startMs + MINUTE_MS,
      });
    },
  },
  {
    name: 'tells the unknown notes without adding one',
    run: async ({ port, now, advance }) => {
      const startMs = now();
      expect(await port.readUnknown('t_1', now())).toEqual({ count: 0, firstAtMs: 0 });
      await port.noteUnknown('t_1', now());
      await advance(MINUTE_MS);

      expect(await port.readUnknown('t_1', now())).toEqual({ count: 1, firstAtMs: startMs });
      expect(await port.readUnknown('t_1', now())).toMatchObject({ count: 1 });
      await advance(10 * MINUTE_MS);
      expect(await port.readUnknown('t_1', now())).toMatchObject({ count: 0 });
    },
  },
  {
    name: 'counts notes of the same instant apart, and forgets those of a clock that was put back',
    run: async ({ port, now }) => {
      await port.noteUnknown('t_1', now());
      expect((await port.noteUnknown('t_1', now())).count).toBe(2);
      expect(await port.noteUnknown('t_1', now() - MINUTE_MS)).toEqual({
        count: 1,
        firstAtMs: now() - MINUTE_MS,
      });
    },
  },
  {
    name: 'keeps everything over a restart',
    run: async ({ port, now, reopen, settledTotals }) => {
      await port.settle(workItem(now()), { jobId: 'j1', deliveries: 2 });
      await port.block('t_1', now());
      const again = await reopen();
      if (again === null) return;

      expect(await again.settle(workItem(now()), { jobId: 'j1', deliveries: 2 })).toBe(true);
      expect(settledTotals()).toEqual({ handled: 2, duplicates: 1 });
      expect((await again.findConversation('t_1'))?.isBlocked).toBe(true);
    },
  },
];

const boundary: readonly Case[] = [
  {
    name: 'incident 8 refuses text and addresses wherever a reference or a code belongs',
    run: async ({ port, now, settledTotals }) => {
      const job = { jobId: 'j1', deliveries: 1 };
      for (const text of [
        'jane.doe@example.com',
        'Where is my order?',
        '+49 170 1234567',
        '#1001',
      ]) {
        const reply = { messageRef: 'm_1', templateId: 't_return_request_intake', atMs: now() };
        const results = await Promise.allSettled([
          ...(['ticketRef', 'messageRef', 'intent', 'templateId'] as const).map((field) =>
            port.settle(workItem(now(), { [field]: text }), job),
          ),
          port.settle(workItem(now(), { codes: [text] }), job),
          port.settle(workItem(now()), { jobId: text, deliveries: 1 }),
          port.recordReply(text, reply),
          port.recordReply('t_1', { ...reply, messageRef: text }),
          port.recordReply('t_1', { ...reply, templateId: text }),
          port.block(text, now()),
          port.noteUnknown(text, now()),
        ]);

        expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
      }
      expect(settledTotals()).toEqual({ handled: 0, duplicates: 0 });
      expect(await port.findConversation('t_1')).toBeNull();
    },
  },
  {
    name: 'incident 12 refuses fractions and what is no number',
    run: async ({ port, now }) => {
      const reply = { messageRef: 'm_1', templateId: 't_return_request_intake' };
      for (const odd of [0.5, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
        const results = await Promise.allSettled([
          port.settle(workItem(odd), { jobId: 'j1', deliveries: 1 }),
          port.settle(workItem(now()), { jobId: 'j1', deliveries: odd }),
          port.recordReply('t_1', { ...reply, atMs: odd }),
          port.block('t_1', odd),
          port.noteUnknown('t_1', odd),
        ]);

        expect(results.map((result) => result.status)).toEqual(results.map(() => 'rejected'));
      }
    },
  },
];

export const CONVERSATION_STORE_CASES: readonly Case[] = [
  ...settling,
  ...remembering,
  ...BEGUN_JOB_CASES,
  ...boundary,
];

/** Runs the contract of the port `ConversationStore`. */
export function describeConversationStore(
  adapter: string,
  makeHarness: () => Promise<ConversationStoreHarness>,
  skip: readonly Gap[] = [],
): void {
  describeCases(
    `ConversationStore contract: ${adapter}`,
    CONVERSATION_STORE_CASES,
    makeHarness,
    skip,
  );
}
