import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { WriteOutcome } from '../../src/core/effects/perform.ts';
import type { ScopeRule } from '../../src/core/environment/ticket-scope.ts';
import type { OutsideEffectName, PreparedRequest } from '../../src/core/gate/effects.ts';
import type { Permit } from '../../src/core/gate/permit.ts';
import type { Channel } from '../../src/core/tickets/ticket.ts';
import type { Helpdesk } from '../../src/core/vendors/helpdesk.ts';

/** A ticket to put into the vendor's fixture: one customer message, which is its newest comment. */
export interface SeededTicket {
  readonly id: string;
  readonly text: string;
  readonly channel?: Channel;
  readonly channelId?: string | null;
  readonly status?: 'open' | 'closed';
  readonly tags?: readonly string[];
  readonly email?: string;
  readonly order?: { readonly orderId: string; readonly appClientId: string };
}

/** What the vendor's fixture really holds, whatever its answers said. */
export interface FixtureTicket {
  readonly isOpen: boolean;
  readonly tags: readonly string[];
  /** Oldest first. */
  readonly comments: readonly { readonly authorId: string; readonly text: string }[];
  /** How many e-mails the customer got. */
  readonly emails: number;
}

export type FaultCall =
  | 'ticket.read'
  | 'ticket.order.read'
  | 'tags.add'
  | 'tags.remove'
  | 'reply.send'
  | 'comment.add'
  | 'ticket.close';

/** How the next call fails. `429` carries `Retry-After: 20`; `403` and `429` do nothing; `truncated-json` was done. */
export type FaultKind =
  | '403'
  | '429'
  | '500'
  | '500-after-commit'
  | 'timeout-before-commit'
  | 'timeout-after-commit'
  | 'truncated-json'
  | 'noop-200';

export interface HelpdeskFixture {
  seedTicket(ticket: SeededTicket): void | Promise<void>;
  readTicket(id: string): FixtureTicket | Promise<FixtureTicket>;
  /** Makes the next call of this kind fail once. */
  fault(call: FaultCall, kind: FaultKind): void | Promise<void>;
  /** How many requests of this kind arrived, failed ones included. */
  callCount(call: FaultCall): number | Promise<number>;
  /** Nobody listens any more. */
  stop(): void | Promise<void>;
}

export interface HelpdeskHarness {
  readonly helpdesk: Helpdesk;
  readonly fixture: HelpdeskFixture;
  readonly botAgentId: string;
  /** Decides, writes down and mints, as the worker does, in a context in which every rule allows. */
  permitFor<E extends OutsideEffectName>(request: PreparedRequest<E>): Promise<Permit<E>>;
  /** The pauses that were asked of the shared limiter, in milliseconds. */
  pauses(): readonly number[];
  dispose(): void | Promise<void>;
}

export interface HelpdeskCase {
  readonly name: string;
  /** How long the client of the harness must wait for an answer. */
  readonly timeoutMs: number;
  readonly run: (harness: HelpdeskHarness) => Promise<void>;
}

type CaseBody = Omit<HelpdeskCase, 'timeoutMs'> & Partial<HelpdeskCase>;
export type MakeHelpdeskHarness = (options: {
  readonly timeoutMs: number;
}) => HelpdeskHarness | Promise<HelpdeskHarness>;

/** Never waited for, however busy the machine is. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** For the cases without an answer: waited for in full, and long enough to connect. */
const SHORT_TIMEOUT_MS = 500;

const ALL: ScopeRule = { scope: 'all', testChannelId: null };
const TEST_ONLY: ScopeRule = { scope: 'test-only', testChannelId: 'channel-test' };
const TEXT = 'Canary 7Q2 where is my parcel';
/** Ids of e-mail tickets and others that only survive as one encoded segment. */
const TRICKY_IDS = [
  'CAF+abc=1@mail.example.com',
  '<CAF+abc/2@mail.example.com>',
  'a b',
  "it's(100%)!*",
  'ünïcode-票',
  '100%25',
  'plain-1',
];

type WriteCall = Exclude<FaultCall, 'ticket.read' | 'ticket.order.read'>;

async function write(harness: HelpdeskHarness, call: WriteCall, id: string): Promise<WriteOutcome> {
  const { helpdesk, permitFor } = harness;
  switch (call) {
    case 'tags.add': {
      const request = helpdesk.prepareAddTags(id, ['mw-processed', 'mw-intent-unknown_other']);
      return helpdesk.addTags(request, await permitFor(request));
    }
    case 'tags.remove': {
      const request = helpdesk.prepareRemoveTags(id, ['mw-old']);
      return helpdesk.removeTags(request, await permitFor(request));
    }
    case 'reply.send': {
      const request = helpdesk.prepareSendReply(id, 'Hello from us');
      return helpdesk.sendReply(request, await permitFor(request));
    }
    case 'comment.add': {
      const request = helpdesk.prepareAddComment(id, 'Hello from us');
      return helpdesk.addComment(request, await permitFor(request));
    }
    case 'ticket.close': {
      const request = helpdesk.prepareCloseTicket(id);
      return helpdesk.closeTicket(request, await permitFor(request));
    }
  }
}

async function readTicket({ helpdesk, permitFor }: HelpdeskHarness, id: string, scope = ALL) {
  const request = helpdesk.prepareReadTicket(id);
  return helpdesk.readTicket(request, await permitFor(request), scope);
}

async function readOrder({ helpdesk, permitFor }: HelpdeskHarness, id: string) {
  const request = helpdesk.prepareReadLinkedOrder(id);
  return helpdesk.readLinkedOrder(request, await permitFor(request));
}

const WRITES: readonly WriteCall[] = [
  'tags.add',
  'tags.remove',
  'reply.send',
  'comment.add',
  'ticket.close',
];

/** Whether the write left its trace on a ticket that was seeded open with the tag `mw-old`. */
function isDone(call: WriteCall, ticket: FixtureTicket): boolean {
  switch (call) {
    case 'tags.add':
      return (
        ticket.tags.includes('mw-processed') && ticket.tags.includes('mw-intent-unknown_other')
      );
    case 'tags.remove':
      return !ticket.tags.includes('mw-old');
    case 'reply.send':
    case 'comment.add':
      return ticket.comments.at(-1)?.text === 'Hello from us';
    case 'ticket.close':
      return !ticket.isOpen;
  }
}

async function writeMeets(
  harness: HelpdeskHarness,
  [call, kind]: readonly [WriteCall, FaultKind],
  expected: { readonly outcome: Partial<WriteOutcome>; readonly done: boolean },
): Promise<void> {
  const id = `<${call}@mail.example.com>`;
  await harness.fixture.seedTicket({ id, text: TEXT, tags: ['mw-old'] });
  await harness.fixture.fault(call, kind);

  const outcome = await write(harness, call, id);

  expect(outcome, call).toMatchObject(expected.outcome);
  expect(await harness.fixture.callCount(call), `${call} is sent once`).toBe(1);
  expect(isDone(call, await harness.fixture.readTicket(id)), call).toBe(expected.done);
}

/** Every write meets the fault, each on a ticket of its own and all at once. */
async function eachWriteMeets(
  harness: HelpdeskHarness,
  kind: FaultKind,
  expected: { readonly outcome: Partial<WriteOutcome>; readonly done: boolean },
): Promise<void> {
  await Promise.all(WRITES.map((call) => writeMeets(harness, [call, kind], expected)));
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
}

async function readMeets(
  harness: HelpdeskHarness,
  kind: FaultKind,
  expected: Readonly<Record<string, unknown>>,
): Promise<void> {
  await harness.fixture.seedTicket({
    id: 'r-1',
    text: TEXT,
    order: { orderId: 'o', appClientId: 'c' },
  });
  for (const [call, read] of [
    ['ticket.read', readTicket],
    ['ticket.order.read', readOrder],
  ] as const) {
    await harness.fixture.fault(call, kind);

    const error = await errorOf(read(harness, 'r-1'));

    expect(error, call).toMatchObject(expected);
    expect(inspect(error, { depth: 6 }), 'no text of a ticket in an error').not.toContain('Canary');
    expect(await harness.fixture.callCount(call), `${call} is sent once`).toBe(1);
  }
}

const READS_AND_WRITES: readonly CaseBody[] = [
  {
    name: 'incident 1: reads tickets whose ids must be percent-encoded',
    run: async (harness) => {
      for (const id of TRICKY_IDS) {
        await harness.fixture.seedTicket({
          id,
          text: TEXT,
          tags: ['zz', 'aa'],
          email: 'a@example.com',
        });

        const read = await readTicket(harness, id);

        if (read.outcome !== 'found') throw new Error(`${id} was ${read.outcome}`);
        expect(read.ticket).toMatchObject({
          id,
          isOpen: true,
          channel: 'email',
          tags: ['aa', 'zz'],
        });
        expect(read.ticket.comments.at(-1)?.author).toBe('customer');
        expect(read.ticket.comments.at(-1)?.text.reveal()).toBe(TEXT);
        expect(read.ticket.requester.email?.reveal()).toBe('a@example.com');
      }
    },
  },
  {
    name: 'incident 1: writes to such tickets change them, seen by reading again',
    run: async (harness) => {
      for (const id of TRICKY_IDS) {
        await harness.fixture.seedTicket({ id, text: TEXT, tags: ['mw-old'] });
        for (const call of WRITES) {
          expect(await write(harness, call, id), call).toEqual({ outcome: 'accepted' });
          expect(isDone(call, await harness.fixture.readTicket(id)), `${call} of ${id}`).toBe(true);
        }
      }
    },
  },
  {
    name: 'refuses ids that cannot be a path segment, before anything is sent',
    run: async ({ helpdesk }) => {
      const prepare = [
        (id: string) => helpdesk.prepareReadTicket(id),
        (id: string) => helpdesk.prepareReadLinkedOrder(id),
        (id: string) => helpdesk.prepareAddTags(id, ['mw-processed']),
        (id: string) => helpdesk.prepareRemoveTags(id, ['mw-processed']),
        (id: string) => helpdesk.prepareSendReply(id, 'x'),
        (id: string) => helpdesk.prepareAddComment(id, 'x'),
        (id: string) => helpdesk.prepareCloseTicket(id),
      ];
      for (const id of ['', '.', '..', 'a\nb', 'x'.repeat(513), 'a\ud800', 'a\u202eb']) {
        for (const each of prepare) {
          expect(() => each(id)).toThrow(expect.objectContaining({ code: 'TICKET_ID_INVALID' }));
        }
      }
    },
  },
  {
    name: 'prepares the same request for the same wish, tags sorted and without duplicates (incident 3)',
    run: async ({ helpdesk }) => {
      const one = helpdesk.prepareAddTags('t', ['b', 'a', 'b']);
      const other = helpdesk.prepareAddTags('t', ['a', 'b']);

      expect(one).toEqual(other);
      expect(JSON.parse(one.body ?? '')).toEqual({ tags: ['a', 'b'] });
    },
  },
  {
    name: 'answers not-found for a ticket that is not there',
    run: async (harness) => {
      expect(await readTicket(harness, 'nobody')).toEqual({ outcome: 'not-found' });
      expect(await readOrder(harness, 'nobody')).toEqual({ outcome: 'none' });
    },
  },
  {
    name: 'reads the linked order, or none',
    run: async (harness) => {
      await harness.fixture.seedTicket({
        id: 'with',
        text: TEXT,
        order: { orderId: 'o-1', appClientId: 'c-1' },
      });
      await harness.fixture.seedTicket({ id: 'without', text: TEXT });

      expect(await readOrder(harness, 'with')).toEqual({
        outcome: 'found',
        orderId: 'o-1',
        appClientId: 'c-1',
      });
      expect(await readOrder(harness, 'without')).toEqual({ outcome: 'none' });
    },
  },
  {
    name: 'incident 23: a reply is e-mailed once and signed by the bot, a comment is not e-mailed',
    run: async (harness) => {
      for (const [call, emails] of [
        ['reply.send', 1],
        ['comment.add', 0],
      ] as const) {
        await harness.fixture.seedTicket({ id: call, text: TEXT });

        await write(harness, call, call);
        const read = await readTicket(harness, call);

        const truth = await harness.fixture.readTicket(call);
        expect(truth.emails, call).toBe(emails);
        expect(truth.comments.at(-1)?.authorId).toBe(harness.botAgentId);
        expect(read.outcome === 'found' && read.ticket.comments.at(-1)?.author).toBe('bot');
      }
    },
  },
  {
    name: 'incident 13: says accepted when the vendor did nothing: only reading again shows it',
    run: (harness) =>
      eachWriteMeets(harness, 'noop-200', { outcome: { outcome: 'accepted' }, done: false }),
  },
];

const SCOPE: readonly CaseBody[] = [
  {
    name: 'R6.2: gives nothing but id, tags and channel id of a ticket out of scope',
    run: async (harness) => {
      await harness.fixture.seedTicket({
        id: 'real',
        text: TEXT,
        tags: ['vip'],
        channelId: 'channel-main',
      });

      const read = await readTicket(harness, 'real', TEST_ONLY);

      expect(read).toEqual({
        outcome: 'out-of-scope',
        projection: { id: 'real', tags: ['vip'], channelId: 'channel-main' },
      });
    },
  },
  {
    name: 'R6.2: takes the exact tag or the exact channel id into scope, and no look-alike',
    run: async (harness) => {
      const channelId = 'channel-main';
      await harness.fixture.seedTicket({ id: 'tagged', text: TEXT, tags: ['mw-test'], channelId });
      await harness.fixture.seedTicket({ id: 'channelled', text: TEXT, channelId: 'channel-test' });
      await harness.fixture.seedTicket({
        id: 'folded',
        text: TEXT,
        tags: ['MW-Test', ' mw-test', 'mw-test2'],
        channelId,
      });
      await harness.fixture.seedTicket({ id: 'none', text: TEXT, channelId: null });

      for (const [id, outcome] of [
        ['tagged', 'found'],
        ['channelled', 'found'],
        ['folded', 'out-of-scope'],
        ['none', 'out-of-scope'],
      ] as const) {
        expect((await readTicket(harness, id, TEST_ONLY)).outcome, id).toBe(outcome);
      }
    },
  },
];

const FAULTS: readonly CaseBody[] = [
  {
    name: 'D9: a read that is rate-limited pauses the limiter, says how long and is not repeated',
    run: async (harness) => {
      await readMeets(harness, '429', { code: 'VENDOR_RATE_LIMITED', retryAfterMs: 20_000 });
      expect(harness.pauses()).toEqual([20_000, 20_000]);
    },
  },
  {
    name: 'D9: a write that is rate-limited is provably unsent and pauses the limiter',
    run: async (harness) => {
      const outcome = {
        outcome: 'unsent',
        code: 'VENDOR_RATE_LIMITED',
        retryAfterMs: 20_000,
      } as const;
      await eachWriteMeets(harness, '429', { outcome, done: false });
      expect(harness.pauses()).toEqual(WRITES.map(() => 20_000));
    },
  },
  {
    name: 'a refused read is an error of its own (incident 27)',
    run: (harness) =>
      readMeets(harness, '403', { code: 'VENDOR_REJECTED', context: { status: 403 } }),
  },
  {
    name: 'a refused write is provably unsent',
    run: (harness) => {
      const outcome = { outcome: 'unsent', code: 'VENDOR_REJECTED' } as const;
      return eachWriteMeets(harness, '403', { outcome, done: false });
    },
  },
  {
    name: 'a write to a ticket that is not there is provably unsent',
    run: async (harness) => {
      for (const call of WRITES) {
        expect(await write(harness, call, 'nobody'), call).toMatchObject({ outcome: 'unsent' });
      }
    },
  },
  {
    name: 'a read that fails with 500 is unavailable and not repeated',
    run: (harness) => readMeets(harness, '500', { code: 'VENDOR_UNAVAILABLE' }),
  },
  {
    name: 'D7: a write that fails with 500 is unknown and not repeated',
    run: (harness) =>
      eachWriteMeets(harness, '500', { outcome: { outcome: 'unknown' }, done: false }),
  },
  {
    name: 'D7: a write that was done and answered 500 is unknown and not repeated',
    run: (harness) =>
      eachWriteMeets(harness, '500-after-commit', { outcome: { outcome: 'unknown' }, done: true }),
  },
  {
    name: 'a read without answer is unavailable and not repeated',
    timeoutMs: SHORT_TIMEOUT_MS,
    run: (harness) => readMeets(harness, 'timeout-before-commit', { code: 'VENDOR_UNAVAILABLE' }),
  },
  {
    name: 'D7: a write without answer that was not done is unknown and not repeated',
    timeoutMs: SHORT_TIMEOUT_MS,
    run: (harness) =>
      eachWriteMeets(harness, 'timeout-before-commit', {
        outcome: { outcome: 'unknown' },
        done: false,
      }),
  },
  {
    name: 'D7: a write without answer that was done is unknown and not repeated',
    timeoutMs: SHORT_TIMEOUT_MS,
    run: (harness) =>
      eachWriteMeets(harness, 'timeout-after-commit', {
        outcome: { outcome: 'unknown' },
        done: true,
      }),
  },
  {
    name: 'a read whose answer breaks off is invalid, and no part of it is shown',
    run: (harness) => readMeets(harness, 'truncated-json', { code: 'VENDOR_ANSWER_INVALID' }),
  },
  {
    name: 'a write whose answer breaks off is unknown and not repeated',
    run: (harness) =>
      eachWriteMeets(harness, 'truncated-json', { outcome: { outcome: 'unknown' }, done: true }),
  },
  {
    name: 'without a connection a write is provably unsent and a read unavailable',
    run: async (harness) => {
      await harness.fixture.stop();

      for (const call of WRITES) {
        expect(await write(harness, call, 't'), call).toMatchObject({ outcome: 'unsent' });
      }
      expect(await errorOf(readTicket(harness, 't'))).toMatchObject({ code: 'VENDOR_UNAVAILABLE' });
    },
  },
];

const PERMITS: readonly CaseBody[] = [
  {
    name: 'a spent Permit sends nothing',
    run: async (harness) => {
      await harness.fixture.seedTicket({ id: 't', text: TEXT });
      const request = harness.helpdesk.prepareSendReply('t', 'Hello from us');
      const permit = await harness.permitFor(request);
      await harness.helpdesk.sendReply(request, permit);

      const error = await errorOf(harness.helpdesk.sendReply(request, permit));

      expect(error).toMatchObject({ code: 'PERMIT_SPENT' });
      expect((await harness.fixture.readTicket('t')).emails).toBe(1);
    },
  },
  {
    name: 'a Permit for another ticket or another text sends nothing',
    run: async (harness) => {
      await harness.fixture.seedTicket({ id: 't', text: TEXT });
      const { helpdesk } = harness;
      const request = helpdesk.prepareSendReply('t', 'Hello from us');
      for (const other of [
        helpdesk.prepareSendReply('u', 'Hello from us'),
        helpdesk.prepareSendReply('t', 'No'),
      ]) {
        const error = await errorOf(helpdesk.sendReply(request, await harness.permitFor(other)));

        expect(error).toMatchObject({ code: 'PERMIT_REQUEST_DIFFERS' });
      }
      expect(await harness.fixture.callCount('reply.send')).toBe(0);
    },
  },
];

/** Every law of the port `Helpdesk`, as cases that can also be run without a test runner's report. */
export const HELPDESK_CASES: readonly HelpdeskCase[] = [
  ...READS_AND_WRITES,
  ...SCOPE,
  ...FAULTS,
  ...PERMITS,
].map((each) => ({ timeoutMs: DEFAULT_TIMEOUT_MS, ...each }));

/** Runs every case against a fresh harness of one adapter. */
export function describeHelpdesk(name: string, makeHarness: MakeHelpdeskHarness): void {
  describe(`Helpdesk contract: ${name}`, () => {
    let harness: HelpdeskHarness | null = null;
    afterEach(async () => {
      await harness?.dispose();
      harness = null;
    });

    for (const each of HELPDESK_CASES) {
      it(each.name, async () => {
        harness = await makeHarness({ timeoutMs: each.timeoutMs });
        await each.run(harness);
      });
    }
  });
}
